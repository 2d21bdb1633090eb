package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final Instant START = Instant.parse("2026-11-30T16:00:00Z");
    private static final long EXACT_IN_JAVASCRIPT = 1L << 53;

    private static EventLog life(Instant begin, int count) {
        var events = new EventLog(begin);
        for (int i = 0; i < count; i++)
            events.add(
                    new Event.Draft(Event.Kind.NODE, Event.Grade.INFO, "this node", "ready", new JsonObject()), begin);
        return events;
    }

    private static long newest(EventLog events) {
        return events.since(0, EventLog.MOST).getLast().id();
    }

    @Test
    void whoComesBackToAnotherLifeOfTheNodeMissesNothing() {
        var before = life(START, 500);
        var after = life(START.plusSeconds(1), 3);
        assertThat(after.since(newest(before), 200)).hasSize(3);
        assertThat(after.since(newest(after) - 1, 200)).hasSize(1);
        assertThat(after.since(newest(after), 200)).isEmpty();
    }

    @Test
    void aNumberFromBeforeTheClockWasPutBackIsOfAnotherLife() {
        var before = life(START, 5);
        var after = life(START.minusSeconds(3600), 3);
        assertThat(after.since(newest(before), 200)).hasSize(3);
    }

    @Test
    void numbersAreExactInABrowser() {
        assertThat(newest(life(Instant.parse("2200-01-01T00:00:00Z"), 1))).isLessThan(EXACT_IN_JAVASCRIPT);
    }
}
