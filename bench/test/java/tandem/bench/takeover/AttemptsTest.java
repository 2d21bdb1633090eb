package tandem.bench.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final long MS = 1_000_000;

    @Test
    void aWindowHoldsWhatWasDueInIt() {
        var attempts = new Attempts();
        for (int i = 0; i < 100; i++) attempts.answered(i * MS, i * MS + (i + 1) * MS);
        attempts.failed(50 * MS, 60 * MS);
        attempts.answered(200 * MS, 900 * MS);

        var window = attempts.window(0, 100 * MS);

        assertThat(window).isEqualTo(new Attempts.Window(0.1, 100, 1, 50, 99));
        assertThat(window.rate()).isEqualTo(1000);
    }

    @Test
    void theFirstAnswerIsOfWhatWasDueAfterTheEvent() {
        var attempts = new Attempts();
        attempts.answered(10 * MS, 500 * MS);
        attempts.failed(20 * MS, 21 * MS);
        attempts.answered(40 * MS, 41 * MS);
        attempts.answered(30 * MS, 90 * MS);

        assertThat(attempts.firstAnsweredAfter(15 * MS)).isEqualTo(30 * MS);
        assertThat(attempts.firstAnsweredAfter(41 * MS)).isEqualTo(Long.MAX_VALUE);
        assertThat(attempts.firstAnswerAfter(15 * MS)).isEqualTo(41 * MS);
        assertThat(attempts.firstAnswerAfter(41 * MS)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void thereIsRoomForMoreThanWasExpected() {
        var attempts = new Attempts();
        for (int i = 0; i < 200_000; i++) attempts.answered(i, i + MS);

        assertThat(attempts.window(0, 200_000).answered()).isEqualTo(200_000);
    }
}
