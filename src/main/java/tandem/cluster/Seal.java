package tandem.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Authenticates what nodes say to each other: HMAC-SHA-256 (RFC 2104) over each message, with a key made from
/// the cluster's secret and its name.
///
/// A sealed message is the four bytes `TDM1`, 32 bytes of HMAC over those four and the text, and the text in
/// UTF-8. Whether a message is new is not decided here but by its incarnation and sequence number
/// ([FailureDetector], [Roster]).
final class Seal {
    private static final byte[] MAGIC = "TDM1".getBytes(StandardCharsets.US_ASCII);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int TAG = 32;
    private static final int HEAD = MAGIC.length + TAG;
    private static final int MIN_SECRET = 16;
    private static final int MAX_SECRET = 4096;

    private final SecretKeySpec key;
    private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::mac);

    /// What came of opening a packet.
    sealed interface Opened {
        /// The text, as a node of this cluster said it.
        record Genuine(String text) implements Opened {}

        /// It is not from a node that has the secret.
        record Forged() implements Opened {}

        /// It is nothing of Tandem's.
        record Foreign() implements Opened {}
    }

    private Seal(byte[] secret, String cluster) {
        SecretKeySpec base = new SecretKeySpec(secret, ALGORITHM);
        key = new SecretKeySpec(mac(base).doFinal(("tandem " + cluster).getBytes(StandardCharsets.UTF_8)), ALGORITHM);
    }

    /// The seal of a cluster.
    ///
    /// @param secret empty for a cluster without one: then it tells clusters apart, and no more
    static Seal of(Optional<byte[]> secret, String cluster) {
        return new Seal(secret.orElse("no secret".getBytes(StandardCharsets.US_ASCII)), cluster);
    }

    /// Reads a secret; blanks and line ends around it do not count.
    ///
    /// @throws ClusterStartException when it cannot be read, or is too short to keep anybody out
    static byte[] secret(Path file) {
        String text;
        try {
            if (Files.size(file) > MAX_SECRET)
                throw new ClusterStartException("the secret in " + file + " has more than " + MAX_SECRET + " bytes");
            text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new ClusterStartException("the cluster's secret cannot be read: " + e, e);
        }
        if (text.length() < MIN_SECRET)
            throw new ClusterStartException("the secret in " + file + " has " + text.length() + " characters; expected "
                    + MIN_SECRET + " at least (openssl rand -hex 32 makes one)");
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    byte[] seal(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        byte[] packet = new byte[HEAD + body.length];
        System.arraycopy(MAGIC, 0, packet, 0, MAGIC.length);
        System.arraycopy(tag(body, 0, body.length), 0, packet, MAGIC.length, TAG);
        System.arraycopy(body, 0, packet, HEAD, body.length);
        return packet;
    }

    Opened open(byte[] packet) {
        if (packet.length < HEAD || !Arrays.equals(packet, 0, MAGIC.length, MAGIC, 0, MAGIC.length))
            return new Opened.Foreign();
        byte[] expected = tag(packet, HEAD, packet.length - HEAD);
        byte[] found = Arrays.copyOfRange(packet, MAGIC.length, HEAD);
        // In constant time: how much of a forged tag was right is nobody's business.
        if (!MessageDigest.isEqual(expected, found)) return new Opened.Forged();
        return new Opened.Genuine(new String(packet, HEAD, packet.length - HEAD, StandardCharsets.UTF_8));
    }

    private byte[] tag(byte[] text, int offset, int length) {
        Mac mac = macs.get();
        mac.update(MAGIC);
        mac.update(text, offset, length);
        return mac.doFinal();
    }

    private Mac mac() {
        return mac(key);
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            // Every Java platform has it (java.security.Mac's specification).
            throw new IllegalStateException(e);
        }
    }
}
