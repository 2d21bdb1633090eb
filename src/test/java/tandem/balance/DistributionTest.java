package tandem.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.balance.Pools.error;
import static tandem.balance.Pools.picks;
import static tandem.balance.Pools.picksOfKeys;
import static tandem.balance.Pools.weighing;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What every algorithm keeps to.
class DistributionTest {
    private static final int MANY = 100_000;

    @ParameterizedTest
    @EnumSource
    void idleBackendsAreUsedEvenly(Algorithm algorithm) {
        assertThat(error(idle(algorithm, 1, 1, 1, 1), 1, 1, 1, 1)).isLessThan(0.025);
    }

    /// Least connections gives all to the heaviest while nothing is in flight.
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LEAST_CONNECTIONS", "PEAK_EWMA"})
    void idleBackendsAreUsedByWeight(Algorithm algorithm) {
        assertThat(error(idle(algorithm, 5, 3, 2), 5, 3, 2)).isLessThan(0.025);
    }

    /// Requests come and go at random; what is in flight settles by weight.
    @ParameterizedTest
    @EnumSource(names = {"LEAST_CONNECTIONS", "POWER_OF_TWO", "PEAK_EWMA"})
    void whoLooksAtTheLoadKeepsItByWeight(Algorithm algorithm) {
        Random random = new Random(7);
        int[] inFlight = new int[3];
        Sample sample = new Sample().loads(inFlight).latencies(10, 10, 10);
        Balancer balancer = Balancer.of(algorithm, weighing(5, 3, 2));
        for (int turn = 0; turn < 1000; turn++) inFlight[balancer.pick(sample.at(turn))]++;
        for (int turn = 1000; turn < MANY; turn++) {
            int done = random.nextInt(3);
            if (inFlight[done] == 0) continue;
            inFlight[done]--;
            inFlight[balancer.pick(sample.at(turn))]++;
        }
        assertThat(error(inFlight, 5, 3, 2)).isLessThan(0.02);
    }

    @ParameterizedTest
    @EnumSource
    void aSkippedBackendIsNeverPickedAndTheOthersShareItsTurns(Algorithm algorithm) {
        Balancer balancer = Balancer.of(algorithm, weighing(1, 1, 1, 1));
        Sample sample = new Sample().without(i -> i == 1);
        int[] picks = algorithm.hashes() ? picksOfKeys(balancer, MANY, sample) : picks(balancer, MANY, sample);
        assertThat(picks[1]).isZero();
        // Round robin gives the turns of a skipped backend to the next one.
        double most = algorithm == Algorithm.ROUND_ROBIN ? 0.51 : 0.40;
        for (int i : new int[] {0, 2, 3}) assertThat((double) picks[i] / MANY).isBetween(0.24, most);
    }

    @ParameterizedTest
    @EnumSource
    void theOnlyOneThatIsLeftIsPicked(Algorithm algorithm) {
        Balancer balancer = Balancer.of(algorithm, weighing(3, 1, 1000, 1));
        Sample sample = new Sample().without(i -> i != 1);
        for (int turn = 0; turn < 5000; turn++)
            assertThat(balancer.pick(sample.at(turn).keyed(turn))).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsPickedWhenAllAreSkippedOrNoneIsThere(Algorithm algorithm) {
        Sample sample = new Sample().without(_ -> true);
        assertThat(Balancer.of(algorithm, weighing(2, 1)).pick(sample)).isEqualTo(Balancer.NONE);
        assertThat(Balancer.of(algorithm, weighing()).pick(new Sample())).isEqualTo(Balancer.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void theSameDrawPicksTheSame(Algorithm algorithm) {
        Balancer one = Balancer.of(algorithm, weighing(4, 3, 2, 1));
        Balancer other = Balancer.of(algorithm, weighing(4, 3, 2, 1));
        Sample sample = new Sample().shares(1000, 300, 1000, 10).loads(1, 2, 3, 4);
        for (int turn = 0; turn < 5000; turn++)
            assertThat(one.pick(sample.at(turn).keyed(turn))).isEqualTo(other.pick(sample));
    }

    /// A tenth of its weight beside three whole ones: a tenth of 3.1.
    @ParameterizedTest
    @EnumSource(names = {"ROUND_ROBIN", "RANDOM", "CONSISTENT_HASH", "MAGLEV"})
    void aSlowStarterTakesItsShareAndTheOthersTheRestEvenly(Algorithm algorithm) {
        Balancer balancer = Balancer.of(algorithm, weighing(1, 1, 1, 1));
        Sample sample = new Sample().shares(1000, 1000, 100, 1000);
        int[] picks = algorithm.hashes() ? picksOfKeys(balancer, MANY, sample) : picks(balancer, MANY, sample);
        assertThat((double) picks[2] / MANY).isBetween(0.02, 0.035);
        assertThat((double) picks[0] / MANY).isBetween(0.29, 0.36);
        assertThat((double) picks[1] / MANY).isBetween(0.29, 0.36);
        assertThat((double) picks[3] / MANY).isBetween(0.29, 0.36);
    }

    /// It is never busier than its share allows.
    @ParameterizedTest
    @EnumSource(names = {"LEAST_CONNECTIONS", "POWER_OF_TWO", "PEAK_EWMA"})
    void aSlowStarterCarriesAShareOfTheLoad(Algorithm algorithm) {
        int[] inFlight = new int[4];
        Balancer balancer = Balancer.of(algorithm, weighing(1, 1, 1, 1));
        Sample sample =
                new Sample().shares(1000, 1000, 100, 1000).loads(inFlight).latencies(5, 5, 5, 5);
        for (int turn = 0; turn < 3100; turn++) inFlight[balancer.pick(sample.at(turn))]++;
        assertThat(inFlight[2]).isBetween(50, 130);
        assertThat(inFlight[0]).isBetween(950, 1050);
    }

    @ParameterizedTest
    @EnumSource
    void whereAllStartSlowlyTheyTakeAll(Algorithm algorithm) {
        Balancer balancer = Balancer.of(algorithm, weighing(1, 1));
        Sample sample = new Sample().shares(1, 1);
        for (int turn = 0; turn < 5000; turn++)
            assertThat(balancer.pick(sample.at(turn).keyed(turn))).isBetween(0, 1);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    /// Whatever the weights, shares, loads and skips are: a backend that may be picked is picked.
    @ParameterizedTest
    @MethodSource("seeds")
    void thereIsAlwaysAPickWhileOneIsLeft(long seed) {
        Random random = new Random(seed);
        int size = 1 + random.nextInt(12);
        int[] weights = random.ints(size, 1, 1001).toArray();
        int[] shares = random.ints(size, 1, 1001).toArray();
        for (Algorithm algorithm : Algorithm.values()) {
            Balancer balancer = Balancer.of(algorithm, weighing(weights));
            for (int turn = 0; turn < 500; turn++) {
                int[] loads = random.ints(size, 0, 100).toArray();
                boolean[] skipped = new boolean[size];
                for (int i = 0; i < size; i++) skipped[i] = random.nextInt(3) == 0;
                skipped[random.nextInt(size)] = false;
                int picked = balancer.pick(new Sample()
                        .at(random.nextLong())
                        .keyed(random.nextLong())
                        .loads(loads)
                        .latencies(loads)
                        .shares(shares)
                        .without(i -> skipped[i]));
                assertThat(picked)
                        .as("%s of %s", algorithm, Arrays.toString(skipped))
                        .isBetween(0, size - 1);
                assertThat(skipped[picked]).isFalse();
            }
        }
    }

    private static int[] idle(Algorithm algorithm, int... weights) {
        Balancer balancer = Balancer.of(algorithm, weighing(weights));
        return algorithm.hashes() ? picksOfKeys(balancer, MANY, new Sample()) : picks(balancer, MANY, new Sample());
    }
}
