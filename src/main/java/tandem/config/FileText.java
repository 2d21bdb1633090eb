package tandem.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Reads a file as text, of which UTF-8 is the only kind.
final class FileText {
    /// A hundred times what a large configuration needs.
    private static final int MOST_BYTES = 1024 * 1024;

    private FileText() {}

    /// The text; nothing, and a problem, when the file cannot be read as one.
    static Optional<String> read(Path file, Problems problems) {
        return bytes(file, problems).flatMap(bytes -> decode(bytes, problems));
    }

    private static Optional<byte[]> bytes(Path file, Problems problems) {
        if (Files.isDirectory(file)) return refuse(problems, "is a directory; expected a file");
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) return refuse(problems, "is larger than 1 MiB; expected a configuration");
            return Optional.of(bytes);
        } catch (NoSuchFileException e) {
            return refuse(problems, "cannot be read: there is no such file");
        } catch (AccessDeniedException e) {
            return refuse(problems, "cannot be read: permission denied");
        } catch (IOException e) {
            return refuse(problems, "cannot be read: " + e.getMessage());
        }
    }

    private static Optional<byte[]> refuse(Problems problems, String message) {
        problems.error(Spot.FILE, message);
        return Optional.empty();
    }

    private static Optional<String> decode(byte[] bytes, Problems problems) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var text = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
        var decoded = text.flip().toString();
        if (result.isError()) {
            problems.error(YamlText.endOf(decoded), "not UTF-8 from here on; expected a text file in UTF-8");
            return Optional.empty();
        }
        // A byte order mark is an editor's, not the writer's.
        return Optional.of(decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded);
    }
}
