package tandem.health;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands changes to a listener in the order of their numbers, one at a time, without a lock: whoever brings
/// a change while another thread is delivering leaves it to that thread. So the listener sees a backend
/// leave before it sees it come back, although different threads may have caused the two.
final class ChangeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private final Consumer<HealthChange> listener;
    private final Map<Long, HealthChange> waiting = new ConcurrentHashMap<>();
    /// Changes brought and not yet seen by the delivering thread; the one who finds none is the one to
    /// deliver.
    private final AtomicInteger brought = new AtomicInteger();
    /// Touched by the delivering thread alone; handed on from one to the next through `brought`.
    private long delivered;

    ChangeFeed(Consumer<HealthChange> listener) {
        this.listener = listener;
    }

    /// @param number 1 for the first change, then one more for each
    void deliver(long number, HealthChange change) {
        waiting.put(number, change);
        if (brought.getAndIncrement() > 0) return;
        int seen = 1;
        do {
            deliverWhatIsNext();
            seen = brought.addAndGet(-seen);
        } while (seen > 0);
    }

    private void deliverWhatIsNext() {
        for (HealthChange next = waiting.remove(delivered + 1); next != null; next = waiting.remove(delivered + 1)) {
            delivered++;
            try {
                listener.accept(next);
            } catch (Throwable e) {
                // A listener's mistake must neither end the feed nor fail the request that brought the change.
                LOG.error("A listener failed on: {}", next.text(), e);
            }
        }
    }
}
