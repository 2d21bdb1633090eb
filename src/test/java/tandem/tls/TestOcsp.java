package tandem.tls;

import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/// OCSP responses (RFC 6960 §4.2.1), signed by the authority itself.
public final class TestOcsp {
    private static final int SEQUENCE = 0x30;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    /// 1.2.840.10045.4.3.2
    private static final byte[] ECDSA_WITH_SHA256 = {
        0x30, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
    };
    /// 1.3.14.3.2.26 with its parameters.
    private static final byte[] SHA1 = {0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00};
    /// 1.3.6.1.5.5.7.48.1.1
    private static final byte[] BASIC = {0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01};

    private TestOcsp() {}

    /// Says that a certificate is good.
    public static byte[] good(X509Bundle authority, X509Bundle certificate, Instant from, Instant until) {
        return response(authority, certificate, new byte[] {(byte) 0x80, 0x00}, from, until);
    }

    /// Says that it is revoked, since then.
    static byte[] revoked(X509Bundle authority, X509Bundle certificate, Instant from, Instant until) {
        return response(authority, certificate, Der.element(0xA1, time(from)), from, until);
    }

    private static byte[] response(
            X509Bundle authority, X509Bundle certificate, byte[] status, Instant from, Instant until) {
        try {
            var single = Der.element(
                    SEQUENCE,
                    id(authority.getCertificate(), certificate.getCertificate()),
                    status,
                    time(from),
                    Der.element(0xA0, time(until)));
            var name = authority.getCertificate().getSubjectX500Principal().getEncoded();
            var data = Der.element(SEQUENCE, Der.element(0xA1, name), time(from), Der.element(SEQUENCE, single));
            var signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(authority.getKeyPair().getPrivate());
            signing.update(data);
            var basic =
                    Der.element(SEQUENCE, data, ECDSA_WITH_SHA256, Der.element(0x03, new byte[] {0}, signing.sign()));
            return Der.element(
                    SEQUENCE,
                    new byte[] {0x0a, 0x01, 0x00},
                    Der.element(0xA0, Der.element(SEQUENCE, BASIC, Der.element(0x04, basic))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] id(X509Certificate issuer, X509Certificate certificate) throws GeneralSecurityException {
        var sha1 = MessageDigest.getInstance("SHA-1");
        var name = sha1.digest(issuer.getSubjectX500Principal().getEncoded());
        // The bit string's content at the end of the key's structure; a point of P-256 has 65 bytes.
        var encoded = issuer.getPublicKey().getEncoded();
        var key = sha1.digest(Arrays.copyOfRange(encoded, encoded.length - 65, encoded.length));
        return Der.element(
                SEQUENCE,
                SHA1,
                Der.element(0x04, name),
                Der.element(0x04, key),
                Der.element(0x02, certificate.getSerialNumber().toByteArray()));
    }

    private static byte[] time(Instant at) {
        return Der.element(0x18, TIME.format(at).getBytes(StandardCharsets.US_ASCII));
    }
}
