package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HedgeDelayTest {
    private static final long MILLI = 1_000_000;

    private static HedgeDelay quantile(int percent) {
        return new HedgeDelay(new HedgeSettings(Duration.ZERO, percent), 0);
    }

    @Test
    void aFixedTimeStaysAsItIs() {
        HedgeDelay fixed = new HedgeDelay(new HedgeSettings(Duration.ofMillis(30), 0), 0);
        for (int i = 0; i < 1000; i++) fixed.firstTry(500 * MILLI);
        fixed.roll(1);
        assertThat(fixed.nanos()).isEqualTo(30 * MILLI);
    }

    @Test
    void nothingIsHedgedBeforeEnoughIsKnown() {
        HedgeDelay delay = quantile(95);
        for (int i = 0; i < HedgeDelay.FEWEST - 1; i++) delay.firstTry(50 * MILLI);
        delay.roll(1);
        assertThat(delay.nanos()).isEqualTo(HedgeDelay.NEVER);
        delay.firstTry(50 * MILLI);
        delay.roll(2);
        assertThat(delay.nanos()).isBetween(50 * MILLI, 58 * MILLI);
    }

    @Test
    void itIsNeverTooSoon() {
        HedgeDelay delay = quantile(50);
        for (int i = 0; i < 1000; i++) delay.firstTry(1000);
        delay.roll(1);
        assertThat(delay.nanos()).isEqualTo(HedgeSettings.SOONEST.toNanos());
    }

    /// So hardly more than that part of the requests is hedged.
    @ParameterizedTest
    @ValueSource(ints = {50, 90, 95, 99})
    void asManyAnswersComeSoonerAsItSays(int percent) {
        Random random = new Random(percent);
        HedgeDelay delay = quantile(percent);
        long[] took = new long[20_000];
        for (int i = 0; i < took.length; i++) {
            took[i] = (long) (10 * MILLI * StrictMath.exp(random.nextGaussian()));
            delay.firstTry(took[i]);
        }
        delay.roll(1);
        long sooner = Arrays.stream(took).filter(one -> one < delay.nanos()).count();
        assertThat(sooner * 100.0 / took.length).isBetween((double) percent, percent + 5.0);
    }

    /// A second try takes as long as a first one, and whichever is answered first is the end of both. If only
    /// the answers counted, about a fifth would be hedged with p95.
    @ParameterizedTest
    @ValueSource(ints = {80, 90, 95, 98})
    void noMoreAreHedgedThanItSaysAlthoughSecondTriesAreQuicker(int percent) {
        Random random = new Random(percent);
        HedgeDelay delay = quantile(percent);
        int hedged = 0;
        int all = 40_000;
        for (int i = 0; i < 2 * all; i++) {
            if (i % 50 == 0) delay.roll(i * MILLI);
            long first = (long) (10 * MILLI * StrictMath.exp(random.nextGaussian()));
            long second = (long) (10 * MILLI * StrictMath.exp(random.nextGaussian()));
            boolean slow = first > delay.nanos();
            if (slow && i >= all) hedged++;
            delay.firstTry(slow ? Math.min(first, delay.nanos() + second) : first);
        }
        assertThat(hedged * 100.0 / all).isBetween((100 - percent) * 0.5, (100 - percent) * 1.3);
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        HedgeDelay delay = quantile(90);
        for (int i = 0; i < 10_000; i++) delay.firstTry(400 * MILLI);
        long now = 0;
        for (int i = 0; i < 20; i++) {
            now += HedgeDelay.HALVED_AFTER;
            for (int j = 0; j < 1000; j++) delay.firstTry(20 * MILLI);
            delay.roll(now);
        }
        assertThat(delay.nanos()).isLessThan(25 * MILLI);
    }

    @Test
    void theSettingsAreATimeOrAPartOfTheAnswers() {
        assertThat(HedgeSettings.NEVER.isOn()).isFalse();
        assertThat(new HedgeSettings(Duration.ZERO, 95).isOn()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> new HedgeSettings(Duration.ofMillis(4), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new HedgeSettings(Duration.ofMillis(50), 95));
        assertThatIllegalArgumentException().isThrownBy(() -> new HedgeSettings(Duration.ZERO, 49));
        assertThatIllegalArgumentException().isThrownBy(() -> new HedgeSettings(Duration.ZERO, 100));
    }
}
