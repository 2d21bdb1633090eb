package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.health.Health.seconds;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowStartTest {
    @Test
    void theShareGrowsEvenlyFromATenthToTheWhole() {
        Duration ten = Duration.ofSeconds(10);
        assertThat(SlowStart.share(0, ten)).isEqualTo(100);
        assertThat(SlowStart.share(seconds(1), ten)).isEqualTo(100);
        assertThat(SlowStart.share(seconds(2.5), ten)).isEqualTo(250);
        assertThat(SlowStart.share(seconds(9.99), ten)).isEqualTo(999);
        assertThat(SlowStart.share(seconds(10), ten)).isEqualTo(SlowStart.WHOLE);
        assertThat(SlowStart.share(Long.MAX_VALUE, ten)).isEqualTo(SlowStart.WHOLE);
        assertThat(SlowStart.share(-1, ten)).isEqualTo(100);
    }

    @Test
    void withoutADurationItIsTheWholeAtOnce() {
        assertThat(SlowStart.share(0, Duration.ZERO)).isEqualTo(SlowStart.WHOLE);
    }
}
