package tandem.notify;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What became of the messages of one channel. Any thread.
final class Told {
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();

    void done() {
        done.increment();
    }

    /// After the last attempt.
    void failed() {
        failed.increment();
    }

    Map<String, Long> counts() {
        return Map.of("done", done.sum(), "failed", failed.sum());
    }
}
