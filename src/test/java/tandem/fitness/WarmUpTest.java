package tandem.fitness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WarmUpTest {

    @Test
    void itIsOverWhenAllIsSentAndTellsWhatItHasDone() {
        var warmUp = new WarmUp(200).and(Duration.ofMillis(40));
        for (int sent = 1; sent < 200; sent++) {
            assertThat(warmUp.over()).isFalse();
            warmUp = warmUp.and(Duration.ofMillis(1));
        }
        assertThat(warmUp.over()).isTrue();
        assertThat(warmUp.text())
                .isEqualTo("warmed up by 200 requests to itself: the first took 40.0 ms, the last ones 1.1 ms");
    }

    @Test
    void withoutAPlanItIsOverAtOnce() {
        assertThat(new WarmUp(0).over()).isTrue();
    }
}
