package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.backend.Failure.Kind;

final class RetrySettingsTest {

    @Test
    void whatIsOutOfRangeIsRefusedWithItsKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrySettings(101, Duration.ZERO, Set.of()))
                .withMessage("retry.budget must be 0% to 100%, not 101%");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrySettings(20, Duration.ofMillis(9), Set.of()))
                .withMessage("retry.try-timeout must be 0 or 10 ms to 1 h, not 9 ms");
        assertThat(new RetrySettings(20, Duration.ofMillis(10), Set.of()).tryTimeout())
                .isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void aStatusIsAReasonWhereItIsNamed() {
        var settings = new RetrySettings(20, Duration.ZERO, Set.of(), HedgeSettings.NEVER, Set.of(503));
        assertThat(settings.covers(Kind.ERROR_STATUS)).isTrue();
        assertThat(settings.covers(Kind.CONNECT_FAILED)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrySettings(20, Duration.ZERO, Set.of(), HedgeSettings.NEVER, Set.of(302)))
                .withMessage("retry.on-status must be 400 to 599, not 302");
    }

    /// No failure has two reasons, and those without one are never repeated.
    @ParameterizedTest
    @EnumSource
    void aFailureHasOneReasonAtMost(Kind kind) {
        long reasons = EnumSet.allOf(RetryOn.class).stream()
                .filter(reason -> reason.covers(kind))
                .count();
        boolean never = kind == Kind.RESPONSE_TIMEOUT
                || kind == Kind.BAD_RESPONSE
                || kind == Kind.CLIENT_GONE
                || kind == Kind.ERROR_STATUS;
        assertThat(reasons).isEqualTo(never ? 0 : 1);
        assertThat(RetrySettings.DEFAULT.covers(kind)).isEqualTo(!never);
    }
}
