package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void oneFigureIsItsOwnSpread() {
        assertThat(Spread.of(List.of(7))).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void figuresAreRankedWhateverTheirOrder() {
        assertThat(Spread.of(List.of(9.5, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2, 9.5, 9.5));
    }

    @Test
    void oneOutOfTwentyIsBeyondThe95thPercentile() {
        var figures = IntStream.rangeClosed(1, 20).boxed().toList();
        assertThat(Spread.of(figures)).isEqualTo(new Spread(10, 19, 20));
    }

    @Test
    void noFiguresHaveNoSpread() {
        assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
    }
}
