package tandem.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A SHA-256 of a token.
final class Sha256 {
    private final byte[] bytes;

    Sha256(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    static Sha256 of(String token) {
        try {
            return new Sha256(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform has it (java.security.MessageDigest's specification).
            throw new IllegalStateException(e);
        }
    }

    /// In constant time.
    boolean isSame(Sha256 other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    String hex() {
        return HexFormat.of().formatHex(bytes);
    }
}
