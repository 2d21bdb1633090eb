package tandem.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tandem.files.Found;
import tandem.route.Precompressed;

/// How a file may be encoded for a client.
///
/// @param ready     by files beside it, what the client likes best first
/// @param varies    whether other clients may get other ones of these
/// @param made      by these settings it is compressed when it is asked for; null for never
/// @param takesGzip whether the client takes what is made so
record FileCodings(
        List<Precompressed> ready, boolean varies, @Nullable CompressionSettings made, boolean takesGzip) {
    /// What is larger is not compressed when it is asked for, since all of it is in memory then.
    static final int MOST_MADE = 1 << 20;

    FileCodings {
        ready = List.copyOf(ready);
    }

    /// What the names of files that lie ready end with.
    List<String> suffixes() {
        return ready.stream().map(Precompressed::suffix).toList();
    }

    /// As fields of HTTP call what a file with such a name is encoded by.
    String coding(String suffix) {
        return ready.stream()
                .filter(one -> one.suffix().equals(suffix))
                .findFirst()
                .orElseThrow()
                .coding();
    }

    /// Whether the file is compressed for clients that take it so.
    boolean isMade(Found.Opened file) {
        return made != null
                && file.suffix().isEmpty()
                && file.size() >= made.minimum()
                && file.size() <= MOST_MADE
                && made.hasType(file.type());
    }

    /// Compresses all of a file.
    byte[] gzip(byte[] bytes) {
        var settings = Objects.requireNonNull(made);
        var out = new ByteArrayOutputStream(bytes.length / 2 + 64);
        try (var gzip = new Leveled(out, settings.level())) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory cannot be written", e);
        }
        return out.toByteArray();
    }

    /// [GZIPOutputStream] has the library's level and no other.
    private static final class Leveled extends GZIPOutputStream {
        Leveled(ByteArrayOutputStream out, int level) throws IOException {
            super(out);
            def.setLevel(level);
        }
    }
}
