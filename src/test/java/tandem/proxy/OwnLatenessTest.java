package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OwnLatenessTest {
    private static final long PERIOD = 10;

    private final OwnLateness lateness = new OwnLateness(PERIOD, 0);

    @Test
    void aLoopThatRunsInItsPaceHasNotStoodStill() {
        for (long now = 0; now < 10_000; now += 2 * PERIOD) lateness.seen(now);
        assertThat(lateness.since(0)).isZero();
    }

    @Test
    void aPauseCountsFromWhenTheLoopWasDue() {
        lateness.seen(100);
        lateness.seen(150);
        assertThat(lateness.since(0)).isEqualTo(130);
        assertThat(lateness.since(100)).isEqualTo(40);
        assertThat(lateness.since(130)).isEqualTo(20);
        assertThat(lateness.since(150)).isZero();
    }

    @Test
    void itIsNeverMoreThanTheTimeThatWentBy() {
        Random random = new Random(3);
        long now = 0;
        for (int i = 0; i < 2000; i++) {
            now += random.nextInt(8) == 0 ? random.nextInt(300) : PERIOD;
            lateness.seen(now);
            long then = now - random.nextInt(2000);
            assertThat(lateness.since(then)).isBetween(0L, now - then);
        }
    }
}
