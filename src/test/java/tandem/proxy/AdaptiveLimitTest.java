package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptiveLimitTest {
    private static final long MILLI = 1_000_000;

    private final AdaptiveLimit limit = new AdaptiveLimit(5, 200);

    private void windows(int count, long took, boolean busy) {
        for (int i = 0; i < count; i++) limit.window(100, 100 * took, busy ? limit.current() : 1);
    }

    @Test
    void aBackendThatStaysQuickGetsMoreUntilItHasTheMost() {
        windows(400, 10 * MILLI, true);
        assertThat(limit.current()).isEqualTo(200);
    }

    @Test
    void oneThatBecomesSlowGetsLessAndNeverLessThanTheLeast() {
        windows(200, 10 * MILLI, true);
        int before = limit.current();
        windows(10, 40 * MILLI, true);
        assertThat(limit.current()).isLessThan(before / 2);
        for (long took = 40; took < 100_000; took *= 2) {
            windows(10, took * MILLI, true);
            assertThat(limit.current()).isBetween(5, before / 2);
        }
    }

    @Test
    void whatIsNotUsedSaysNothing() {
        int before = limit.current();
        windows(50, 10 * MILLI, false);
        windows(50, 90 * MILLI, false);
        assertThat(limit.current()).isEqualTo(before);
        limit.window(AdaptiveLimit.FEWEST - 1, 1, 100);
        assertThat(limit.current()).isEqualTo(before);
    }

    @Test
    void whatAnswersTakeWithoutWaitingIsMeasuredWithTheLeast() {
        limit.window(100, 1000 * MILLI, 20);
        assertThat(limit.current()).isEqualTo(5);
        limit.window(100, 500 * MILLI, 5);
        assertThat(limit.current()).isEqualTo(5);
        limit.window(100, 400 * MILLI, 5);
        assertThat(limit.current()).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, AdaptiveLimit.FEWEST - 1})
    void aBackendOfFewAnswersHasItsLimitBackAfterAMeasurement(int answers) {
        limit.window(100, 1000 * MILLI, 20);
        assertThat(limit.current()).isEqualTo(5);
        for (int i = 0; i < AdaptiveLimit.LONGEST; i++) limit.window(answers, answers * (10 * MILLI), 5);
        assertThat(limit.current()).isGreaterThan(20);
    }

    /// Of one that takes a second for an answer for good, a limit of five lets five through in a second.
    @Test
    void theFewAnswersOfAMeasurementAreAddedUp() {
        windows(200, 10 * MILLI, true);
        while (limit.current() > 5) limit.window(100, 100 * 1000 * MILLI, limit.current());
        for (int i = 0; i < AdaptiveLimit.LONGEST; i++) limit.window(2, 2 * (1000 * MILLI), 5);
        int before = limit.current();
        windows(20, 1000 * MILLI, true);
        assertThat(limit.current()).isGreaterThan(before);
    }

    @Test
    void itIsAlwaysWithinItsBounds() {
        Random random = new Random(6);
        for (int i = 0; i < 20_000; i++) {
            limit.window(random.nextInt(200), random.nextLong(1, 10_000_000_000L), random.nextInt(400));
            assertThat(limit.current()).isBetween(5, 200);
        }
    }

    /// A backend of so many threads that takes 10 ms for a request, under twice the load that it can bear. The rest
    /// waits in front of it and not in it: answers stay within some times 10 ms, and no thread is without work.
    @ParameterizedTest
    @CsvSource({"10, 1", "25, 2", "60, 3", "120, 4"})
    void underTooMuchLoadItFindsAboutTheThreadsOfTheBackend(int threads, long seed) {
        Served served = simulate(threads, seed);
        assertThat(served.limit).isBetween(threads, threads * 2 + 5);
        assertThat(served.part()).as("of what it can do").isGreaterThan(0.9);
        assertThat(served.took()).isLessThan(25 * MILLI);
    }

    private record Served(int limit, long answers, long time, long possible) {
        double part() {
            return (double) answers / possible;
        }

        long took() {
            return time / answers;
        }
    }

    /// Twenty seconds in virtual time, of which the second half counts.
    private static Served simulate(int threads, long seed) {
        Random random = new Random(seed);
        AdaptiveLimit limit = new AdaptiveLimit(5, 1000);
        // When each request that is under way began, in the order of their ends.
        PriorityQueue<long[]> underWay = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
        PriorityQueue<Long> free = new PriorityQueue<>();
        for (int i = 0; i < threads; i++) free.add(0L);
        long answers = 0;
        long time = 0;
        long[] window = new long[3];
        long nextWindow = AdaptiveLimit.WINDOW;
        long end = 20_000 * MILLI;
        for (long now = 0; now < end; now += MILLI / 4) {
            while (!underWay.isEmpty() && underWay.peek()[0] <= now) {
                long[] done = underWay.poll();
                window[0]++;
                window[1] += done[0] - done[1];
                if (now > end / 2) {
                    answers++;
                    time += done[0] - done[1];
                }
            }
            while (underWay.size() < limit.current()) {
                long begins = Math.max(now, free.poll());
                long ends = begins + (long) (-StrictMath.log(1 - random.nextDouble()) * 10 * MILLI);
                free.add(ends);
                underWay.add(new long[] {ends, now});
            }
            window[2] = Math.max(window[2], underWay.size());
            if (now < nextWindow) continue;
            nextWindow = now + AdaptiveLimit.WINDOW;
            limit.window(window[0], window[1], (int) window[2]);
            window = new long[3];
        }
        return new Served(limit.current(), answers, time, threads * 1000L);
    }
}
