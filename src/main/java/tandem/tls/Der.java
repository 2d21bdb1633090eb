package tandem.tls;

import java.nio.ByteBuffer;
import java.util.Optional;

/// The little of DER (ITU-T X.690) that it takes to put a private key of OpenSSL's traditional formats into
/// PKCS #8, the only one that Java reads, and to find something in an OCSP response.
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    /// `[0]`, constructed: the curve within a SEC 1 key.
    private static final int CURVE = 0xA0;

    /// Version 0, as PKCS #8 has it.
    private static final byte[] VERSION = {0x02, 0x01, 0x00};

    /// 1.2.840.113549.1.1.1 with its absent parameters.
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    /// 1.2.840.10045.2.1
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private Der() {}

    /// An RSA key of PKCS #1 (RFC 8017 §A.1.2) as PKCS #8 (RFC 5958 §2).
    static byte[] rsaToPkcs8(byte[] pkcs1) {
        return element(SEQUENCE, VERSION, RSA, element(OCTET_STRING, pkcs1));
    }

    /// An elliptic-curve key of SEC 1 (RFC 5915 §3) as PKCS #8; empty when the curve is not in it.
    static Optional<byte[]> ecToPkcs8(byte[] sec1) {
        return curve(sec1)
                .map(curve -> element(SEQUENCE, VERSION, element(SEQUENCE, EC, curve), element(OCTET_STRING, sec1)));
    }

    /// The parameters of a SEC 1 key: its version, the key, and these.
    private static Optional<byte[]> curve(byte[] sec1) {
        try {
            var key = ByteBuffer.wrap(sec1);
            if (tag(key) != SEQUENCE) return Optional.empty();
            length(key);
            while (key.hasRemaining()) {
                int tag = tag(key);
                var content = new byte[length(key)];
                key.get(content);
                if (tag == CURVE) return Optional.of(content);
            }
        } catch (java.nio.BufferUnderflowException | NegativeArraySizeException cutOff) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static int tag(ByteBuffer from) {
        return from.get() & 0xff;
    }

    /// Reads a length.
    ///
    /// @return -1 for a length that is not written in at most three bytes, or larger than what is left
    static int length(ByteBuffer from) {
        int first = from.get() & 0xff;
        int length = first;
        if (first > 0x80) {
            if (first > 0x83) return -1;
            length = 0;
            for (int i = first & 0x7f; i > 0; i--) length = (length << 8) | (from.get() & 0xff);
        }
        return length <= from.remaining() ? length : -1;
    }

    static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) length += part.length;
        var element = ByteBuffer.allocate(length + 6).put((byte) tag);
        if (length < 0x80) element.put((byte) length);
        else if (length < 0x100) element.put((byte) 0x81).put((byte) length);
        else if (length < 0x10000) element.put((byte) 0x82).putShort((short) length);
        else element.put((byte) 0x83).put((byte) (length >> 16)).putShort((short) length);
        for (byte[] part : parts) element.put(part);
        var bytes = new byte[element.position()];
        element.flip().get(bytes);
        return bytes;
    }
}
