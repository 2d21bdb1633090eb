package tandem.failover;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import tandem.lab.Attempt;
import tandem.lab.Attempts;

/// What became of each client's requests around a fault, by when they began.
record Timeline(Track fresh, Track kept) {
    static final int BEFORE_MS = 200;
    static final int BIN_MS = 5;
    private static final int AFTER_MS = 500;

    /// How many requests there were in each bin of 5 ms, one digit to base 36 each: a JSON file with a line for
    /// every number could not be read.
    record Track(String answered, String failed) {
        static Track of(Instant begin, int bins, Attempts attempts) {
            int[] answered = new int[bins];
            int[] failed = new int[bins];
            Instant end = begin.plusMillis((long) bins * BIN_MS);
            for (Attempt attempt : attempts.since(begin).before(end).list()) {
                int bin = (int) Duration.between(begin, attempt.start()).toMillis() / BIN_MS;
                (attempt.ok() ? answered : failed)[bin]++;
            }
            return new Track(digits(answered), digits(failed));
        }

        private static String digits(int... counts) {
            var text = new StringBuilder(counts.length);
            for (int count : counts)
                text.append(Character.forDigit(Math.min(count, Character.MAX_RADIX - 1), Character.MAX_RADIX));
            return text.toString();
        }

        JsonObject json() {
            return new JsonObject().put("answered", answered).put("failed", failed);
        }

        static Track of(JsonObject json) {
            return new Track(json.getString("answered"), json.getString("failed"));
        }
    }

    /// From 200 ms before the fault until half a second after the longer gap.
    static Timeline of(Instant fault, Clients.Saw saw) {
        Duration fresh = saw.fresh().longestGap(fault);
        Duration kept = saw.kept().longestGap(fault);
        long gap = Math.max(fresh.toMillis(), kept.toMillis());
        int bins = Math.toIntExact(BEFORE_MS + gap + AFTER_MS) / BIN_MS;
        Instant begin = fault.minusMillis(BEFORE_MS);
        return new Timeline(Track.of(begin, bins, saw.fresh()), Track.of(begin, bins, saw.kept()));
    }

    JsonObject json() {
        return new JsonObject()
                .put("fromMs", -BEFORE_MS)
                .put("binMs", BIN_MS)
                .put("fresh", fresh.json())
                .put("kept", kept.json());
    }

    /// Reads what [#json] wrote.
    static Timeline of(JsonObject json) {
        return new Timeline(Track.of(json.getJsonObject("fresh")), Track.of(json.getJsonObject("kept")));
    }
}
