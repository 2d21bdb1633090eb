package tandem.admin;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import tandem.backend.Backend;
import tandem.backend.PoolChange;

/// A change of a pool as it travels from the node that was asked to all of them.
final class PoolChangeJson {

    private PoolChangeJson() {}

    static JsonObject json(PoolChange change) {
        var json = new JsonObject().put("backend", change.backend());
        return switch (change) {
            case PoolChange.Add(var added) ->
                json.put("do", "add")
                        .put("host", added.host())
                        .put("port", added.port())
                        .put("weight", added.weight())
                        .put("backup", added.backup());
            case PoolChange.Remove(var _) -> json.put("do", "remove");
            case PoolChange.Weigh(var _, var weight) -> json.put("do", "weigh").put("weight", weight);
            case PoolChange.Drain(var _, var limit) -> json.put("do", "drain").put("limitMs", limit.toMillis());
            case PoolChange.Enable(var _) -> json.put("do", "enable");
            case PoolChange.Restore _ -> throw new IllegalArgumentException("this is no change that anybody asks for");
        };
    }

    /// The other way round.
    ///
    /// @throws IllegalArgumentException with a line for a person, when it makes no sense
    static PoolChange change(JsonObject json) {
        var backend = json.getString("backend", "");
        return switch (json.getString("do", "")) {
            case "add" ->
                new PoolChange.Add(new Backend(
                        backend,
                        json.getString("host", ""),
                        json.getInteger("port", 0),
                        json.getInteger("weight", 1),
                        json.getBoolean("backup", false)));
            case "remove" -> new PoolChange.Remove(backend);
            case "weigh" -> new PoolChange.Weigh(backend, json.getInteger("weight", -1));
            case "drain" -> new PoolChange.Drain(backend, Duration.ofMillis(json.getLong("limitMs", 0L)));
            case "enable" -> new PoolChange.Enable(backend);
            default -> throw new IllegalArgumentException("no such change of a pool: " + json.getString("do"));
        };
    }
}
