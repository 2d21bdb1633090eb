package tandem.journal;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.Pure;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.journal.Wish.InForce;

/// Wishes as JSON, for the file and for the other nodes.
@Pure
public final class WishText {

    private WishText() {}

    public static JsonArray array(List<Wish> wishes) {
        var array = new JsonArray();
        for (Wish wish : wishes) array.add(json(wish));
        return array;
    }

    /// The other way round.
    ///
    /// @throws IllegalArgumentException with a line for a person, when it makes no sense
    public static List<Wish> wishes(JsonArray array) {
        if (array.size() > Wishes.MOST)
            throw new IllegalArgumentException(array.size() + " changes of pools, at most " + Wishes.MOST);
        List<Wish> wishes = new ArrayList<>();
        for (Object one : array) {
            if (!(one instanceof JsonObject json)) throw new IllegalArgumentException("no change of a pool: " + one);
            wishes.add(wish(json));
        }
        return List.copyOf(wishes);
    }

    static JsonObject json(Wish wish) {
        var json = new JsonObject()
                .put("pool", wish.key().pool())
                .put("backend", wish.key().backend())
                .put("at", wish.at());
        wish.line().ifPresent(line -> json.put("line", backend(line)));
        wish.wanted().ifPresent(is -> json.put("wanted", mode(backend(is.backend()), is.mode())));
        return json;
    }

    static Wish wish(JsonObject json) {
        try {
            var key = new Wish.Key(json.getString("pool", ""), json.getString("backend", ""));
            return new Wish(
                    key,
                    Optional.ofNullable(json.getJsonObject("line")).map(line -> backend(key, line)),
                    Optional.ofNullable(json.getJsonObject("wanted"))
                            .map(is -> new InForce(backend(key, is), mode(is))),
                    json.getLong("at", -1L));
        } catch (ClassCastException e) {
            throw new IllegalArgumentException("a value of another kind than it has to be", e);
        }
    }

    private static JsonObject backend(Backend backend) {
        return new JsonObject()
                .put("host", backend.host())
                .put("port", backend.port())
                .put("weight", backend.weight())
                .put("backup", backend.backup());
    }

    private static Backend backend(Wish.Key key, JsonObject json) {
        return new Backend(
                key.backend(),
                json.getString("host", ""),
                json.getInteger("port", 0),
                json.getInteger("weight", -1),
                json.getBoolean("backup", false));
    }

    private static JsonObject mode(JsonObject json, Mode mode) {
        json.put("mode", mode.text());
        return switch (mode) {
            case Mode.Enabled() -> json;
            case Mode.Draining(var since, var until) ->
                json.put("since", since.toEpochMilli()).put("until", until.toEpochMilli());
            case Mode.Drained(var since) -> json.put("since", since.toEpochMilli());
        };
    }

    private static Mode mode(JsonObject json) {
        var since = Instant.ofEpochMilli(json.getLong("since", 0L));
        return switch (json.getString("mode", "")) {
            case "enabled" -> new Mode.Enabled();
            case "draining" -> new Mode.Draining(since, Instant.ofEpochMilli(json.getLong("until", 0L)));
            case "drained" -> new Mode.Drained(since);
            default -> throw new IllegalArgumentException("no such mode: " + json.getString("mode"));
        };
    }
}
