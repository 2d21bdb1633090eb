package tandem.tls;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/// The little of an OCSP response (RFC 6960 §4.2.1) that Java reads too, but does not tell.
final class OcspResponse {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int INTEGER = 0x02;
    private static final int ENUMERATED = 0x0A;
    private static final int GENERALIZED_TIME = 0x18;
    /// `[0]`, constructed.
    private static final int CONTEXT_0 = 0xA0;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'");

    private OcspResponse() {}

    /// An element of DER.
    private record Element(int tag, ByteBuffer content) {
        List<Element> children() {
            var children = new ArrayList<Element>();
            var rest = content.duplicate();
            while (rest.hasRemaining()) {
                int tag = rest.get() & 0xff;
                int length = Der.length(rest);
                if (length < 0) throw new IllegalArgumentException("a length beyond the end");
                children.add(new Element(tag, rest.slice(rest.position(), length)));
                rest.position(rest.position() + length);
            }
            return children;
        }

        Element child(int index, int tag) {
            var child = children().get(index);
            if (child.tag != tag) throw new IllegalArgumentException("another element");
            return child;
        }

        byte[] bytes() {
            var bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            return bytes;
        }
    }

    /// Until when a response says something of a certificate; empty where it does not say so, or is none.
    ///
    /// @param serial of the certificate
    static Optional<Instant> nextUpdate(byte[] der, BigInteger serial) {
        try {
            var response = new Element(0, ByteBuffer.wrap(der)).child(0, SEQUENCE);
            if (response.child(0, ENUMERATED).bytes()[0] != 0) return Optional.empty();
            var bytes = response.child(1, CONTEXT_0).child(0, SEQUENCE).child(1, OCTET_STRING);
            var data = bytes.child(0, SEQUENCE).child(0, SEQUENCE);
            for (var part : data.children()) {
                if (part.tag != SEQUENCE) continue;
                for (var single : part.children()) {
                    var fields = single.children();
                    var number = fields.getFirst().child(3, INTEGER).bytes();
                    if (new BigInteger(number).equals(serial)) return nextUpdate(fields);
                }
            }
            return Optional.empty();
        } catch (IllegalArgumentException
                | IndexOutOfBoundsException
                | BufferUnderflowException
                | NoSuchElementException
                | DateTimeException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> nextUpdate(List<Element> single) {
        for (var field : single.subList(2, single.size()))
            if (field.tag == CONTEXT_0) {
                var text = new String(field.child(0, GENERALIZED_TIME).bytes(), StandardCharsets.US_ASCII);
                return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
            }
        return Optional.empty();
    }
}
