package tandem.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a node's wishes in a file, by a thread of its own: the newest at once, and again after a while when that
/// failed. Whatever is wrong with the file or its folder, the node runs on without it.
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final Duration LAST_WRITE = Duration.ofSeconds(3);

    private final @Nullable JournalFile file;
    private final List<Wish> found;
    private final Duration again;
    private final @Nullable ScheduledExecutorService thread;
    private final AtomicReference<@Nullable List<Wish>> newest = new AtomicReference<>();
    private String trouble = "";

    private Journal(@Nullable JournalFile file, List<Wish> found, Duration again) {
        this.file = file;
        this.found = found;
        this.again = again;
        this.thread = file == null
                ? null
                : Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("tandem-journal").factory());
    }

    /// Opens that of a node, and says in the log where nothing can be kept. Blocks.
    ///
    /// @param again after which a write that failed is tried again
    public static Journal open(Path folder, String cluster, String node, Duration again) {
        if (!Files.isDirectory(folder)) {
            LOG.info("no folder {}: what is changed of pools lasts until the last node stops (state-dir)", folder);
            return off();
        }
        if (!Files.isWritable(folder)) {
            LOG.warn("{} cannot be written: what is changed of pools lasts until the last node stops", folder);
            return off();
        }
        var file = JournalFile.of(folder, cluster, node);
        try {
            return switch (file.read()) {
                case JournalFile.Found.Nothing() -> new Journal(file, List.of(), again);
                case JournalFile.Found.Kept(var wishes) -> new Journal(file, wishes, again);
                case JournalFile.Found.Unusable(var why) -> {
                    LOG.warn(
                            "{} is not used, {}. The pools begin as the configuration has them, or as the other nodes"
                                    + " have them; it is kept as {}",
                            file.path(),
                            why,
                            file.setAside());
                    yield new Journal(file, List.of(), again);
                }
            };
        } catch (IOException e) {
            LOG.warn("changes of pools are not kept, {} cannot be used: {}", file.path(), e.toString());
            return off();
        }
    }

    private static Journal off() {
        return new Journal(null, List.of(), Duration.ZERO);
    }

    /// What an earlier process of this node has left.
    public List<Wish> found() {
        return found;
    }

    /// To be kept from now on, in place of all before. Returns at once.
    public void keep(List<Wish> wishes) {
        var writer = thread;
        if (writer == null) return;
        if (newest.getAndSet(List.copyOf(wishes)) == null) writer.execute(this::write);
    }

    private void write() {
        var to = file;
        var wishes = newest.getAndSet(null);
        var writer = thread;
        if (to == null || wishes == null || writer == null) return;
        try {
            to.write(wishes);
            if (!trouble.isEmpty()) LOG.info("{} is written again", to.path());
            trouble = "";
        } catch (IOException e) {
            if (!trouble.equals(e.toString()))
                LOG.warn(
                        "{} could not be written, so a restart would undo what was changed of pools; it is tried again"
                                + " every {} s: {}",
                        to.path(),
                        again.toSeconds(),
                        e.toString());
            trouble = e.toString();
            if (newest.compareAndSet(null, wishes) && !writer.isShutdown()) {
                var _ = writer.schedule(this::write, again.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    /// Blocks until what is to be kept is written, for some seconds at most.
    @Override
    public void close() {
        var writer = thread;
        if (writer == null) return;
        writer.execute(this::write);
        writer.shutdown();
        try {
            if (!writer.awaitTermination(LAST_WRITE.toMillis(), TimeUnit.MILLISECONDS))
                LOG.warn("the last changes of pools were not written in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
