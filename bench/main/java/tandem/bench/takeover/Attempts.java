package tandem.bench.takeover;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tandem.bench.load.Requests;

/// Every request of a run, in the order in which it ended: when it was due, how long it took, whether it was answered.
final class Attempts implements Requests.Records {
    private static final int FIRST_SIZE = 1 << 16;

    private long[] due = new long[FIRST_SIZE];
    private long[] took = new long[FIRST_SIZE];
    private int count;

    /// What failed takes no time.
    private static final long FAILED = -1;

    @Override
    public void answered(long when, long now) {
        add(when, now - when);
    }

    @Override
    public void failed(long when, long now) {
        add(when, FAILED);
    }

    private void add(long when, long duration) {
        if (count == due.length) {
            due = Arrays.copyOf(due, count * 2);
            took = Arrays.copyOf(took, count * 2);
        }
        due[count] = when;
        took[count++] = duration;
    }

    /// When the first request was due that was due after a moment and was answered; [Long#MAX_VALUE] if there is none.
    long firstAnsweredAfter(long moment) {
        long first = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) if (took[i] != FAILED && due[i] >= moment) first = Math.min(first, due[i]);
        return first;
    }

    /// When the first request was answered of those that were due after a moment; [Long#MAX_VALUE] if none was.
    long firstAnswerAfter(long moment) {
        long first = Long.MAX_VALUE;
        for (int i = 0; i < count; i++)
            if (took[i] != FAILED && due[i] >= moment) first = Math.min(first, due[i] + took[i]);
        return first;
    }

    /// What was due in a stretch of time.
    ///
    /// @param from nanoseconds, inclusive
    /// @param to exclusive
    Window window(long from, long to) {
        var durations = new long[count];
        int answered = 0;
        int failed = 0;
        for (int i = 0; i < count; i++) {
            if (due[i] < from || due[i] >= to) continue;
            if (took[i] == FAILED) failed++;
            else durations[answered++] = took[i];
        }
        var sorted = Arrays.copyOf(durations, answered);
        Arrays.sort(sorted);
        return new Window((to - from) / 1e9, answered, failed, at(sorted, 0.5), at(sorted, 0.99));
    }

    /// How many were answered and how many failed, by when they were due, in stretches of equal length.
    ///
    /// @param from the beginning of the first one
    /// @param step length in nanoseconds
    /// @param steps how many
    List<Step> timeline(long from, long step, int steps) {
        var answered = new int[steps];
        var failed = new int[steps];
        for (int i = 0; i < count; i++) {
            long at = Math.floorDiv(due[i] - from, step);
            if (at < 0 || at >= steps) continue;
            if (took[i] == FAILED) failed[(int) at]++;
            else answered[(int) at]++;
        }
        return IntStream.range(0, steps)
                .mapToObj(i -> new Step(answered[i], failed[i]))
                .toList();
    }

    /// A step of a timeline.
    record Step(int answered, int failed) {}

    private static double at(long[] sorted, double part) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] / 1e6;
    }

    /// A stretch of time.
    record Window(double seconds, long answered, long failed, double p50Ms, double p99Ms) {
        double rate() {
            return answered / seconds;
        }
    }
}
