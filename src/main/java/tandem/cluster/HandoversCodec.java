package tandem.cluster;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/// Planned moves as JSON, within a node's state. A node that says nothing of them has no part in any.
final class HandoversCodec {
    private static final int MAX_REASON = 300;

    private HandoversCodec() {}

    static void encode(Handovers handovers, JsonObject into) {
        if (!handovers.offers().isEmpty()) into.put("offers", offers(handovers.offers()));
        if (!handovers.answers().isEmpty()) into.put("answers", answers(handovers.answers()));
    }

    private static JsonObject offers(Map<String, Handovers.Offer> offers) {
        JsonObject json = new JsonObject();
        offers.forEach((vip, offer) -> json.put(
                vip,
                new JsonObject()
                        .put("to", offer.to())
                        .put("number", offer.number())
                        .put("term", offer.term())
                        .put("handBackTo", offer.handBackTo())));
        return json;
    }

    private static JsonObject answers(Map<String, Handovers.Answer> answers) {
        JsonObject json = new JsonObject();
        answers.forEach((vip, answer) -> json.put(
                vip,
                new JsonObject()
                        .put("owner", answer.owner())
                        .put("number", answer.number())
                        .put("prepared", answer.prepared())
                        .put("reason", shortened(answer.reason()))));
        return json;
    }

    private static String shortened(String reason) {
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "…";
    }

    static Handovers decode(JsonObject json) {
        Map<String, Handovers.Offer> offers = new HashMap<>();
        JsonObject offered = optional(json, "offers");
        for (String vip : offered.fieldNames()) offers.put(vip, offer(NodeStateCodec.object(offered, vip)));
        Map<String, Handovers.Answer> answers = new HashMap<>();
        JsonObject answered = optional(json, "answers");
        for (String vip : answered.fieldNames()) answers.put(vip, answer(NodeStateCodec.object(answered, vip)));
        return new Handovers(offers, answers);
    }

    private static Handovers.Offer offer(JsonObject json) {
        return new Handovers.Offer(
                NodeStateCodec.text(json, "to"),
                NodeStateCodec.number(json, "number", Long.MAX_VALUE),
                NodeStateCodec.number(json, "term", NodeStateCodec.MAX_TERM),
                NodeStateCodec.possiblyEmpty(json, "handBackTo"));
    }

    private static Handovers.Answer answer(JsonObject json) {
        return new Handovers.Answer(
                NodeStateCodec.text(json, "owner"),
                NodeStateCodec.number(json, "number", Long.MAX_VALUE),
                Boolean.TRUE.equals(json.getValue("prepared")),
                NodeStateCodec.possiblyEmpty(json, "reason"));
    }

    private static JsonObject optional(JsonObject json, String key) {
        return json.getValue(key) == null ? new JsonObject() : NodeStateCodec.object(json, key);
    }
}
