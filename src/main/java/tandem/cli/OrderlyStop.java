package tandem.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What SIGTERM and Ctrl-C set off, as a shutdown hook of the JVM.
///
/// A JVM that is stopped by a signal exits with 128 plus the signal's number, whatever its hooks did. A service manager
/// would take that for a failure, so the hook ends the process itself, with 0 after a stop in good order. It is there
/// before the start begins: who is told to stop while it starts has listeners and an address perhaps, and gives them up
/// in good order as soon as the start is over, one way or the other.
final class OrderlyStop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderlyStop.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /// Empty when nothing runs, because the start has failed.
    private final CompletableFuture<Optional<Stoppable>> running = new CompletableFuture<>();

    /// What is running.
    interface Stoppable {
        void stop() throws InterruptedException;
    }

    private OrderlyStop() {}

    /// From now on signals are answered.
    static OrderlyStop onSignals() {
        var stop = new OrderlyStop();
        Runtime.getRuntime().addShutdownHook(new Thread(stop, "orderly stop"));
        return stop;
    }

    /// The start is over, and this is what a signal stops.
    void started(Stoppable what) {
        running.complete(Optional.of(what));
    }

    /// The start has failed; the process ends by itself, with a status of its own.
    void notStarted() {
        running.complete(Optional.empty());
    }

    @Override
    public void run() {
        var whileStarting = !running.isDone();
        if (whileStarting) LOG.info("told to stop while it starts");
        var status = 0;
        try {
            var what = running.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            // A start that had failed before ends with its own status.
            if (what.isEmpty() && !whileStarting) return;
            if (what.isPresent()) what.get().stop();
            else LOG.info("stopped in good order before the start was over");
        } catch (RuntimeException | InterruptedException | ExecutionException | TimeoutException e) {
            LOG.error("the stop was not orderly: {}", e.toString());
            status = 1;
        }
        Logging.end();
        Runtime.getRuntime().halt(status);
    }
}
