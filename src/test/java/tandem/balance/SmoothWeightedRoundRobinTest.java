package tandem.balance;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static tandem.balance.Pools.IDLE;
import static tandem.balance.Pools.SKIP_ALL;
import static tandem.balance.Pools.SKIP_NONE;
import static tandem.balance.Pools.pick;
import static tandem.balance.Pools.picks;
import static tandem.balance.Pools.weighing;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.backend.Backend;

class SmoothWeightedRoundRobinTest {

    @ParameterizedTest
    @CsvSource({
        "5 1 1, a a b a c a a",
        "4 2 1, a b a c a b a",
        "1 1 1, a b c a b c a",
        "2 1, a b a a b a a",
        "1 5, b b a b b b b b a",
        "7, a a a",
    })
    void theSequenceIsThatOfNginx(String weights, String expected) {
        Balancer balancer = roundRobin(numbers(weights));
        int turns = expected.split(" ").length;

        assertThat(names(balancer, 0, turns)).isEqualTo(expected);
    }

    @Test
    void theSequenceRepeatsItselfForever() {
        Balancer balancer = roundRobin(5, 1, 1);
        String cycle = "a a b a c a a";

        assertThat(names(balancer, 7, 7)).isEqualTo(cycle);
        assertThat(names(balancer, 7_000_000_000_000L, 7)).isEqualTo(cycle);
    }

    @Test
    void theTurnMayOverflow() {
        Balancer balancer = roundRobin(1, 1);
        long turn = Long.MAX_VALUE;

        assertThat(pick(balancer, turn, IDLE, SKIP_NONE)).isNotEqualTo(Balancer.NONE);
        assertThat(pick(balancer, turn + 1, IDLE, SKIP_NONE)).isNotEqualTo(Balancer.NONE);
        assertThat(pick(balancer, -1, IDLE, SKIP_NONE)).isEqualTo(1);
    }

    @Test
    void onlyTheRatioOfWeightsMatters() {
        assertThat(names(roundRobin(1000, 200, 200), 0, 7)).isEqualTo("a a b a c a a");
    }

    @Test
    void aSkippedBackendsTurnGoesToTheNextInTheSequence() {
        Balancer balancer = roundRobin(5, 1, 1);

        assertThat(pick(balancer, 0, IDLE, index -> index == 0)).isEqualTo(1);
        assertThat(pick(balancer, 3, IDLE, index -> index == 0)).isEqualTo(2);
        // The end of the sequence goes over into its beginning.
        assertThat(pick(balancer, 6, IDLE, index -> index == 0)).isEqualTo(1);
    }

    @Test
    void equalBackendsShareTheTurnsOfASkippedOneInOrder() {
        assertThat(picks(roundRobin(1, 1, 1), 300, IDLE, index -> index == 0)).containsExactly(0, 200, 100);
    }

    @Test
    void nothingIsPickedWhenAllAreSkippedOrNoneIsThere() {
        assertThat(pick(roundRobin(5, 1, 1), 3, IDLE, SKIP_ALL)).isEqualTo(Balancer.NONE);
        assertThat(pick(roundRobin(), 3, IDLE, SKIP_NONE)).isEqualTo(Balancer.NONE);
    }

    @Test
    void aHeavyBackendsTurnsAreSpread() {
        Balancer balancer = roundRobin(3, 3, 3, 1);

        for (int turn = 0; turn < 30; turn++) {
            assertThat(pick(balancer, turn, IDLE, SKIP_NONE)).isNotEqualTo(pick(balancer, turn + 1, IDLE, SKIP_NONE));
        }
    }

    @Test
    void sharesAreExactWhileTheWeightsAddUpToTheLongestSequence() {
        assertThat(picks(roundRobin(1000, 999, 998, 997, 101, 1), 4096, IDLE, SKIP_NONE))
                .containsExactly(1000, 999, 998, 997, 101, 1);
    }

    @Test
    void weightsThatAddUpToMoreAreScaledDown() {
        int[] picks = picks(roundRobin(1000, 999, 998, 997, 991, 1), 4096, IDLE, SKIP_NONE);

        assertThat(picks).containsExactly(821, 821, 820, 819, 814, 1);
    }

    @Test
    void noWeightIsScaledDownToNothing() {
        int[] weights = new int[20];
        Arrays.fill(weights, 999);
        weights[0] = 1;
        int longest = SmoothWeightedRoundRobin.MAX_LENGTH + weights.length;

        assertThat(picks(roundRobin(weights), longest, IDLE, SKIP_NONE)).doesNotContain(0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sharesAreRightToAFractionWhateverTheWeights(long seed) {
        Random random = new Random(seed);
        int[] weights = random.ints(2 + random.nextInt(30), 1, 1001).toArray();
        int turns = 200_000;

        int[] picks = picks(roundRobin(weights), turns, IDLE, SKIP_NONE);

        int total = Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            assertThat((double) picks[i] / turns).isCloseTo((double) weights[i] / total, within(0.001));
        }
    }

    @Test
    void aPoolOfManyBackendsHasASequenceToo() {
        int[] weights = new int[5000];
        Arrays.fill(weights, 3);
        weights[0] = 2;

        int[] picks = picks(roundRobin(weights), 5000, IDLE, SKIP_NONE);

        assertThat(picks).containsOnly(1);
    }

    private static Balancer roundRobin(int... weights) {
        return Balancer.of(Algorithm.ROUND_ROBIN, weighing(weights));
    }

    private static int[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    private static String names(Balancer balancer, long from, int turns) {
        List<Backend> backends = balancer.backends();
        return LongStream.range(from, from + turns)
                .mapToObj(turn ->
                        backends.get(pick(balancer, turn, IDLE, SKIP_NONE)).name())
                .collect(joining(" "));
    }
}
