package tandem.fitness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class StandingTest {
    private static final Standing.Thresholds THRESHOLDS = new Standing.Thresholds(2, 3);

    private static Standing after(Standing standing, String results) {
        for (char result : results.toCharArray()) standing = standing.after(result == '+', THRESHOLDS);
        return standing;
    }

    @Test
    void itFallsAfterFailuresInARowOnly() {
        assertThat(after(Standing.GOOD, "--").good()).isTrue();
        assertThat(after(Standing.GOOD, "--+--").good()).isTrue();
        assertThat(after(Standing.GOOD, "--+---").good()).isFalse();
    }

    @Test
    void itRisesAfterSuccessesInARowOnly() {
        assertThat(after(Standing.GOOD, "---+").good()).isFalse();
        assertThat(after(Standing.GOOD, "---+-+").good()).isFalse();
        assertThat(after(Standing.GOOD, "---+-++").good()).isTrue();
    }

    @Test
    void thresholdsOutOfTheirLimitsAreRefused() {
        assertThatThrownBy(() -> new Standing.Thresholds(0, 3)).hasMessage("rise must be 1 to 100, not 0");
        assertThatThrownBy(() -> new Standing.Thresholds(2, 101)).hasMessage("fall must be 1 to 100, not 101");
    }
}
