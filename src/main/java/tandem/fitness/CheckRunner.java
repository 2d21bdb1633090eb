package tandem.fitness;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one of the operator's checks again and again, on a thread of its own: neither an event loop nor the
/// HA path ever waits for it.
public final class CheckRunner {
    private static final Logger LOG = LoggerFactory.getLogger(CheckRunner.class);
    private static final long CLOSE_MILLIS = 1_000;

    private final OperatorCheck check;
    private final Findings findings;
    private final Thread thread;

    private CheckRunner(OperatorCheck check, Findings findings) {
        this.check = check;
        this.findings = findings;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("tandem-check-" + check.name())
                .unstarted(this::run);
    }

    /// Begins with the first run at once.
    public static CheckRunner start(OperatorCheck check, Findings findings) {
        var runner = new CheckRunner(check, findings);
        runner.thread.start();
        return runner;
    }

    /// Ends it; a command under way is killed.
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(CLOSE_MILLIS);
    }

    /// One run.
    private interface Probe {
        ProbeResult run() throws InterruptedException;
    }

    private void run() {
        try {
            switch (check.probe()) {
                case OperatorCheck.Probe.Command(var words) -> repeat(new CommandProbe(words, check.timeout())::run);
                case OperatorCheck.Probe.Http(var url) -> {
                    try (var probe = new HttpProbe(url, check.timeout())) {
                        repeat(probe::run);
                    }
                }
            }
        } catch (InterruptedException _) {
            // Closed.
        } catch (RuntimeException bug) {
            LOG.error("check {} can no longer be run", check.name(), bug);
        }
    }

    private Finding finding(boolean good, ProbeResult result) {
        String text = !good && result.passed() ? "passes again, not often enough yet" : result.text();
        return new Finding("check " + check.name(), good, text);
    }

    private void repeat(Probe probe) throws InterruptedException {
        var standing = Optional.<Standing>empty();
        while (true) {
            long begin = System.nanoTime();
            var result = probe.run();
            standing = Optional.of(standing.map(known -> known.after(result.passed(), check.thresholds()))
                    .orElse(new Standing(result.passed(), 0)));
            findings.report(finding(standing.get().good(), result));
            var left = check.interval().minusNanos(System.nanoTime() - begin);
            if (left.compareTo(Duration.ZERO) > 0) TimeUnit.NANOSECONDS.sleep(left.toNanos());
        }
    }
}
