package tandem.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// Reads files, and remembers what was in all of them together, so that a later look can tell whether
/// anything has changed.
final class FileBytes {
    private static final int LARGEST = 1 << 20;

    private final MessageDigest digest;

    FileBytes() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform has it (java.security.MessageDigest's specification).
            throw new IllegalStateException(e);
        }
    }

    /// The content of a file.
    ///
    /// @param key whose value the file's name is
    byte[] read(String key, String file) throws TlsFileException {
        try {
            var path = Path.of(file);
            if (Files.isDirectory(path)) throw new TlsFileException(key, file + " is a directory; expected a file");
            if (Files.size(path) > LARGEST)
                throw new TlsFileException(key, file + " has more than " + LARGEST + " bytes; expected a smaller one");
            var bytes = Files.readAllBytes(path);
            digest.update(bytes);
            // Or bytes that move from the end of a file to the begin of the next would go unseen.
            digest.update(HexFormat.of().toHexDigits(bytes.length).getBytes(StandardCharsets.US_ASCII));
            return bytes;
        } catch (NoSuchFileException e) {
            throw new TlsFileException(key, "there is no file " + file, e);
        } catch (AccessDeniedException e) {
            throw new TlsFileException(key, "no permission to read " + file, e);
        } catch (IOException | InvalidPathException e) {
            throw new TlsFileException(key, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /// The first line of a file, which is a password; nothing when there is no such file to read.
    Optional<char[]> password(Optional<String> file) throws TlsFileException {
        if (file.isEmpty()) return Optional.empty();
        var text = new String(read("password-file", file.get()), StandardCharsets.UTF_8);
        return Optional.of(text.lines().findFirst().orElse("").toCharArray());
    }

    /// A fingerprint of all that was read.
    String fingerprint() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
