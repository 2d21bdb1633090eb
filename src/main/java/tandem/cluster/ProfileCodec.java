package tandem.cluster;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tandem.cluster.Profile.Voting;

/// A node's profile as JSON, within its state. An older version says its priority alone.
final class ProfileCodec {
    /// Far above any pledge, for a lease has a minute at most.
    private static final long LONGEST_PLEDGE = 600_000;

    private ProfileCodec() {}

    static void encode(Profile profile, JsonObject into) {
        into.put("priority", profile.priority());
        if (!profile.warm()) into.put("warm", false);
        if (profile.interval().isPositive())
            into.put("interval", profile.interval().toMillis());
        profile.vips().ifPresent(vips -> {
            JsonObject json = new JsonObject();
            vips.forEach(json::put);
            into.put("vips", json);
        });
        if (!profile.voting().equals(Voting.NONE))
            into.put(
                    "voting",
                    new JsonObject()
                            .put("roll", profile.voting().roll())
                            .put("pledge", profile.voting().pledge().toMillis()));
    }

    static Profile decode(JsonObject json) {
        return new Profile(
                (int) NodeStateCodec.number(json, "priority", ClusterSettings.MAX_PRIORITY),
                !Boolean.FALSE.equals(json.getValue("warm")),
                json.containsKey("interval")
                        ? Duration.ofMillis(
                                NodeStateCodec.number(json, "interval", BeaconSettings.MAX_INTERVAL.toMillis()))
                        : Duration.ZERO,
                json.containsKey("vips") ? Optional.of(vips(NodeStateCodec.object(json, "vips"))) : Optional.empty(),
                json.containsKey("voting") ? voting(NodeStateCodec.object(json, "voting")) : Voting.NONE);
    }

    private static Map<String, String> vips(JsonObject json) {
        Map<String, String> vips = new HashMap<>();
        for (String vip : json.fieldNames()) vips.put(vip, NodeStateCodec.possiblyEmpty(json, vip));
        return vips;
    }

    private static Voting voting(JsonObject json) {
        return new Voting(NodeStateCodec.text(json, "roll"), pledge(json, "pledge"));
    }

    /// How long a pledge binds.
    static Duration pledge(JsonObject json, String key) {
        return Duration.ofMillis(NodeStateCodec.number(json, key, LONGEST_PLEDGE));
    }
}
