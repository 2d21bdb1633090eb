package tandem.fitness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WarmUpTest {

    @Test
    void itIsOverWhenAllIsAnsweredAndTellsWhatItHasDone() {
        var warmUp = new WarmUp(320).and(16, Duration.ofMillis(640));
        for (int sent = 16; sent < 320; sent += 16) {
            assertThat(warmUp.over()).isFalse();
            warmUp = warmUp.and(16, Duration.ofMillis(1));
        }
        assertThat(warmUp.over()).isTrue();
        assertThat(warmUp.text())
                .isEqualTo(
                        "warmed up by 320 requests to a backend of its own in 659 ms: one of the first took 40000 µs,"
                                + " one of the last 63 µs");
    }

    @Test
    void aNodeCanBeOfferedToClientsLongBeforeAllIsAnswered() {
        var warmUp = new WarmUp(20_000).and(144, Duration.ofMillis(640));
        assertThat(warmUp.roughlyOver()).isFalse();
        assertThat(warmUp.and(16, Duration.ofMillis(1)).roughlyOver()).isTrue();
        assertThat(new WarmUp(10).and(16, Duration.ofMillis(1)).roughlyOver()).isTrue();
    }

    @Test
    void withoutAPlanItIsOverAtOnce() {
        assertThat(new WarmUp(0).over()).isTrue();
    }
}
