package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.accesslog.AccessLog;
import tandem.files.FilesSettings;
import tandem.tls.FileStamps;

/// What will be done with requests besides passing them on, ready to be taken over by [ProxyServer#apply].
public final class NextEdge {
    private final @Nullable Edge before;
    private final @Nullable Edge edge;
    private final FilesSettings files;
    private final FileStamps pages;

    /// @param pages as they were when they were read
    NextEdge(@Nullable Edge before, @Nullable Edge edge, FilesSettings files, FileStamps pages) {
        this.before = before;
        this.edge = edge;
        this.files = files;
        this.pages = pages;
    }

    @Nullable
    Edge before() {
        return before;
    }

    @Nullable
    Edge edge() {
        return edge;
    }

    FilesSettings files() {
        return files;
    }

    FileStamps pages() {
        return pages;
    }

    /// It is not taken over after all. Blocks for a moment.
    public void discard() {
        AccessLog log = edge == null ? null : edge.log();
        if (log != null && (before == null || before.log() != log)) log.close();
    }
}
