package tandem.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.balance.Pools.owners;
import static tandem.balance.Pools.picksOfKeys;
import static tandem.balance.Pools.weighing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.backend.Backend;

/// How little moves when a backend comes or goes, and what a bounded load does.
class HashingTest {
    private static final int KEYS = 20_000;

    private static int[] weights(String text) {
        return Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    }

    /// By consistent hashing only the keys of the backend that goes move; in Maglev's table a few others too.
    @ParameterizedTest
    @CsvSource({
        "CONSISTENT_HASH, 1 1 1 1 1 1 1 1 1 1, 0.0",
        "CONSISTENT_HASH, 1 2 3 4 5 1 2 3 4 20, 0.0",
        "CONSISTENT_HASH, 1000 1 1 10 10 100 100 999 500 3, 0.0",
        "MAGLEV, 1 1 1 1 1 1 1 1 1 1, 0.05",
        "MAGLEV, 1 2 3 4 5 1 2 3 4 20, 0.2",
    })
    void whenABackendGoesHardlyAnyKeyOfTheOthersMoves(Algorithm algorithm, String weights, double most) {
        List<Backend> ten = weighing(weights(weights));
        for (Backend gone : ten) {
            List<Backend> nine = new ArrayList<>(ten);
            nine.remove(gone);
            String[] before = owners(Balancer.of(algorithm, ten), KEYS);
            String[] after = owners(Balancer.of(algorithm, nine), KEYS);
            long moved = IntStream.range(0, KEYS)
                    .filter(key -> !before[key].equals(gone.name()) && !before[key].equals(after[key]))
                    .count();
            assertThat((double) moved / KEYS).isLessThanOrEqualTo(most);
            assertThat(Arrays.asList(after)).doesNotContain(gone.name());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CONSISTENT_HASH, 1 1 1 1 1, 0.0",
        "CONSISTENT_HASH, 1 2 3 10 4, 0.0",
        "CONSISTENT_HASH, 1 2 1 4 2, 0.0",
        "MAGLEV, 1 1 1 1 1, 0.05",
    })
    void aBackendThatComesTakesItsShareAndMovesLittleElse(Algorithm algorithm, String weights, double most) {
        List<Backend> five = weighing(weights(weights));
        String[] before = owners(Balancer.of(algorithm, five.subList(0, 4)), KEYS);
        String[] after = owners(Balancer.of(algorithm, five), KEYS);
        long taken =
                IntStream.range(0, KEYS).filter(key -> after[key].equals("e")).count();
        long moved = IntStream.range(0, KEYS)
                .filter(key -> !after[key].equals("e") && !before[key].equals(after[key]))
                .count();
        assertThat((double) taken / KEYS).isBetween(0.17, 0.23);
        assertThat((double) moved / KEYS).isLessThanOrEqualTo(most);
    }

    /// As the agent of a backend, or an operator, may want it.
    @Test
    void aBackendOfAnotherWeightTakesFromTheOthersOrGivesToThemAndNothingElseMoves() {
        List<Backend> before = weighing(4, 2, 10, 5);
        for (int weight : new int[] {1, 3, 5, 20, 1000}) {
            List<Backend> after = new ArrayList<>(before);
            after.set(0, after.getFirst().withWeight(weight));
            String[] were = owners(Balancer.of(Algorithm.CONSISTENT_HASH, before), KEYS);
            String[] are = owners(Balancer.of(Algorithm.CONSISTENT_HASH, after), KEYS);
            for (int key = 0; key < KEYS; key++)
                if (!were[key].equals(are[key]))
                    assertThat(weight > 4 ? are[key] : were[key]).isEqualTo("a");
        }
    }

    /// Nodes whose files list the same backends in another order agree.
    @Test
    void whoHasAKeyDoesNotDependOnTheOrderOfBackends() {
        List<Backend> backends = new ArrayList<>(weighing(3, 1, 2, 5, 1));
        String[] before = owners(Balancer.of(Algorithm.CONSISTENT_HASH, backends), KEYS);
        Collections.shuffle(backends, new Random(3));
        assertThat(owners(Balancer.of(Algorithm.CONSISTENT_HASH, backends), KEYS))
                .isEqualTo(before);
    }

    /// The hash must never change: nodes of two versions have to agree.
    @ParameterizedTest
    @CsvSource({"CONSISTENT_HASH", "MAGLEV"})
    void keysStayWhereTheyAreFromVersionToVersion(Algorithm algorithm) {
        String owners = String.join("", owners(Balancer.of(algorithm, weighing(1, 1, 1, 1)), 40));
        assertThat(owners)
                .isEqualTo(
                        switch (algorithm) {
                            case CONSISTENT_HASH -> "ccccbbddbabbbbcaaccaddaddbaabacacababadd";
                            case MAGLEV -> "ddddbcdbaccddcdddddbbabbbdaaccddaccbdbab";
                            case ROUND_ROBIN, LEAST_CONNECTIONS, POWER_OF_TWO, RANDOM, PEAK_EWMA -> "";
                        });
    }

    @Test
    void oneKeyThatEverybodyWantsFillsNoBackendBeyondItsBound() {
        int[] inFlight = new int[4];
        Balancer balancer = Balancer.of(Algorithm.CONSISTENT_HASH, weighing(1, 1, 1, 1));
        Sample sample = new Sample().keyed(Mix.of("hot")).loads(inFlight);
        for (int i = 1; i <= 1000; i++) {
            inFlight[balancer.pick(sample)]++;
            int fullest = Arrays.stream(inFlight).max().orElseThrow();
            double bound = Math.max(ConsistentHash.NEVER_FULL, Math.ceil(ConsistentHash.BOUND * i / 4));
            assertThat((double) fullest).isLessThanOrEqualTo(bound);
        }
        assertThat(Arrays.stream(inFlight).filter(load -> load > 0).count()).isEqualTo(4);
    }

    @Test
    void aKeyOfFewRequestsStaysAtHome() {
        int[] inFlight = new int[4];
        Balancer balancer = Balancer.of(Algorithm.CONSISTENT_HASH, weighing(1, 1, 1, 1));
        Sample sample = new Sample().keyed(Mix.of("cart-7")).loads(inFlight);
        int home = balancer.pick(sample);
        for (int i = 0; i < ConsistentHash.NEVER_FULL; i++) {
            assertThat(balancer.pick(sample)).isEqualTo(home);
            inFlight[home]++;
        }
        assertThat(balancer.pick(sample)).isNotEqualTo(home);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONSISTENT_HASH", "MAGLEV"})
    void poolsOfManyBackendsAreShareOutToo(Algorithm algorithm) {
        int[] weights = new int[400];
        Arrays.fill(weights, 2);
        int[] picks = picksOfKeys(Balancer.of(algorithm, weighing(weights)), 200_000, new Sample());
        assertThat(Arrays.stream(picks).min().orElseThrow()).isGreaterThan(150);
        assertThat(Arrays.stream(picks).max().orElseThrow()).isLessThan(1100);
    }
}
