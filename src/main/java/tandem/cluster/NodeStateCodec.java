package tandem.cluster;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A node's state as JSON text, as it travels between the nodes.
///
/// What comes in is not trusted: sizes and numbers have limits. Unknown fields are skipped, so that a
/// later version may say more; what an earlier one does not say counts as nothing, and a pledge without a length
/// counts for no time at all.
final class NodeStateCodec {
    static final int MAX_TEXT = 64 * 1024;
    /// Far above any term that a cluster reaches; a nonsensical one must not push the terms to the end of
    /// their range.
    static final long MAX_TERM = 1L << 48;

    private static final int MAX_REASONS = 10;
    private static final int MAX_REASON = 300;

    private NodeStateCodec() {}

    /// What came of a text.
    sealed interface Decoded {
        /// A state.
        record Valid(NodeState state) implements Decoded {}

        /// Not one, and why not.
        record Malformed(String reason) implements Decoded {}
    }

    static String encode(NodeState state) {
        JsonObject received = new JsonObject();
        state.received()
                .forEach((node, mark) -> received.put(
                        node,
                        new JsonObject().put("incarnation", mark.incarnation()).put("sequence", mark.sequence())));
        JsonObject json = new JsonObject()
                .put("node", state.node())
                .put("incarnation", state.incarnation())
                .put("sequence", state.sequence());
        ProfileCodec.encode(state.profile(), json);
        json.put("fitness", fitness(state.fitness()))
                .put("claims", terms(state.claims()))
                .put("terms", terms(state.terms()))
                .put("received", received);
        HandoversCodec.encode(state.handovers(), json);
        if (!state.pledges().isEmpty()) json.put("pledges", pledges(state.pledges()));
        return json.encode();
    }

    static Decoded decode(String text) {
        if (text.length() > MAX_TEXT)
            return new Decoded.Malformed(text.length() + " characters, more than " + MAX_TEXT);
        try {
            return new Decoded.Valid(state(new JsonObject(text)));
        } catch (DecodeException e) {
            return new Decoded.Malformed("not a JSON object");
        } catch (Unexpected e) {
            return new Decoded.Malformed(Objects.requireNonNull(e.getMessage()));
        }
    }

    private static JsonObject pledges(Map<String, NodeState.Pledge> pledges) {
        JsonObject json = new JsonObject();
        pledges.forEach((vip, pledge) -> json.put(
                vip,
                new JsonObject()
                        .put("node", pledge.node())
                        .put("incarnation", pledge.incarnation())
                        .put("term", pledge.term())
                        .put("sequence", pledge.sequence())
                        .put("length", pledge.length().toMillis())));
        return json;
    }

    private static JsonObject fitness(Fitness fitness) {
        return switch (fitness) {
            case Fitness.Fit() -> new JsonObject().put("is", "fit");
            case Fitness.Leaving() -> new JsonObject().put("is", "leaving");
            case Fitness.Witness() -> new JsonObject().put("is", "witness");
            case Fitness.Unfit(var reasons) ->
                new JsonObject().put("is", "unfit").put("reasons", new JsonArray(shortened(reasons)));
        };
    }

    private static List<String> shortened(List<String> reasons) {
        return reasons.stream()
                .limit(MAX_REASONS)
                .map(reason -> reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "…")
                .toList();
    }

    private static JsonObject terms(Map<String, Long> terms) {
        JsonObject json = new JsonObject();
        terms.forEach(json::put);
        return json;
    }

    private static NodeState state(JsonObject json) {
        return new NodeState(
                text(json, "node"),
                number(json, "incarnation", Long.MAX_VALUE),
                number(json, "sequence", Long.MAX_VALUE),
                ProfileCodec.decode(json),
                readFitness(object(json, "fitness")),
                new NodeState.Stakes(
                        readTerms(object(json, "claims")),
                        readTerms(object(json, "terms")),
                        HandoversCodec.decode(json)),
                readMarks(object(json, "received")),
                json.containsKey("pledges") ? readPledges(object(json, "pledges")) : Map.of());
    }

    private static Fitness readFitness(JsonObject json) {
        String is = text(json, "is");
        return switch (is) {
            case "fit" -> new Fitness.Fit();
            case "leaving" -> new Fitness.Leaving();
            case "witness" -> new Fitness.Witness();
            case "unfit" -> new Fitness.Unfit(readReasons(json));
            default -> throw new Unexpected("fitness is fit, unfit, leaving or witness, not " + is);
        };
    }

    private static List<String> readReasons(JsonObject json) {
        if (!(json.getValue("reasons") instanceof JsonArray array) || array.isEmpty())
            throw new Unexpected("an unfit node gives no reasons");
        return array.stream()
                .map(reason -> {
                    if (reason instanceof String line) return line;
                    throw new Unexpected("a reason that is not text: " + reason);
                })
                .toList();
    }

    private static Map<String, Long> readTerms(JsonObject json) {
        Map<String, Long> terms = new HashMap<>();
        for (String vip : json.fieldNames()) terms.put(vip, number(json, vip, MAX_TERM));
        return terms;
    }

    private static Map<String, NodeState.Mark> readMarks(JsonObject json) {
        Map<String, NodeState.Mark> marks = new HashMap<>();
        for (String node : json.fieldNames()) {
            JsonObject mark = object(json, node);
            marks.put(
                    node,
                    new NodeState.Mark(
                            number(mark, "incarnation", Long.MAX_VALUE), number(mark, "sequence", Long.MAX_VALUE)));
        }
        return marks;
    }

    private static Map<String, NodeState.Pledge> readPledges(JsonObject json) {
        Map<String, NodeState.Pledge> pledges = new HashMap<>();
        for (String vip : json.fieldNames()) {
            JsonObject pledge = object(json, vip);
            pledges.put(
                    vip,
                    new NodeState.Pledge(
                            text(pledge, "node"),
                            number(pledge, "incarnation", Long.MAX_VALUE),
                            number(pledge, "term", MAX_TERM),
                            number(pledge, "sequence", Long.MAX_VALUE),
                            pledge.containsKey("length") ? ProfileCodec.pledge(pledge, "length") : Duration.ZERO));
        }
        return pledges;
    }

    static String text(JsonObject json, String key) {
        if (json.getValue(key) instanceof String text && !text.isBlank()) return text;
        throw new Unexpected(key + " is text, not " + json.getValue(key));
    }

    static String possiblyEmpty(JsonObject json, String key) {
        return "".equals(json.getValue(key)) ? "" : text(json, key);
    }

    static long number(JsonObject json, String key, long max) {
        Object value = json.getValue(key);
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= 0 && number <= max) return number;
        }
        throw new Unexpected(key + " is a whole number from 0 to " + max + ", not " + value);
    }

    static JsonObject object(JsonObject json, String key) {
        if (json.getValue(key) instanceof JsonObject object) return object;
        throw new Unexpected(key + " is an object, not " + json.getValue(key));
    }

    /// Ends the reading of a malformed text; does not leave this class.
    private static final class Unexpected extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unexpected(String message) {
            super(message, null, false, false);
        }
    }
}
