package tandem.failover;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import tandem.lab.Burners;
import tandem.lab.Host;

/// Nothing is wrong for a while but that the processors are taken by others: whoever moves the address then takes the
/// slow for the dead.
///
/// @param burners  how many processes took all the time they could get
/// @param changes  how often the address came to a node or left one
/// @param measured when, on what and of which version
record Soak(String contestant, Duration time, int burners, int changes, Seen fresh, Seen kept, JsonObject measured) {

    /// @param progress told each time a part is over
    static Soak of(Contestant contestant, Duration time, JsonObject measured, Progress progress) {
        Host owner = contestant.awaitOwner();
        try (Clients clients = contestant.clients();
                var burners = Burners.start(owner)) {
            Instant begin = Instant.now();
            Duration part = time.dividedBy(PARTS);
            for (int i = 1; i <= PARTS; i++) {
                progress.step(contestant.name() + ", soak, part " + i + " of " + PARTS);
                Series.pause(part);
                progress.done(part);
            }
            var saw = clients.finish();
            var soak = new Soak(
                    contestant.name(),
                    time,
                    burners.count(),
                    contestant.watch().history().since(begin).size(),
                    Seen.of(begin, saw.fresh()),
                    Seen.of(begin, saw.kept()),
                    measured);
            contestant
                    .lab()
                    .note(soak.text() + "\n" + contestant.watch().history().text(begin));
            return soak;
        }
    }

    private static final int PARTS = 10;

    /// For a person.
    String text() {
        return contestant + ", soak of " + time.toSeconds() + " s with " + burners + " burners: " + changes
                + " changes; " + text(fresh) + "; kept: " + text(kept);
    }

    private static String text(Seen seen) {
        return seen.failed() + " of " + seen.requests() + " failed, longest gap "
                + seen.gap().toMillis() + " ms";
    }

    JsonObject json() {
        return new JsonObject()
                .put("contestant", contestant)
                .put("seconds", time.toSeconds())
                .put("burners", burners)
                .put("changes", changes)
                .put("fresh", fresh.json())
                .put("kept", kept.json())
                .put("measured", measured);
    }

    /// Reads what [#json] wrote.
    static Soak of(JsonObject json) {
        return new Soak(
                json.getString("contestant"),
                Duration.ofSeconds(json.getLong("seconds")),
                json.getInteger("burners"),
                json.getInteger("changes"),
                Seen.of(json.getJsonObject("fresh")),
                Seen.of(json.getJsonObject("kept")),
                json.getJsonObject("measured"));
    }
}
