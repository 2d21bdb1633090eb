package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;

final class PatienceTest {
    private static final long MILLI = 1_000_000;
    private static final Patience PATIENCE = new Patience(Duration.ofMillis(100), Duration.ZERO);
    private static final Patience HURRIED = new Patience(Duration.ofMillis(100), Duration.ofMillis(150));

    private static @Nullable Kind after(Patience patience, int millis, boolean unacknowledged, boolean lossSeen) {
        return kind(patience, new Patience.Situation(millis * MILLI, unacknowledged, lossSeen, 0, true));
    }

    private static @Nullable Kind kind(Patience patience, Patience.Situation situation) {
        Failure failure = patience.decide(situation);
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
    void aBackendThatIsLateAsTheOthersAreIsNotLeft() {
        assertThat(kind(HURRIED, new Patience.Situation(5000 * MILLI, false, false, 0, false)))
                .isNull();
        assertThat(kind(HURRIED, new Patience.Situation(150 * MILLI, true, false, 0, false)))
                .isEqualTo(Kind.PACKETS_LOST);
    }

    /// As long as a connection may take, where tries have no limit.
    @Test
    void aBackendIsNotOutrunForGood() {
        assertThat(PATIENCE.outrun(99 * MILLI, MILLI)).isNull();
        Failure failure = Objects.requireNonNull(PATIENCE.outrun(100 * MILLI, MILLI));
        assertThat(failure.kind()).isEqualTo(Kind.TRY_TIMEOUT);
        assertThat(failure.detail())
                .isEqualTo("nothing was heard of it for 100 ms, and another backend answered what was asked later");
        assertThat(HURRIED.outrun(149 * MILLI, MILLI)).isNull();
        assertThat(HURRIED.outrun(150 * MILLI, MILLI)).isNotNull();
    }

    @Test
    void whereAllAreLateAtOnceTheOneThatIsOutrunHasNotFailed() {
        assertThat(PATIENCE.outrun(5000 * MILLI, 4000 * MILLI)).isNull();
        assertThat(PATIENCE.outrun(5000 * MILLI, 2500 * MILLI)).isNotNull();
    }

    @Test
    void theTimeForWhichTheProxyStoodStillIsNoSilence() {
        assertThat(kind(HURRIED, new Patience.Situation(200 * MILLI, false, false, 51 * MILLI, true)))
                .isNull();
        assertThat(kind(HURRIED, new Patience.Situation(201 * MILLI, false, false, 51 * MILLI, true)))
                .isEqualTo(Kind.TRY_TIMEOUT);
        assertThat(HURRIED.isLate(200 * MILLI, 51 * MILLI)).isFalse();
        assertThat(PATIENCE.isLate(200_000 * MILLI, 0)).isFalse();
    }

    @Test
    void aTryThatIsSparedIsLookedAtMoreOften() {
        assertThat(HURRIED.nextLook(160 * MILLI)).isEqualTo(25 * MILLI);
        assertThat(HURRIED.nextLook(100_000 * MILLI)).isEqualTo(100 * MILLI);
        assertThat(PATIENCE.nextLook(160 * MILLI)).isEqualTo(100 * MILLI);
    }

    @Test
    void nothingIsDecidedBeforeTheShorterOfTheTwo() {
        assertThat(PATIENCE.nanos()).isEqualTo(100_000_000L);
        assertThat(new Patience(Duration.ofSeconds(1), Duration.ofMillis(20)).nanos())
                .isEqualTo(20_000_000L);
    }
}
