package tandem.fitness;

import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the node's own requests through its listener, one at a time, which shows that its data path works.
///
/// The listener hands connections to the event loops in turn, so that as many requests as there are loops
/// reach each of them once.
public final class SelfCheck {
    private static final Logger LOG = LoggerFactory.getLogger(SelfCheck.class);

    static final String SUBJECT = "own data path";

    /// Before the first good result so many misses are taken for the start of a cold JVM on a busy machine.
    private static final int COLD_MISSES = 10;

    private final SelfCheckSettings settings;
    private final Target target;
    private final SelfRequest request;
    private final Findings findings;
    private final Thread thread;
    private volatile boolean closed;
    private int grace = COLD_MISSES;

    /// What is asked.
    ///
    /// @param listener   where the proxy listens
    /// @param eventLoops that take turns there
    /// @param path       of the request
    /// @param host       its Host field
    public record Target(InetSocketAddress listener, int eventLoops, String path, String host) {}

    /// How the proxy is told that a connection is the node's own.
    public interface Door {
        /// Announces a connection before the first byte is sent on it.
        ///
        /// @param local the connection's end on this side
        Passage expect(InetSocketAddress local);
    }

    /// A connection of the node to itself, as the proxy sees it.
    public interface Passage extends AutoCloseable {
        /// Whether the proxy has taken the request in.
        boolean taken();

        @Override
        void close();
    }

    private SelfCheck(SelfCheckSettings settings, Target target, Door door, Findings findings) {
        this.settings = settings;
        this.target = target;
        this.request = new SelfRequest(target.listener(), target.path(), target.host(), settings.timeout(), door);
        this.findings = findings;
        this.thread = Thread.ofPlatform().daemon().name("tandem-self-check").unstarted(this::run);
    }

    /// Begins to send.
    public static SelfCheck start(SelfCheckSettings settings, Target target, Door door, Findings findings) {
        var check = new SelfCheck(settings, target, door, findings);
        if (settings.enabled()) check.thread.start();
        return check;
    }

    /// Ends it; nothing is reported any more.
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        try {
            var standing = Standing.GOOD;
            while (!closed) {
                var result = request.send();
                if (closed) return;
                if (counts(result)) standing = standing.after(result.good(), settings.thresholds());
                findings.report(finding(standing, result));
                Thread.sleep(settings.interval().dividedBy(target.eventLoops()));
            }
        } catch (InterruptedException _) {
            // Closed while it paused.
        } catch (RuntimeException bug) {
            LOG.error("the node can no longer check its own data path", bug);
        }
    }

    private boolean counts(SelfResult result) {
        if (result.good()) grace = 0;
        else if (grace > 0) {
            grace--;
            return false;
        }
        return true;
    }

    /// While some results speak against a standing that still holds, the newest one is not the news.
    private Finding finding(Standing standing, SelfResult result) {
        if (standing.good())
            return new Finding(SUBJECT, true, result.good() ? result.text() : "missed once more: " + result.text());
        return new Finding(SUBJECT, false, result.good() ? "answering again, not often enough yet" : text(result));
    }

    private String text(SelfResult result) {
        return result.text() + ", " + settings.fall() + " times";
    }
}
