package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A pulse with beacons every 10 ms.
class HostPulseTest {
    private final HostPulse pulse = new HostPulse(Duration.ofMillis(10));

    @Test
    void aHostIsAskedNowAndThen() {
        assertThat(ask(0, 0)).isTrue();
        assertThat(ask(0, 10)).isFalse();
        assertThat(ask(0, 4_990)).isFalse();
        assertThat(ask(0, 5_000)).isTrue();
    }

    @Test
    void aHostThatAnswersIsAskedTwiceInASilenceAndIsGoneWhenItDoesNot() {
        answerAtOnce(0);
        assertThat(ask(20, 1_000)).isFalse();
        assertThat(ask(30, 1_010)).isTrue();
        assertThat(ask(40, 1_020)).isFalse();
        assertThat(ask(50, 1_030)).isTrue();
        assertThat(pulse.gone(at(1_030))).isFalse();
        assertThat(pulse.gone(at(1_040))).isTrue();
        assertThat(ask(70, 1_050)).isFalse();
    }

    @Test
    void aHostThatAnswersInASilenceIsNotGone() {
        answerAtOnce(0);
        assertThat(ask(30, 1_000)).isTrue();
        pulse.answered(at(1_001));
        assertThat(ask(50, 1_020)).isTrue();
        pulse.answered(at(1_021));
        assertThat(pulse.gone(at(1_100))).isFalse();
    }

    @Test
    void aHostThatNeverAnsweredIsNotAskedInASilence() {
        ask(0, 0);
        assertThat(ask(30, 1_000)).isFalse();
        assertThat(pulse.gone(at(2_000))).isFalse();
    }

    @Test
    void anAnswerThatTookLongProvesNothing() {
        ask(0, 0);
        pulse.answered(at(20));
        assertThat(ask(30, 1_000)).isFalse();
    }

    @Test
    void aHostThatWasSilentWhileItsNodeLivedIsNotBelievedUntilItAnswersAgain() {
        answerAtOnce(0);
        ask(30, 1_000);
        pulse.heard(at(1_020));
        assertThat(ask(30, 2_000)).isFalse();
        answerAtOnce(6_000);
        assertThat(ask(30, 7_000)).isTrue();
    }

    @Test
    void aBeaconThatComesBeforeTheAnswerLeavesItSomeTime() {
        answerAtOnce(0);
        ask(30, 1_000);
        pulse.heard(at(1_001));
        pulse.answered(at(1_002));
        assertThat(ask(30, 2_000)).isTrue();
    }

    @Test
    void noMoreIsAskedThanAKernelAnswers() {
        answerAtOnce(0);
        int asked = 0;
        for (int time = 100; time < 1_100; time += 20) {
            if (!ask(30, time)) continue;
            asked++;
            pulse.answered(at(time + 1));
        }
        assertThat(asked).isBetween(4, 5);
        assertThat(pulse.gone(at(1_200))).isFalse();
    }

    private void answerAtOnce(int time) {
        assertThat(ask(0, time)).isTrue();
        pulse.answered(at(time + 1));
    }

    private boolean ask(int silence, int time) {
        return pulse.ask(at(silence), at(time));
    }

    private static Duration at(int time) {
        return Duration.ofMillis(time);
    }
}
