package tandem.accesslog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes lines to a file, on a thread of its own: whoever hands one over never waits. When more come than
/// the disk takes, or it takes none, they are dropped and counted.
///
/// A file that was moved or deleted is noticed within a second and opened anew, so that any program may
/// rotate it without telling; [#reopen] is for those that tell. Where its settings say so, it is rotated
/// here.
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int BATCH = 512;
    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final long COMPLAIN_EVERY = TimeUnit.MINUTES.toNanos(1);
    private static final long WAIT_MILLIS = 200;

    private final AccessLogSettings settings;
    private final LogFormat format;
    private final BlockingQueue<String> queue;
    private final Counts counts;
    private final LogFile file;
    private final Thread writer;
    private volatile boolean closing;
    private volatile boolean moved;

    private long lastLook = System.nanoTime();
    private long lastComplaint;

    /// What became of lines; one for all logs of a node that follow each other.
    private record Counts(LongAdder written, LongAdder dropped) {}

    private AccessLog(AccessLogSettings settings, LogFile file, Counts counts) {
        this.settings = settings;
        this.format = LogFormat.of(settings.format());
        this.queue = new ArrayBlockingQueue<>(settings.queue());
        this.file = file;
        this.counts = counts;
        this.writer = new Thread(this::write, "tandem-access-log");
        this.writer.setDaemon(true);
        this.lastComplaint = System.nanoTime() - COMPLAIN_EVERY;
    }

    /// Opens the file, and begins to write.
    ///
    /// @throws IOException when it cannot be written to
    public static AccessLog open(AccessLogSettings settings) throws IOException {
        return open(settings, null);
    }

    /// Opens the file, and begins to write.
    ///
    /// @param before the log whose place this one takes, and whose counts go on; with the same settings
    ///               it stays
    /// @throws IOException when it cannot be written to
    public static AccessLog open(AccessLogSettings settings, @Nullable AccessLog before) throws IOException {
        if (before != null && before.settings.equals(settings)) return before;
        var counts = before == null ? new Counts(new LongAdder(), new LongAdder()) : before.counts;
        var log = new AccessLog(settings, LogFile.open(settings), counts);
        log.writer.start();
        return log;
    }

    /// Hands a line over; never waits.
    public void log(Access access) {
        if (!queue.offer(format.line(access))) counts.dropped.increment();
    }

    /// The file has been moved away: the next lines go to a new one. Never waits.
    public void reopen() {
        moved = true;
    }

    /// Lines that were written.
    public long written() {
        return counts.written.sum();
    }

    /// Lines that were not written, since the queue was full or the file could not be written to.
    public long dropped() {
        return counts.dropped.sum();
    }

    /// What became of lines, by words.
    public Map<String, Long> counts() {
        return Map.of("written", written(), "dropped", dropped());
    }

    /// Writes what waits, for two seconds at most, and closes the file.
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        List<String> batch = new ArrayList<>(BATCH);
        try {
            while (!closing || !queue.isEmpty()) {
                String first = queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                }
                look();
                write(batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void write(List<String> lines) {
        if (lines.isEmpty()) return;
        try {
            file.append(lines);
            counts.written.add(lines.size());
        } catch (LogFile.Torn torn) {
            counts.written.add(torn.whole());
            counts.dropped.add(lines.size() - torn.whole());
            complain(torn.getCause());
        } catch (IOException e) {
            counts.dropped.add(lines.size());
            complain(e);
        }
    }

    /// Whether the path still leads to the file that is open.
    private void look() {
        long now = System.nanoTime();
        boolean told = moved;
        if (!told && now - lastLook < LOOK_EVERY) return;
        lastLook = now;
        moved = false;
        try {
            if (told || file.isMoved()) file.reopen();
        } catch (IOException e) {
            // What is open still takes lines.
            complain(e);
        }
    }

    private void end() {
        try {
            file.close();
        } catch (IOException e) {
            complain(e);
        }
    }

    private void complain(Throwable problem) {
        long now = System.nanoTime();
        if (now - lastComplaint < COMPLAIN_EVERY) return;
        lastComplaint = now;
        LOG.warn(
                "Cannot write the access log {}: {} ({} lines dropped so far)",
                settings.file(),
                problem.toString(),
                dropped());
    }
}
