package tandem.fitness;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.fitness.Circuit.CircuitFailed;

/// Warms the node up: a JVM that has just started interprets its code, and the clients of the first second after a
/// takeover would wait for it to be compiled.
///
/// Requests go through a [Circuit], at the start and a few of them now and then, on a thread of their own. But for the
/// very first, for which everybody waits, it rests for as long as they took: a machine that is busy, or cold, is left
/// half of its time.
public final class Warming {
    private static final Logger LOG = LoggerFactory.getLogger(Warming.class);

    /// A node that is slow to warm up is no longer waited for.
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
    private static final Duration AGAIN_EVERY = Duration.ofMinutes(1);
    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofSeconds(5);
    private static final int AGAIN_REQUESTS = 320;

    private final int planned;
    private final Circuit.Opener opener;
    private final Runnable changed;
    private final long begin = System.nanoTime();
    private final Thread thread;
    private volatile boolean ready;
    private volatile boolean warm;

    private Warming(int planned, Circuit.Opener opener, Runnable changed) {
        this.planned = planned;
        this.opener = opener;
        this.changed = changed;
        this.ready = planned == 0;
        this.warm = planned == 0;
        this.thread = Thread.ofPlatform().daemon().name("tandem-warm-up").unstarted(this::run);
    }

    /// Begins.
    ///
    /// @param planned requests at the start; with 0 there are none, later neither
    /// @param changed called on some thread when one of the answers below has changed
    public static Warming start(int planned, Circuit.Opener opener, Runnable changed) {
        var warming = new Warming(planned, opener, changed);
        if (planned > 0) warming.thread.start();
        return warming;
    }

    /// Whether the first of the requests are answered, so that the node can be offered to clients; in any case two
    /// seconds after the start.
    public boolean ready() {
        return ready || System.nanoTime() - begin > PATIENCE.toNanos();
    }

    /// Whether all the planned requests are answered.
    public boolean warm() {
        return warm;
    }

    /// Ends it; nothing is told any more.
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                try (var circuit = opener.open();
                        var client = new WarmUpClient(circuit.listener())) {
                    if (!warm) warmUp(client);
                    while (true) {
                        Thread.sleep(AGAIN_EVERY);
                        repeat(client);
                    }
                } catch (IOException | CircuitFailed e) {
                    LOG.warn("cannot warm up, tries again in {} s: {}", AGAIN_AFTER_FAILURE.toSeconds(), e.toString());
                    Thread.sleep(AGAIN_AFTER_FAILURE);
                }
            }
        } catch (InterruptedException _) {
            // Closed.
        } catch (RuntimeException bug) {
            LOG.error("the node can no longer warm itself up", bug);
        }
    }

    private void warmUp(WarmUpClient client) throws IOException, InterruptedException {
        var progress = new WarmUp(planned);
        while (!progress.over()) {
            progress = next(client, progress);
            if (ready || !progress.roughlyOver()) continue;
            ready = true;
            changed.run();
        }
        warm = true;
        LOG.info("{}", progress.text());
        changed.run();
    }

    private void repeat(WarmUpClient client) throws IOException, InterruptedException {
        var progress = new WarmUp(AGAIN_REQUESTS);
        while (!progress.over()) progress = next(client, progress);
    }

    private WarmUp next(WarmUpClient client, WarmUp progress) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        int answered = client.round();
        var took = Duration.ofNanos(System.nanoTime() - begin);
        if (ready) Thread.sleep(paused(took));
        return progress.and(answered, took);
    }

    private static Duration paused(Duration took) {
        if (took.compareTo(SHORTEST_PAUSE) < 0) return SHORTEST_PAUSE;
        return took.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : took;
    }
}
