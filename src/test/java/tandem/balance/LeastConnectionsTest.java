package tandem.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.balance.Pools.IDLE;
import static tandem.balance.Pools.SKIP_ALL;
import static tandem.balance.Pools.SKIP_NONE;
import static tandem.balance.Pools.pick;
import static tandem.balance.Pools.picks;
import static tandem.balance.Pools.weighing;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LeastConnectionsTest {

    @Test
    void theBackendWithFewestRequestsInFlightIsPicked() {
        assertThat(pick(leastConnections(1, 1, 1), 0, loads(3, 1, 2), SKIP_NONE))
                .isEqualTo(1);
    }

    @Test
    void aBackendOfTwiceTheWeightCarriesTwiceTheLoad() {
        Balancer balancer = leastConnections(2, 1);

        // (3 + 1) / 2 against (1 + 1) / 1 is a tie; one more or less decides.
        assertThat(pick(balancer, 0, loads(2, 1), SKIP_NONE)).isEqualTo(0);
        assertThat(pick(balancer, 0, loads(4, 1), SKIP_NONE)).isEqualTo(1);
        assertThat(picks(balancer, 10, loads(3, 1), SKIP_NONE)).containsExactly(5, 5);
    }

    @Test
    void requestsThatStayAreSpreadByWeight() {
        Balancer balancer = leastConnections(5, 3, 2);
        int[] inFlight = new int[3];

        for (int turn = 0; turn < 1000; turn++) {
            inFlight[pick(balancer, turn, i -> inFlight[i], SKIP_NONE)]++;
        }

        assertThat(inFlight).containsExactly(500, 300, 200);
    }

    @Test
    void idleEqualsTakeTurns() {
        assertThat(picks(leastConnections(1, 1, 1), 300, IDLE, SKIP_NONE)).containsExactly(100, 100, 100);
    }

    @Test
    void equalsShareEvenlyAlsoAroundABusyOne() {
        assertThat(picks(leastConnections(1, 1, 1), 300, loads(0, 1, 0), SKIP_NONE))
                .containsExactly(150, 0, 150);
        assertThat(picks(leastConnections(1, 1, 1, 1), 300, loads(9, 0, 0, 0), SKIP_NONE))
                .containsExactly(0, 100, 100, 100);
    }

    @Test
    void aSkippedBackendIsNeverPicked() {
        Balancer balancer = leastConnections(1, 1, 1);

        assertThat(pick(balancer, 0, loads(0, 5, 4), index -> index == 0)).isEqualTo(2);
        assertThat(picks(balancer, 300, IDLE, index -> index == 1)).containsExactly(150, 0, 150);
    }

    @Test
    void nothingIsPickedWhenAllAreSkippedOrNoneIsThere() {
        assertThat(pick(leastConnections(1, 1), 3, IDLE, SKIP_ALL)).isEqualTo(Balancer.NONE);
        assertThat(pick(leastConnections(), 3, IDLE, SKIP_NONE)).isEqualTo(Balancer.NONE);
    }

    @Test
    void oneBackendTakesEverything() {
        Balancer balancer = leastConnections(7);

        assertThat(pick(balancer, 0, loads(1000), SKIP_NONE)).isEqualTo(0);
        assertThat(pick(balancer, -1, IDLE, SKIP_NONE)).isEqualTo(0);
    }

    @Test
    void theGreatestNumbersDoNotOverflow() {
        Balancer balancer = leastConnections(1000, 999);

        assertThat(pick(balancer, 0, loads(Integer.MAX_VALUE, Integer.MAX_VALUE), SKIP_NONE))
                .isEqualTo(0);
    }

    @Test
    void aLoadThatChangesWhileItIsReadStillGetsABackend() {
        Balancer balancer = leastConnections(1, 1, 1, 1);
        Random random = new Random(1);

        for (int turn = 0; turn < 10_000; turn++) {
            assertThat(pick(balancer, turn, _ -> random.nextInt(2), SKIP_NONE)).isNotEqualTo(Balancer.NONE);
        }
    }

    private static Balancer leastConnections(int... weights) {
        return Balancer.of(Algorithm.LEAST_CONNECTIONS, weighing(weights));
    }

    private static Pools.Load loads(int... inFlight) {
        return index -> inFlight[index];
    }
}
