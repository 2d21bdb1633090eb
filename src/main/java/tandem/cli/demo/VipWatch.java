package tandem.cli.demo;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/// A client of the shared address: a new connection every 5 ms, and a line whenever it was without service.
///
/// What it reports is what a client would have seen: the time from the last answer before the fault to the first one
/// after it, with a limit of 250 ms for each request.
final class VipWatch implements Runnable {
    static final Duration INTERVAL = Duration.ofMillis(5);
    static final int LIMIT_MILLIS = 250;

    private final InetSocketAddress address;
    private final Consumer<Outage> outages;
    private volatile boolean failing;
    private volatile long lastOutage = System.nanoTime();

    /// A time without service.
    ///
    /// @param gap    from the last answer to the next one
    /// @param failed requests that got none
    /// @param reason why the first of them failed
    record Outage(Duration gap, int failed, String reason) {}

    VipWatch(String host, int port, Consumer<Outage> outages) {
        this.address = new InetSocketAddress(host, port);
        this.outages = outages;
    }

    /// Whether every request was answered for so long, and is now.
    boolean wasServedFor(Duration time) {
        return !failing && System.nanoTime() - lastOutage > time.toNanos();
    }

    @Override
    public void run() {
        var lastAnswer = System.nanoTime();
        var failed = 0;
        var reason = "";
        while (!Thread.currentThread().isInterrupted()) {
            var problem = Probe.ask(address, "/health", LIMIT_MILLIS);
            var now = System.nanoTime();
            if (problem.isEmpty()) {
                if (failed > 0) {
                    lastOutage = now;
                    outages.accept(new Outage(Duration.ofNanos(now - lastAnswer), failed, reason));
                }
                failed = 0;
                failing = false;
                lastAnswer = now;
            } else {
                if (failed == 0) reason = problem;
                failed++;
                failing = true;
            }
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
