package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AwaitTest {
    @Test
    void aStateThatIsReachedIsReturnedAtOnce() {
        assertThat(new Await(Duration.ZERO, "nowhere").until("four", () -> 4, n -> n == 4))
                .isEqualTo(4);
    }

    @Test
    void theComplaintSaysWhatWasAwaitedWhatWasSeenAndWhereToLook() {
        assertThatThrownBy(() -> new Await(Duration.ZERO, "the logs").until("five", () -> 4, n -> n == 5))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("five", "last seen: 4", "the logs");
    }
}
