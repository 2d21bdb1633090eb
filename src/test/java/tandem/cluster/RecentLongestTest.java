package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentLongestTest {
    private final RecentLongest recent = new RecentLongest(Duration.ofSeconds(5));

    @Test
    void nothingIsTheLongestOfNone() {
        assertThat(recent.longest(at(1000))).isZero();
    }

    @Test
    void theLongestCountsWhateverComesAfterIt() {
        note(30, 0);
        note(50, 1);
        note(20, 4);
        assertThat(recent.longest(at(4))).hasMillis(50);
    }

    @Test
    void itIsRememberedForOneSpanAtLeastAndForTwoAtMost() {
        note(50, 0);
        note(20, 6);
        assertThat(recent.longest(at(6))).hasMillis(50);
        assertThat(recent.longest(at(10))).hasMillis(50);
        assertThat(recent.longest(at(11))).hasMillis(20);
    }

    @Test
    void afterALongSilenceNothingIsRemembered() {
        note(50, 1);
        assertThat(recent.longest(at(100))).isZero();
    }

    private void note(int millis, int second) {
        recent.note(Duration.ofMillis(millis), at(second));
    }

    private static Duration at(int second) {
        return Duration.ofSeconds(second);
    }
}
