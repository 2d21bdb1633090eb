package tandem.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What SIGTERM and Ctrl-C set off, as a shutdown hook of the JVM.
///
/// A JVM that is stopped by a signal exits with 128 plus the signal's number, whatever its hooks did. A service manager
/// would take that for a failure, so the hook ends the process itself, with 0 after a stop in good order.
final class OrderlyStop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderlyStop.class);

    private final Stoppable running;

    OrderlyStop(Stoppable running) {
        this.running = running;
    }

    /// What is running.
    interface Stoppable {
        void stop() throws InterruptedException;
    }

    @Override
    public void run() {
        var status = 0;
        try {
            running.stop();
        } catch (RuntimeException | InterruptedException e) {
            LOG.error("the stop was not orderly: {}", e.toString());
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }
}
