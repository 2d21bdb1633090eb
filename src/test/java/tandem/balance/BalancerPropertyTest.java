package tandem.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.balance.Pools.owners;
import static tandem.balance.Pools.weighing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.backend.Backend;

/// What each algorithm promises, of any pool under any load: weights, loads, latencies, shares and what is
/// left out are drawn from a seed.
class BalancerPropertyTest {
    private static final int DRAWS = 300;
    private static final int KEYS = 2000;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    /// One moment of a pool.
    private static final class Moment {
        private final int[] weights;
        private final int[] loads;
        private final int[] millis;
        private final int[] shares;
        private final boolean[] skipped;
        private final Sample sample;

        Moment(int[] weights, Random random) {
            int size = weights.length;
            this.weights = weights;
            this.loads = random.ints(size, 0, 30).toArray();
            this.millis = random.ints(size, 0, 50).toArray();
            this.shares = random.ints(size, 0, 1001)
                    .map(share -> share == 0 || random.nextBoolean() ? Draw.WHOLE : share)
                    .toArray();
            this.skipped = new boolean[size];
            for (int i = 0; i < size; i++) skipped[i] = random.nextInt(4) == 0;
            this.sample = new Sample()
                    .at(random.nextLong())
                    .keyed(random.nextLong())
                    .loads(loads)
                    .latencies(millis)
                    .shares(shares)
                    .without(i -> skipped[i]);
        }

        int left() {
            int left = 0;
            for (boolean out : skipped) if (!out) left++;
            return left;
        }

        /// The weight that counts now.
        double weight(int index) {
            return (double) weights[index] * shares[index];
        }

        /// Those that may be picked, other than one.
        IntStream others(int index) {
            return IntStream.range(0, weights.length).filter(i -> !skipped[i] && i != index);
        }

        @Override
        public String toString() {
            return "weights " + Arrays.toString(weights) + ", loads " + Arrays.toString(loads) + ", ms "
                    + Arrays.toString(millis) + ", shares " + Arrays.toString(shares) + ", skipped "
                    + Arrays.toString(skipped);
        }
    }

    /// What is to be seen of a pick that is no [Balancer#NONE].
    private interface Promise {
        boolean isKept(Moment moment, int picked);
    }

    private static void everyPick(Algorithm algorithm, long seed, Promise promise) {
        Random random = new Random(seed);
        int[] weights = random.ints(1 + random.nextInt(9), 1, 20).toArray();
        Balancer balancer = Balancer.of(algorithm, weighing(weights));
        for (int i = 0; i < DRAWS; i++) {
            Moment moment = new Moment(weights, random);
            int picked = balancer.pick(moment.sample);
            if (moment.left() == 0) {
                assertThat(picked).isEqualTo(Balancer.NONE);
                continue;
            }
            assertThat(moment.skipped[picked]).as("%s of %s", picked, moment).isFalse();
            assertThat(promise.isKept(moment, picked))
                    .as("%s of %s", picked, moment)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void leastConnectionsPicksOneThatIsLeastLoadedForItsWeight(long seed) {
        everyPick(
                Algorithm.LEAST_CONNECTIONS,
                seed,
                (moment, picked) -> moment.others(picked)
                        .noneMatch(i -> (moment.loads[i] + 1) * moment.weight(picked)
                                < (moment.loads[picked] + 1) * moment.weight(i)));
    }

    /// The worst can only be drawn beside a better one.
    @ParameterizedTest
    @MethodSource("seeds")
    void powerOfTwoNeverPicksTheMostLoadedOneBesideOthers(long seed) {
        everyPick(
                Algorithm.POWER_OF_TWO,
                seed,
                (moment, picked) -> moment.left() == 1
                        || !moment.others(picked)
                                .allMatch(i -> moment.loads[i] * moment.weight(picked)
                                        < moment.loads[picked] * moment.weight(i)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void peakEwmaNeverPicksTheDearestOneBesideOthers(long seed) {
        everyPick(
                Algorithm.PEAK_EWMA,
                seed,
                (moment, picked) -> moment.left() == 1
                        || !moment.others(picked).allMatch(i -> cost(moment, i) < cost(moment, picked)));
    }

    private static double cost(Moment moment, int index) {
        double latency = moment.millis[index] * 1e6;
        if (latency == 0) return moment.loads[index] == 0 ? 0 : Double.MAX_VALUE;
        return latency * (moment.loads[index] + 1.0) / moment.weight(index);
    }

    /// In any stretch of turns that is as long as the weights add up to, wherever it begins.
    @ParameterizedTest
    @MethodSource("seeds")
    void roundRobinGivesEachItsTurnsInEveryCycle(long seed) {
        Random random = new Random(seed);
        int[] weights = random.ints(1 + random.nextInt(9), 1, 20).toArray();
        Balancer balancer = Balancer.of(Algorithm.ROUND_ROBIN, weighing(weights));
        int cycle = Arrays.stream(weights).sum();
        for (int i = 0; i < DRAWS; i++) {
            long from = random.nextLong() / 2;
            int[] picks = new int[weights.length];
            Sample sample = new Sample();
            for (int turn = 0; turn < cycle; turn++) picks[balancer.pick(sample.at(from + turn))]++;
            assertThat(picks).as("from turn %s", from).isEqualTo(weights);
        }
    }

    /// Whoever is left out for a moment, the keys of all others stay.
    @ParameterizedTest
    @MethodSource("seeds")
    void whoIsLeftOutMovesNobodyElsesKeys(long seed) {
        Random random = new Random(seed);
        int[] weights = random.ints(2 + random.nextInt(8), 1, 20).toArray();
        for (Algorithm algorithm : new Algorithm[] {Algorithm.CONSISTENT_HASH, Algorithm.MAGLEV}) {
            Balancer balancer = Balancer.of(algorithm, weighing(weights));
            boolean[] skipped = new boolean[weights.length];
            for (int i = 0; i < skipped.length; i++) skipped[i] = random.nextInt(3) == 0;
            for (int i = 0; i < KEYS; i++) {
                long key = random.nextLong();
                int home = balancer.pick(new Sample().keyed(key));
                int now = balancer.pick(new Sample().keyed(key).without(index -> skipped[index]));
                if (!skipped[home])
                    assertThat(now).as("%s, key %s", algorithm, key).isEqualTo(home);
                else if (now != Balancer.NONE) assertThat(skipped[now]).isFalse();
            }
        }
    }

    /// On a ring only the keys of a backend that is gone move, and the order of the list means nothing.
    @ParameterizedTest
    @MethodSource("seeds")
    void onARingOnlyTheKeysOfWhoIsGoneMove(long seed) {
        Random random = new Random(seed);
        // One of the greatest weight stays: weights count beside it.
        int[] weights = random.ints(3 + random.nextInt(7), 1, 20).toArray();
        weights[0] = 20;
        List<Backend> before = weighing(weights);
        List<Backend> after = new ArrayList<>(before);
        String gone = after.remove(1 + random.nextInt(weights.length - 1)).name();
        Collections.shuffle(after, random);
        String[] homes = owners(Balancer.of(Algorithm.CONSISTENT_HASH, before), KEYS);
        String[] now = owners(Balancer.of(Algorithm.CONSISTENT_HASH, after), KEYS);
        for (int key = 0; key < KEYS; key++) {
            assertThat(now[key]).isNotEqualTo(gone);
            if (!homes[key].equals(gone)) assertThat(now[key]).as("key %s", key).isEqualTo(homes[key]);
        }
    }

    /// However requests come and go: none has more than its bound of those under way, while another one has
    /// room.
    @ParameterizedTest
    @MethodSource("seeds")
    void boundedLoadsHoldWhateverTheKeys(long seed) {
        Random random = new Random(seed);
        int[] weights = random.ints(2 + random.nextInt(6), 1, 10).toArray();
        long total = Arrays.stream(weights).sum();
        Balancer balancer = Balancer.of(Algorithm.CONSISTENT_HASH, weighing(weights));
        int[] loads = new int[weights.length];
        int all = 0;
        for (int i = 0; i < KEYS; i++) {
            int done = random.nextInt(weights.length);
            if (random.nextInt(3) == 0 && loads[done] > 0) {
                loads[done]--;
                all--;
            }
            // A few keys that many want.
            int picked = balancer.pick(new Sample().keyed(random.nextInt(5)).loads(loads));
            double share = ConsistentHash.BOUND * (all + 1) / total;
            double room = Math.max(ConsistentHash.NEVER_FULL, Math.ceil(share * weights[picked]));
            assertThat((double) loads[picked])
                    .as("%s of %s", picked, Arrays.toString(loads))
                    .isLessThan(room);
            loads[picked]++;
            all++;
        }
    }
}
