package tandem.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Reads the lines that were added to a growing file since the last look.
final class LineTail {
    private final Path file;
    private long position;

    LineTail(Path file) {
        this.file = file;
    }

    /// Passes over what is in the file already; there may be no such file yet.
    static LineTail from(Path file) {
        var tail = new LineTail(file);
        tail.position = file.toFile().length();
        return tail;
    }

    /// The complete lines that are new; a line without its end is left for later.
    List<String> fresh() {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(in.length() - position)];
            in.seek(position);
            in.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') end--;
            position += end;
            return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
