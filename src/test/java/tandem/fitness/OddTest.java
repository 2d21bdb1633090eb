package tandem.fitness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OddTest {
    private static final Duration DWELL = Duration.ofSeconds(4);

    private long now = Long.MAX_VALUE - 5_000_000_000L;
    private Odd odd = Odd.NOT;

    private void look(boolean less, int seconds) {
        for (int i = 0; i < seconds; i++) {
            odd = odd.after(less, now, DWELL);
            now += 1_000_000_000L;
        }
    }

    @Test
    void onlyWhatLastsCounts() {
        look(true, 4);
        assertThat(odd.odd()).isFalse();
        look(false, 1);
        look(true, 4);
        assertThat(odd.odd()).isFalse();
        look(true, 1);
        assertThat(odd.odd()).isTrue();
    }

    @Test
    void itTakesAsLongToBeLikeTheOthersAgain() {
        look(true, 5);
        look(false, 4);
        look(true, 1);
        look(false, 4);
        assertThat(odd.odd()).isTrue();
        look(false, 1);
        assertThat(odd).isEqualTo(Odd.NOT);
    }
}
