package tandem.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tandem.accesslog.AccessLogSettings.Rotation;

/// The file of an access log: only whole lines, also on a disk that is full for a while, and never larger
/// than it may be, but for what is written at once. For one thread.
final class LogFile implements AutoCloseable {
    private static final long TRY_AGAIN = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final Optional<Rotation> rotation;
    private FileChannel channel;
    private @Nullable Object key;
    private long size;
    private boolean torn;
    private boolean stuck;
    private long stuckSince;

    /// Only a part was written.
    static final class Torn extends IOException {
        private static final long serialVersionUID = 1;

        private final int whole;

        private Torn(int whole, IOException cause) {
            super(cause);
            this.whole = whole;
        }

        /// How many lines were written whole.
        int whole() {
            return whole;
        }

        @Override
        public synchronized IOException getCause() {
            return (IOException) Objects.requireNonNull(super.getCause());
        }
    }

    private LogFile(AccessLogSettings settings, FileChannel channel) throws IOException {
        this.path = Path.of(settings.file());
        this.rotation = settings.rotation();
        this.channel = channel;
        this.key = keyOf(path);
        this.size = channel.size();
    }

    /// Opens it, or makes it.
    static LogFile open(AccessLogSettings settings) throws IOException {
        return new LogFile(settings, channel(Path.of(settings.file())));
    }

    private static FileChannel channel(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /// Device and inode.
    private static @Nullable Object keyOf(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /// Writes lines.
    ///
    /// @throws Torn when some of them are not written
    void append(List<String> lines) throws IOException {
        // What is torn off ends here, so that only one line is lost.
        String text = (torn ? "\n" : "") + String.join("\n", lines) + "\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        rotateFor(bytes.length);
        var rest = ByteBuffer.wrap(bytes);
        try {
            while (rest.hasRemaining()) channel.write(rest);
        } catch (IOException e) {
            int ends = ends(bytes, rest.position());
            int whole = Math.max(0, ends - (torn ? 1 : 0));
            if (rest.position() > 0) torn = bytes[rest.position() - 1] != '\n';
            throw new Torn(whole, e);
        } finally {
            size += rest.position();
        }
        torn = false;
    }

    private static int ends(byte[] bytes, int length) {
        int ends = 0;
        for (int i = 0; i < length; i++) if (bytes[i] == '\n') ends++;
        return ends;
    }

    /// Whether the path leads to another file, or to none.
    boolean isMoved() throws IOException {
        try {
            return !Objects.equals(keyOf(path), key);
        } catch (NoSuchFileException gone) {
            return true;
        }
    }

    /// Goes on with the file that is at the path now, which is made if there is none; when that fails, with
    /// the one that is open.
    void reopen() throws IOException {
        FileChannel fresh = channel(path);
        FileChannel before = channel;
        channel = fresh;
        key = keyOf(path);
        size = fresh.size();
        torn = false;
        before.close();
    }

    private void rotateFor(int more) {
        if (rotation.isEmpty() || size == 0 || size + more <= rotation.get().size()) return;
        if (stuck && System.nanoTime() - stuckSince < TRY_AGAIN) return;
        try {
            rotate(rotation.get().keep());
            stuck = false;
        } catch (IOException e) {
            // Better a file that is too large than none.
            stuck = true;
            stuckSince = System.nanoTime();
        }
    }

    /// `access.log` becomes `access.log.1`, that becomes `access.log.2`, and the oldest goes.
    private void rotate(int keep) throws IOException {
        // Whoever else rotates it was quicker.
        if (!isMoved()) {
            for (int i = keep - 1; i >= 1; i--) if (Files.exists(numbered(i))) move(numbered(i), numbered(i + 1));
            move(path, numbered(1));
        }
        reopen();
    }

    private Path numbered(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
