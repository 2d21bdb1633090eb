package tandem.proxy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// How many requests of this node's clients one backend may have under way, by an [AdaptiveLimit] that all event loops
/// tell how long answers took.
final class ConcurrencyLimit {
    private final AdaptiveLimit adaptive;
    private final LongAdder answers = new LongAdder();
    private final LongAdder took = new LongAdder();
    private final AtomicInteger busiest = new AtomicInteger();
    private volatile int current;

    // Guarded by this:
    private long since;
    private long answersBefore;
    private long tookBefore;

    /// @param now by any clock
    ConcurrencyLimit(int least, int most, long now) {
        this.adaptive = new AdaptiveLimit(least, most);
        this.current = adaptive.current();
        this.since = now;
    }

    /// The head of an answer has come. Any thread.
    ///
    /// @param nanos    since the request was sent
    /// @param underWay requests, this one included
    void answered(long nanos, int underWay) {
        answers.increment();
        took.add(nanos);
        if (underWay > busiest.get()) busiest.accumulateAndGet(underWay, Math::max);
    }

    /// To be called some times in a window, by whichever thread.
    synchronized void watch(long now) {
        if (now - since < AdaptiveLimit.WINDOW) return;
        since = now;
        long allAnswers = answers.sum();
        long allTook = took.sum();
        adaptive.window(allAnswers - answersBefore, allTook - tookBefore, busiest.getAndSet(0));
        answersBefore = allAnswers;
        tookBefore = allTook;
        current = adaptive.current();
    }

    int current() {
        return current;
    }
}
