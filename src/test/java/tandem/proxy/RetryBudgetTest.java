package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000L;

    private static int withdrawn(RetryBudget budget, int wanted, long now) {
        int granted = 0;
        for (int i = 0; i < wanted; i++) if (budget.withdraw(now)) granted++;
        return granted;
    }

    @Test
    void aReserveIsThereFromTheStartAndComesBackInTenSeconds() {
        RetryBudget budget = new RetryBudget(20, 0);
        assertThat(withdrawn(budget, 500, 0)).isEqualTo(RetryBudget.RESERVE);
        assertThat(withdrawn(budget, 500, SECOND)).isEqualTo(10);
        assertThat(withdrawn(budget, 500, 100 * SECOND)).isEqualTo(RetryBudget.RESERVE);
    }

    @Test
    void aFifthOfTheRequestsMayBeRepeated() {
        RetryBudget budget = new RetryBudget(20, 0);
        withdrawn(budget, 500, 0);
        for (int i = 0; i < 1000; i++) budget.deposit();
        assertThat(withdrawn(budget, 1000, 0)).isBetween(199, 200);
    }

    @Test
    void aStormIsHeldToAFifthWhateverIsAsked() {
        RetryBudget budget = new RetryBudget(20, 0);
        int repeated = 0;
        for (int i = 0; i < 100_000; i++) {
            budget.deposit();
            repeated += withdrawn(budget, 2, i * SECOND / 10_000);
        }
        assertThat(repeated).isBetween(20_000, 20_300);
    }

    @Test
    void aLongQuietTimeLeavesNoMoreThanTheMost() {
        RetryBudget budget = new RetryBudget(20, 0);
        for (int i = 0; i < 1_000_000; i++) budget.deposit();
        assertThat(withdrawn(budget, 5000, SECOND)).isEqualTo(RetryBudget.MOST);
    }

    @Test
    void nothingAndAllAreTakenAtTheirWord() {
        assertThat(new RetryBudget(0, 0).withdraw(SECOND)).isFalse();
        assertThat(withdrawn(new RetryBudget(100, 0), 5000, 0)).isEqualTo(5000);
    }

    @Test
    void aClockThatStandsStillGivesNothing() {
        RetryBudget budget = new RetryBudget(20, SECOND);
        withdrawn(budget, 500, SECOND);
        assertThat(budget.withdraw(SECOND)).isFalse();
        assertThat(budget.withdraw(0)).isFalse();
    }
}
