package tandem.proxy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tandem.accesslog.AccessLog;
import tandem.files.FileWorkers;
import tandem.tls.FileStamps;

/// The [Edge] of a server, which can be exchanged for another one while it is in use.
///
/// What counts and what is open goes over to the next one: who is connected, requests under way, the access
/// log where its settings stay, the counts of routes that are called as before. Requests that are under way
/// end as they began. May be used from any thread; one exchange after another.
public final class LiveEdge implements AutoCloseable {
    private final Common common;
    private volatile @Nullable Edge now;
    private volatile FileStamps pages;

    /// What no exchange touches.
    ///
    /// @param workers  who reads files
    /// @param requests under way
    /// @param always   whether there has to be an edge, since the affinity of a pool asks for it
    record Common(FileWorkers workers, AtomicInteger requests, boolean always) {}

    private LiveEdge(Common common, @Nullable Edge first, FileStamps pages) {
        this.common = common;
        this.now = first;
        this.pages = pages;
    }

    /// Reads the pages and opens the access log.
    ///
    /// @param always whether there has to be one, whatever is set
    /// @throws IOException with a line for whoever wrote the configuration
    static LiveEdge open(EdgeSettings settings, ProxySettings proxy, boolean always) throws IOException {
        var common = new Common(new FileWorkers(settings.files()), new AtomicInteger(), always);
        // Taken first: what is written meanwhile is new.
        var pages = FileStamps.of(Pages.files(settings));
        Edge first = Edge.open(settings, proxy.trustedProxies(), common, null);
        if (first != null) first.limitConnections();
        return new LiveEdge(common, first, pages);
    }

    /// That which new requests meet; null where there is nothing to do.
    @Nullable
    Edge now() {
        return now;
    }

    /// Makes the next one ready, and changes nothing yet: all that can fail is done here. Blocks.
    ///
    /// @throws IOException with a line for whoever wrote the configuration
    public NextEdge next(EdgeSettings settings, ProxySettings proxy) throws IOException {
        Edge before = now;
        var read = FileStamps.of(Pages.files(settings));
        Edge next = Edge.open(settings, proxy.trustedProxies(), common, before);
        return new NextEdge(before, next, settings.files(), read);
    }

    /// Whether files of pages have changed since they were read. Blocks.
    public boolean isStale(EdgeSettings settings) {
        return !FileStamps.of(Pages.files(settings)).equals(pages);
    }

    /// From now on this is the one, for all event loops that ask; those that know the one before have to be
    /// told.
    void take(NextEdge next) {
        common.workers.resize(next.files());
        if (next.edge() != null) next.edge().limitConnections();
        pages = next.pages();
        now = next.edge();
    }

    /// Ends what the one before had open, once no event loop knows it any more. Blocks.
    void retire(NextEdge taken) {
        Edge before = taken.before();
        Edge after = taken.edge();
        AccessLog log = before == null ? null : before.log();
        if (log != null && (after == null || after.log() != log)) log.close();
    }

    /// The file of the access log has been moved away, and is opened anew.
    public void reopenLogs() {
        Edge edge = now;
        AccessLog log = edge == null ? null : edge.log();
        if (log != null) log.reopen();
    }

    @Override
    public void close() {
        Edge last = now;
        common.workers.close();
        if (last != null) last.close();
    }
}
