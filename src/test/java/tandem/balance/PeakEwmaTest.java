package tandem.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static tandem.balance.Pools.error;
import static tandem.balance.Pools.picks;
import static tandem.balance.Pools.weighing;

import org.junit.jupiter.api.Test;

class PeakEwmaTest {
    private final Balancer balancer = Balancer.of(Algorithm.PEAK_EWMA, weighing(1, 1, 1));

    @Test
    void aSlowBackendIsLeftAloneWhileTheOthersAreQuick() {
        assertThat(picks(balancer, 1000, new Sample().latencies(10, 200, 10))[1])
                .isZero();
    }

    @Test
    void requestsInFlightMakeAQuickOneAsDearAsASlowOne() {
        int[] picks = picks(balancer, 1000, new Sample().latencies(10, 50, 10).loads(5, 0, 5));
        assertThat(picks[1]).isGreaterThan(600);
    }

    /// Requests that stay are spread by the inverse of the latencies.
    @Test
    void aBackendThatTakesTwiceAsLongCarriesHalfOfTheLoad() {
        int[] inFlight = new int[3];
        Sample sample = new Sample().latencies(10, 20, 10).loads(inFlight);
        for (int turn = 0; turn < 5000; turn++) inFlight[balancer.pick(sample.at(turn))]++;
        assertThat(error(inFlight, 2, 1, 2)).isLessThan(0.01);
    }

    @Test
    void anUnknownBackendGetsOneRequestAndThenWaitsForItsAnswer() {
        assertThat(picks(balancer, 1000, new Sample().latencies(10, 0, 10))[1]).isGreaterThan(600);
        assertThat(picks(balancer, 1000, new Sample().latencies(10, 0, 10).loads(3, 1, 3))[1])
                .isZero();
    }

    @Test
    void theAverageFollowsASlowerAnswerAtOnceAndAQuickerOneByAndBy() {
        assertThat(Latency.with(0, 0, 5_000_000)).isEqualTo(5e6);
        assertThat(Latency.with(5e6, 0, 80_000_000)).isEqualTo(80e6);
        assertThat(Latency.with(80e6, 0, 5_000_000)).isEqualTo(80e6);
        assertThat(Latency.with(80e6, (long) Latency.DECAY, 0)).isCloseTo(80e6 / Math.E, within(1.0));
        assertThat(Latency.with(80e6, -5, 5_000_000)).isEqualTo(80e6);
    }

    @Test
    void theAverageDecaysWhileNothingIsAnswered() {
        assertThat(Latency.decayed(80e6, 0)).isEqualTo(80e6);
        assertThat(Latency.decayed(80e6, (long) Latency.DECAY)).isCloseTo(80e6 / Math.E, within(1.0));
        assertThat(Latency.decayed(80e6, Long.MAX_VALUE)).isZero();
    }
}
