package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Writes and reads the values of a pool's affinity cookie.
///
/// A value is 32 bytes in base64url: 8 that tell the session apart ([StampedSession]), 8 that stand for the
/// backend, and 16 of HMAC-SHA-256 (RFC 2104) over these. What stands for a backend is made of its name by
/// the key as well, so that a value says nothing of names and addresses to anybody who does not have the key.
/// The key is the secret's, for this use and this pool alone: a value of another pool, of another cluster or
/// of nobody's making is not [#open]ed.
///
/// Used by one thread.
final class CookieSeal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int TAG = 16;
    private static final int LENGTH = 2 * Long.BYTES + TAG;
    private static final int LETTERS = (LENGTH * 4 + 2) / 3;
    private static final int MIN_SECRET = 16;
    private static final int MAX_SECRET = 4096;

    private final Mac mac;

    /// What a genuine value says.
    record Opened(long session, long backend) {}

    /// @param secret of any length
    /// @param pool   its name
    CookieSeal(byte[] secret, String pool) {
        byte[] key = mac(secret).doFinal(("tandem affinity " + pool).getBytes(StandardCharsets.UTF_8));
        this.mac = mac(key);
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /// Reads a secret, which is the first line; blanks around it do not count. The cluster's secret may have a second
    /// one
    /// below it while they are exchanged.
    ///
    /// @throws IOException when it cannot be read, or is too short to keep anybody out
    static byte[] secret(Path file) throws IOException {
        if (Files.size(file) > MAX_SECRET)
            throw new IOException(
                    "the key of the affinity cookie in " + file + " has more than " + MAX_SECRET + " bytes");
        String text = Files.readString(file, StandardCharsets.ISO_8859_1)
                .strip()
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        if (text.length() < MIN_SECRET)
            throw new IOException("the key of the affinity cookie in " + file + " has " + text.length()
                    + " characters; expected " + MIN_SECRET + " at least (openssl rand -hex 32 makes one)");
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// What stands for a backend.
    long backend(String name) {
        mac.update((byte) 'b');
        return ByteBuffer.wrap(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /// A value.
    String seal(long session, long backend) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).putLong(session).putLong(backend);
        bytes.put(tag(bytes.array()), 0, TAG);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /// What a value says; null when it is not of this key.
    @Nullable
    Opened open(String value) {
        if (value.length() != LETTERS) return null;
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(value);
        } catch (IllegalArgumentException foreign) {
            return null;
        }
        byte[] expected = Arrays.copyOf(tag(bytes), TAG);
        // In constant time: how much of a forged tag was right is nobody's business.
        if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(bytes, 2 * Long.BYTES, LENGTH))) return null;
        ByteBuffer genuine = ByteBuffer.wrap(bytes);
        return new Opened(genuine.getLong(), genuine.getLong());
    }

    private byte[] tag(byte[] bytes) {
        mac.update((byte) 's');
        mac.update(bytes, 0, 2 * Long.BYTES);
        return mac.doFinal();
    }
}
