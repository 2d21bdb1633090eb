package tandem.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Authenticates what nodes say to each other: HMAC-SHA-256 (RFC 2104) over each message, with a key made from
/// the cluster's secret and its name.
///
/// There may be several secrets while they are exchanged: the first one seals, and what is sealed with any of them is
/// genuine.
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

    /// More are not needed to exchange one for another, and each costs a look at what is forged.
    private static final int MOST_SECRETS = 4;

    private final Key sealing;
    private final List<Key> accepted;

    /// What came of opening a packet.
    sealed interface Opened {
        /// The text, as a node of this cluster said it.
        record Genuine(String text) implements Opened {}

        /// It is not from a node that has the secret.
        record Forged() implements Opened {}

        /// It is nothing of Tandem's.
        record Foreign() implements Opened {}
    }

    /// One of the secrets, made into a key for this cluster.
    private static final class Key {
        private final SecretKeySpec key;
        private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::mac);

        Key(byte[] secret, String cluster) {
            SecretKeySpec base = new SecretKeySpec(secret, ALGORITHM);
            byte[] own = Seal.mac(base).doFinal(("tandem " + cluster).getBytes(StandardCharsets.UTF_8));
            key = new SecretKeySpec(own, ALGORITHM);
        }

        private Mac mac() {
            return Seal.mac(key);
        }

        byte[] tag(byte[] text, int offset, int length) {
            Mac mac = macs.get();
            mac.update(MAGIC);
            mac.update(text, offset, length);
            return mac.doFinal();
        }
    }

    private Seal(List<byte[]> secrets, String cluster) {
        accepted = secrets.stream().map(secret -> new Key(secret, cluster)).toList();
        sealing = accepted.getFirst();
    }

    /// The seal of a cluster.
    ///
    /// @param secret empty for a cluster without one: then it tells clusters apart, and no more
    static Seal of(Optional<byte[]> secret, String cluster) {
        return of(secret.stream().toList(), cluster);
    }

    /// The same with several secrets, the first of which seals.
    static Seal of(List<byte[]> secrets, String cluster) {
        return new Seal(
                secrets.isEmpty() ? List.of("no secret".getBytes(StandardCharsets.US_ASCII)) : secrets, cluster);
    }

    /// Reads the secrets, one a line; blanks around them and empty lines do not count.
    ///
    /// @throws ClusterStartException when they cannot be read, or one is too short to keep anybody out
    static List<byte[]> secrets(Path file) {
        String text;
        try {
            if (Files.size(file) > MAX_SECRET)
                throw new ClusterStartException("the secret in " + file + " has more than " + MAX_SECRET + " bytes");
            text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new ClusterStartException("the cluster's secret cannot be read: " + e, e);
        }
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (lines.size() > MOST_SECRETS)
            throw new ClusterStartException(
                    file + " has " + lines.size() + " secrets, one a line; expected " + MOST_SECRETS + " at most");
        lines.forEach(line -> check(file, line));
        if (lines.isEmpty()) check(file, "");
        return lines.stream()
                .map(line -> line.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static void check(Path file, String secret) {
        if (secret.length() < MIN_SECRET)
            throw new ClusterStartException("the secret in " + file + " has " + secret.length()
                    + " characters; expected " + MIN_SECRET + " at least (openssl rand -hex 32 makes one)");
    }

    byte[] seal(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        byte[] packet = new byte[HEAD + body.length];
        System.arraycopy(MAGIC, 0, packet, 0, MAGIC.length);
        System.arraycopy(sealing.tag(body, 0, body.length), 0, packet, MAGIC.length, TAG);
        System.arraycopy(body, 0, packet, HEAD, body.length);
        return packet;
    }

    Opened open(byte[] packet) {
        if (packet.length < HEAD || !Arrays.equals(packet, 0, MAGIC.length, MAGIC, 0, MAGIC.length))
            return new Opened.Foreign();
        byte[] found = Arrays.copyOfRange(packet, MAGIC.length, HEAD);
        for (Key key : accepted) {
            byte[] expected = key.tag(packet, HEAD, packet.length - HEAD);
            // In constant time: how much of a forged tag was right is nobody's business.
            if (MessageDigest.isEqual(expected, found))
                return new Opened.Genuine(new String(packet, HEAD, packet.length - HEAD, StandardCharsets.UTF_8));
        }
        return new Opened.Forged();
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
