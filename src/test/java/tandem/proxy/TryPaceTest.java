package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.proxy.TryPace.Tries;

class TryPaceTest {
    private static final long LIMIT = 100_000_000;
    private static final long MILLI = 1_000_000;
    private static final int RUNS = 500;

    private final TryPace pace = new TryPace(LIMIT, 0);

    private static final long SENT = 1000 * MILLI;
    private static final long LATER = SENT + 1;

    private static Tries tries(long late, long all, long newestSent, long newestAnswered) {
        return new Tries(late, all, newestSent, newestAnswered, false);
    }

    private static boolean alone(Tries own, Tries... others) {
        return TryPace.isAlone(SENT, own, List.of(others));
    }

    @Test
    void oneThatIsSilentWhileAnotherAnswersWhatWasSentLaterIsAlone() {
        Tries silent = tries(1, 100, LATER, SENT);
        assertThat(alone(silent, tries(0, 1, LATER, LATER))).isTrue();
        assertThat(alone(silent, tries(50, 100, LATER, SENT), tries(50, 100, LATER, LATER)))
                .isTrue();
        assertThat(alone(silent, tries(0, 100, LATER, SENT))).isFalse();
    }

    @Test
    void oneThatHasJustFallenSilentIsAloneWhateverItAnsweredBefore() {
        Tries silent = new Tries(1, 100, LATER, LATER, true);
        assertThat(alone(silent, tries(0, 100, LATER, LATER))).isTrue();
        assertThat(alone(silent, tries(0, 100, LATER, SENT))).isFalse();
    }

    @Test
    void oneSlowPageAmongQuickOnesIsNot() {
        assertThat(alone(tries(1, 100, LATER, LATER), tries(0, 100, LATER, LATER)))
                .isFalse();
    }

    @Test
    void whereAllAreSilentNobodyIs() {
        assertThat(alone(tries(9, 9, LATER, SENT), tries(9, 9, LATER, SENT), tries(8, 9, LATER, SENT)))
                .isFalse();
    }

    @Test
    void whereThereIsNothingToCompareWithItIs() {
        assertThat(alone(tries(1, 1, SENT, SENT - 1))).isTrue();
        assertThat(alone(tries(1, 1, SENT, SENT - 1), tries(0, 0, SENT - 9, SENT - 9)))
                .isTrue();
    }

    @Test
    void oneThatIsLateFarMoreOftenThanAnotherIsAlone() {
        assertThat(alone(tries(20, 100, LATER, LATER), tries(0, 100, LATER, LATER)))
                .isTrue();
        assertThat(alone(tries(20, 100, LATER, LATER), tries(11, 100, LATER, LATER)))
                .isFalse();
        assertThat(alone(tries(3, 5, LATER, LATER), tries(0, 5, LATER, LATER))).isFalse();
        assertThat(alone(tries(900, 1000, LATER, LATER), tries(600, 1000, LATER, LATER)))
                .isFalse();
    }

    @Test
    void theNewestThatWasAnsweredIsKept() {
        pace.sent(10);
        pace.sent(30);
        pace.answered(30, 40);
        pace.answered(10, 50);
        assertThat(pace.within(0, 60)).isEqualTo(new Tries(0, 2, 30, 30, false));
        assertThat(pace.within(0, 50 + LIMIT).silent()).isTrue();
    }

    @Test
    void whatIsLongAgoDoesNotCount() {
        pace.answered(0, LIMIT - 1);
        pace.answered(0, LIMIT);
        pace.givenUp();
        assertThat(counts(0)).containsExactly(2L, 3L);
        pace.roll(TryPace.HALF_WINDOW - 1);
        pace.answered(0, 1);
        pace.roll(TryPace.HALF_WINDOW);
        assertThat(counts(5)).containsExactly(7L, 9L);
        pace.roll(2 * TryPace.HALF_WINDOW);
        assertThat(counts(0)).containsExactly(0L, 0L);
        pace.answered(0, 1);
        pace.roll(5 * TryPace.HALF_WINDOW);
        assertThat(counts(0)).containsExactly(0L, 0L);
    }

    @Test
    void thoseThatHaveWaitedForHalfOfTheLimitAreLookedAtAndThoseThatWaitForSecondsAreNot() {
        long now = 5000 * MILLI;
        assertThat(pace.waitingLongSince(now)).isEqualTo(4950 * MILLI);
        assertThat(pace.waitingTooLongSince(now)).isEqualTo(3900 * MILLI);
    }

    private List<Long> counts(int waiting) {
        Tries now = pace.within(waiting, 0);
        return List.of(now.late(), now.all());
    }

    /// A pool of which each backend is late with the same part of its tries, whatever that is.
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.7, 1.0})
    void aPoolThatIsSlowAsAWholeBlamesHardlyAnybody(double part) {
        Random random = new Random(1);
        int blamed = 0;
        for (int run = 0; run < RUNS; run++) {
            List<Tries> pool = new ArrayList<>();
            for (int i = 0; i < 3; i++) pool.add(tries(random, 300, part));
            if (TryPace.isAlone(SENT, pool.getFirst(), pool.subList(1, 3))) blamed++;
        }
        assertThat(blamed).isLessThanOrEqualTo(RUNS / 100);
    }

    /// Some of a pool hang, the others are late with up to a fifth of their tries.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void thoseThatHangAreAllFoundAsLongAsOneDoesNot(int hanging) {
        Random random = new Random(2);
        for (int run = 0; run < RUNS; run++) {
            List<Tries> pool = new ArrayList<>();
            for (int i = 0; i < 4; i++)
                pool.add(
                        i < hanging
                                ? new Tries(30, 30, LATER, SENT - 1, true)
                                : tries(random, 300, random.nextDouble() / 5));
            for (int i = 0; i < hanging; i++) {
                List<Tries> others = new ArrayList<>(pool);
                Tries own = others.remove(i);
                assertThat(TryPace.isAlone(SENT, own, others)).isTrue();
            }
        }
    }

    private static Tries tries(Random random, int all, double part) {
        int late = 0;
        for (int i = 0; i < all; i++) if (random.nextDouble() < part) late++;
        return new Tries(late, all, LATER, LATER, false);
    }
}
