package tandem.vip;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something that has to be undone: where that fails, it is tried again and again until it works, or until it is
/// wanted again. On its thread only.
final class Undoing {
    private static final Logger LOG = LoggerFactory.getLogger(Undoing.class);
    private static final long AGAIN_AFTER_MS = 500;

    private final ScheduledExecutorService thread;
    private final String what;
    private final Task task;
    private boolean due;
    private boolean waits;

    /// Something that the kernel may refuse.
    interface Task {
        void run() throws AddressException, SystemCallException;
    }

    /// @param what for the log: of what, and of which address
    Undoing(ScheduledExecutorService thread, String what, Task task) {
        this.thread = thread;
        this.what = what;
        this.task = task;
    }

    /// Tries now.
    void begin() throws AddressException, SystemCallException {
        due = true;
        attempt();
    }

    /// What was to be undone is wanted again.
    void forget() {
        due = false;
    }

    private void attempt() throws AddressException, SystemCallException {
        try {
            task.run();
            due = false;
        } catch (AddressException | SystemCallException refused) {
            later();
            throw refused;
        }
    }

    private void later() {
        if (waits) return;
        try {
            var _ = thread.schedule(this::again, AGAIN_AFTER_MS, TimeUnit.MILLISECONDS);
            waits = true;
        } catch (RejectedExecutionException ended) {
            LOG.warn("{} is not undone; the next start cleans up", what);
        }
    }

    private void again() {
        waits = false;
        if (!due) return;
        try {
            attempt();
            LOG.info("{} is undone now", what);
        } catch (AddressException | SystemCallException refused) {
            LOG.debug("{} is not undone yet: {}", what, refused.getMessage());
        }
    }
}
