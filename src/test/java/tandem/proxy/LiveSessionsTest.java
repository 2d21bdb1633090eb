package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.balance.Mix;

class LiveSessionsTest {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final long ORIGIN = -77;

    private final LiveSessions sessions = new LiveSessions(ORIGIN);

    private static long at(Duration since) {
        return ORIGIN + since.toNanos();
    }

    @Test
    void thereIsNoneBeforeTheFirstAndNoneThatHasNoId() {
        assertThat(sessions.within(WINDOW, ORIGIN)).isZero();
        sessions.seen(0, ORIGIN);
        assertThat(sessions.within(WINDOW, ORIGIN)).isZero();
    }

    @Test
    void fewAreCountedToTheOneHoweverOftenTheyCome() {
        for (int round = 0; round < 10; round++)
            for (int i = 1; i <= 20; i++) sessions.seen(Mix.of(i), at(Duration.ofSeconds(round)));
        assertThat(sessions.within(WINDOW, at(Duration.ofSeconds(10)))).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"100, 3", "1000, 3", "10000, 3", "50000, 5", "100000, 10"})
    void manyAreEstimated(int count, double percent) {
        for (int i = 1; i <= count; i++) sessions.seen(Mix.of(i), ORIGIN);
        assertThat(sessions.within(WINDOW, ORIGIN)).isCloseTo(count, withinPercentage(percent));
    }

    @Test
    void whatDidNotComeWithinTheWindowIsNotThere() {
        sessions.seen(Mix.of(1), at(Duration.ofSeconds(10)));
        sessions.seen(Mix.of(2), at(Duration.ofSeconds(100)));
        assertThat(sessions.within(WINDOW, at(Duration.ofSeconds(309)))).isEqualTo(2);
        assertThat(sessions.within(WINDOW, at(Duration.ofSeconds(311)))).isEqualTo(1);
        assertThat(sessions.within(Duration.ofSeconds(300), at(Duration.ofSeconds(401))))
                .isZero();
        assertThat(sessions.within(Duration.ofSeconds(400), at(Duration.ofSeconds(402))))
                .isEqualTo(2);
        sessions.seen(Mix.of(1), at(Duration.ofSeconds(402)));
        assertThat(sessions.within(Duration.ofSeconds(1), at(Duration.ofSeconds(402))))
                .isEqualTo(1);
    }
}
