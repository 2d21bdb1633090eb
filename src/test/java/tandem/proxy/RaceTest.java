package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;

class RaceTest {
    private final RetryBudget budget = new RetryBudget(20, 0);
    private final RequestQueue queue = new RequestQueue(new QueueSettings(1, 10, Duration.ofSeconds(1)), _ -> true);
    private final Upstream.Target target = new Upstream.Target(new Backend("a", "127.0.0.1", 1, 1), new BackendLoad());

    @Test
    void aSecondTryThatHasNoPlaceCostsNoRepetition() {
        assertThat(queue.take(target)).isTrue();
        for (int i = 0; i < 2 * RetryBudget.RESERVE; i++)
            assertThat(Race.isAdmitted(budget, queue, target, 0)).isFalse();
        assertThat(budget.has(0)).isTrue();
        queue.giveBack(target);
        assertThat(Race.isAdmitted(budget, queue, target, 0)).isTrue();
        assertThat(queue.isFull(target)).isTrue();
    }

    @Test
    void oneThatMayNotBeRepeatedTakesNoPlace() {
        while (budget.withdraw(0)) {}
        assertThat(Race.isAdmitted(budget, queue, target, 0)).isFalse();
        assertThat(queue.isFull(target)).isFalse();
    }

    @Test
    void whereThereAreNoPlacesTheBudgetDecides() {
        for (int i = 0; i < RetryBudget.RESERVE; i++)
            assertThat(Race.isAdmitted(budget, null, target, 0)).isTrue();
        assertThat(Race.isAdmitted(budget, null, target, 0)).isFalse();
    }
}
