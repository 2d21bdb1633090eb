package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;

final class PatienceTest {
    private static final Patience PATIENCE = new Patience(Duration.ofMillis(100), Duration.ZERO);
    private static final Patience HURRIED = new Patience(Duration.ofMillis(100), Duration.ofMillis(150));

    private static @Nullable Kind after(Patience patience, int millis, boolean unacknowledged, boolean lossSeen) {
        Failure failure = patience.decide(new Patience.Situation(millis * 1_000_000L, unacknowledged, lossSeen));
        return failure == null ? null : failure.kind();
    }

    @Test
    void whatIsNotAcknowledgedInTheTimeOfAConnectIsLost() {
        assertThat(after(PATIENCE, 99, true, true)).isNull();
        assertThat(after(PATIENCE, 100, true, false)).isEqualTo(Kind.PACKETS_LOST);
    }

    @Test
    void whatWasAcknowledgedIsLostWhenPacketsAre() {
        assertThat(after(PATIENCE, 100, false, true)).isEqualTo(Kind.PACKETS_LOST);
        assertThat(after(PATIENCE, 60_000, false, false)).isNull();
    }

    @Test
    void aSlowBackendIsLeftWhenTheTimeOfAnAttemptIsOver() {
        assertThat(after(HURRIED, 149, false, false)).isNull();
        assertThat(after(HURRIED, 150, false, false)).isEqualTo(Kind.TRY_TIMEOUT);
        assertThat(after(HURRIED, 120, true, false)).isEqualTo(Kind.PACKETS_LOST);
    }

    @Test
    void nothingIsDecidedBeforeTheShorterOfTheTwo() {
        assertThat(PATIENCE.nanos()).isEqualTo(100_000_000L);
        assertThat(new Patience(Duration.ofSeconds(1), Duration.ofMillis(20)).nanos())
                .isEqualTo(20_000_000L);
    }
}
