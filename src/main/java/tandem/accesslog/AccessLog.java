package tandem.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes lines to a file, on a thread of its own: whoever hands one over never waits. When more come than
/// the disk
/// takes, they are dropped and counted.
///
/// A file that was moved or deleted is noticed within a second and opened anew, so that any program may
/// rotate it
/// without telling.
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int BATCH = 512;
    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final long COMPLAIN_EVERY = TimeUnit.MINUTES.toNanos(1);
    private static final long WAIT_MILLIS = 200;

    private final Path file;
    private final LogFormat format;
    private final BlockingQueue<String> queue;
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean closing;

    private @Nullable FileChannel channel;
    private @Nullable Object key;
    private long lastLook;
    private long lastComplaint;

    private AccessLog(AccessLogSettings settings) {
        this.file = Path.of(settings.file());
        this.format = LogFormat.of(settings.format());
        this.queue = new ArrayBlockingQueue<>(settings.queue());
        this.writer = new Thread(this::write, "tandem-access-log");
        this.writer.setDaemon(true);
        this.lastComplaint = System.nanoTime() - COMPLAIN_EVERY;
    }

    /// Opens the file, and begins to write.
    ///
    /// @throws IOException when it cannot be written to
    public static AccessLog open(AccessLogSettings settings) throws IOException {
        var log = new AccessLog(settings);
        log.reopen();
        log.writer.start();
        return log;
    }

    /// Hands a line over; never waits.
    public void log(Access access) {
        if (!queue.offer(format.line(access))) dropped.increment();
    }

    /// Lines that were not written, since the queue was full or the file could not be written to.
    public long dropped() {
        return dropped.sum();
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
            closeFile();
        }
    }

    private void write(List<String> lines) {
        if (lines.isEmpty()) return;
        try {
            if (channel == null) reopen();
            var bytes = ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            var open = Objects.requireNonNull(channel);
            while (bytes.hasRemaining()) open.write(bytes);
        } catch (IOException e) {
            dropped.add(lines.size());
            closeFile();
            complain(e);
        }
    }

    /// Whether the path still leads to the file that is open.
    private void look() {
        long now = System.nanoTime();
        if (channel == null || now - lastLook < LOOK_EVERY) return;
        lastLook = now;
        try {
            if (!Objects.equals(keyOf(file), key)) reopen();
        } catch (NoSuchFileException moved) {
            closeFile();
        } catch (IOException e) {
            closeFile();
            complain(e);
        }
    }

    private void reopen() throws IOException {
        closeFile();
        channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        key = keyOf(file);
        lastLook = System.nanoTime();
    }

    /// Device and inode.
    private static @Nullable Object keyOf(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private void closeFile() {
        try {
            if (channel != null) channel.close();
        } catch (IOException e) {
            complain(e);
        }
        channel = null;
    }

    private void complain(IOException problem) {
        long now = System.nanoTime();
        if (now - lastComplaint < COMPLAIN_EVERY) return;
        lastComplaint = now;
        LOG.warn("Cannot write the access log {}: {} ({} lines dropped so far)", file, problem.toString(), dropped());
    }
}
