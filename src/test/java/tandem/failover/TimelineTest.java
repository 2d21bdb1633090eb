package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.lab.Attempt;
import tandem.lab.Attempts;

class TimelineTest {
    private static final Instant FAULT = Instant.parse("2026-01-01T00:00:00Z");

    /// Every 5 ms; those between two moments fail.
    private static Attempts attempts(int from, int to) {
        return new Attempts(IntStream.range(-100, 200)
                .map(i -> i * 5)
                .mapToObj(at -> new Attempt(
                        FAULT.plusMillis(at),
                        at >= from && at < to ? Attempt.Outcome.RESET : Attempt.Outcome.OK,
                        Duration.ofMillis(1),
                        "-",
                        "-"))
                .toList());
    }

    @Test
    void itReachesFrom200MsBeforeTheFaultUntilHalfASecondAfterTheLongerGap() {
        var saw = new Clients.Saw(attempts(0, 20), attempts(10, 105));
        var line = Timeline.of(FAULT, saw);
        assertThat(line.fresh().answered()).isEqualTo("1".repeat(40) + "0000" + "1".repeat(116));
        assertThat(line.fresh().failed()).isEqualTo("0".repeat(40) + "1111" + "0".repeat(116));
        assertThat(line.kept().failed()).isEqualTo("0".repeat(42) + "1".repeat(19) + "0".repeat(99));
        assertThat(Timeline.of(line.json())).isEqualTo(line);
    }

    @Test
    void manyAtOnceAreStillOneDigit() {
        var burst = new Attempts(Collections.nCopies(50, attempts(0, 0).list().getFirst()));
        assertThat(Timeline.Track.of(FAULT.minusMillis(500), 2, burst).answered())
                .isEqualTo("z0");
        assertThat(Timeline.Track.of(FAULT, 2, new Attempts(List.of())).answered())
                .isEqualTo("00");
    }
}
