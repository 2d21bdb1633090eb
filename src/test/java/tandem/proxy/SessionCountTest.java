package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCountTest {
    private static final long START = 1_000;
    private static final long WINDOW = Duration.ofMinutes(10).toNanos();

    private final SessionCount sessions = new SessionCount();

    private void seen(int from, int to) {
        for (int i = from; i < to; i++) {
            SessionRoute.Session session = SessionRoute.of("JSESSIONID=%032X.tomcat-1".formatted(i), "/");
            sessions.seen(session == null ? 0 : session.hash());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 1_000, 20_000, 50_000})
    void theyAreCountedWithinAFewPerCent(int number) {
        seen(0, number);
        seen(0, number);
        assertThat((double) sessions.estimate(START)).isCloseTo(number, within(Math.max(0.5, number * 0.05)));
    }

    @Test
    void oneThatAsksNothingIsForgottenAfterTwoWindows() {
        assertThat(sessions.estimate(START)).isZero();
        seen(0, 10);
        assertThat(sessions.estimate(START + WINDOW)).isEqualTo(10);
        seen(10, 15);
        assertThat(sessions.estimate(START + WINDOW + 1)).isEqualTo(15);
        assertThat(sessions.estimate(START + 2 * WINDOW)).isEqualTo(5);
        assertThat(sessions.estimate(START + 5 * WINDOW)).isZero();
    }

    @Test
    void tooManyAreManyAllTheSame() {
        seen(0, 400_000);
        assertThat(sessions.estimate(START)).isGreaterThan(100_000);
    }
}
