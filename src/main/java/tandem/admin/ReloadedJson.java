package tandem.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import tandem.Pure;

/// What came of a reload, as JSON and as an event.
@Pure
public final class ReloadedJson {

    private ReloadedJson() {}

    static JsonObject of(Reloaded reloaded) {
        return switch (reloaded) {
            case Reloaded.Done(var at, var asked, var changes) -> json(at, asked, true, changes, List.of());
            case Reloaded.Refused(var at, var asked, var problems) -> json(at, asked, false, List.of(), problems);
        };
    }

    private static JsonObject json(
            Instant at, String asked, boolean done, List<String> changes, List<String> problems) {
        return new JsonObject()
                .put("at", at.toString())
                .put("asked", asked)
                .put("done", done)
                .put("changes", new JsonArray(changes))
                .put("problems", new JsonArray(problems));
    }

    /// A line for a person.
    static String text(Reloaded reloaded) {
        return switch (reloaded) {
            case Reloaded.Done(var _, var _, var changes) ->
                changes.isEmpty() ? "nothing has changed" : String.join("; ", changes);
            case Reloaded.Refused(var _, var _, var problems) -> String.join("; ", problems);
        };
    }

    /// One that nobody asked for by the admin API, which notes its own.
    public static Event.Draft event(Reloaded reloaded) {
        boolean done = reloaded instanceof Reloaded.Done;
        return new Event.Draft(
                Event.Kind.CHANGE,
                done ? Event.Grade.INFO : Event.Grade.ERROR,
                "configuration",
                reloaded.asked() + ": " + (done ? "reloaded: " : "not reloaded: ") + text(reloaded),
                of(reloaded));
    }
}
