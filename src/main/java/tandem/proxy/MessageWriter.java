package tandem.proxy;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.http.FieldName;
import tandem.http.Framing;
import tandem.http.HeadWriter;
import tandem.http.HopByHop;
import tandem.http.RequestHead;
import tandem.http.ResponseHead;
import tandem.http.Trailers;
import tandem.route.HeaderField;

/// Writes the heads that go on: as they came, but for what belongs to the connection they came on, and framed
/// anew.
@Pure
final class MessageWriter {
    private static final long FRAMING = FieldName.CONTENT_LENGTH.bit();
    private static final byte[] CLOSE = HeadWriter.octets("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = HeadWriter.octets("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = HeadWriter.octets("Connection: Upgrade\r\n");
    private static final byte[] UPGRADE_PREFIX = HeadWriter.octets("Upgrade: ");
    private static final byte[] TRAILERS = HeadWriter.octets("TE: trailers\r\nConnection: TE\r\n");
    private static final byte[] LAST_CHUNK = HeadWriter.octets("0\r\n");
    private static final int NO_CONTENT = 204;

    private MessageWriter() {}

    /// What a client is told of its connection.
    enum Persistence {
        /// Nothing: it stays open, as is usual.
        OPEN,
        /// It stays open, which an HTTP/1.0 client has to be told.
        OPEN_OLD,
        CLOSE
    }

    /// What an answer says in the proxy's name.
    ///
    /// @param lines whole ones, of the listener
    // The array belongs to the listener and is never changed.
    @SuppressWarnings("ArrayRecordComponent")
    record Ours(Persistence persistence, byte[] lines) {}

    /// A request for a backend.
    ///
    /// @param own   what stands for the host when the client named none
    /// @param edits null where nothing but the usual is changed
    static void request(
            RequestHead head, ForwardedHeaders forwarded, String own, @Nullable HeadEdits edits, HeadWriter to) {
        long dropped = HopByHop.DROPPED | FRAMING;
        dropped |= edits == null ? forwarded.dropped() : edits.bits() | forwarded.certificateDropped();
        // An HTTP/1.0 client knows nothing of it (RFC 9110 §10.1.1).
        if (head.isOld()) dropped |= FieldName.EXPECT.bit();
        String host = edits == null ? null : edits.host();
        boolean hostCopied = host == null && head.has(FieldName.HOST) && !head.isAbsolute();
        if (!hostCopied) dropped |= FieldName.HOST.bit();
        List<String> named = with(named(HopByHop.named(head)), edits);
        if (edits == null || edits.target() == null) to.requestLine(head);
        else to.requestLine(head, edits.target());
        to.fields(head, dropped, named);
        if (!hostCopied) to.field("Host", host != null ? host : Objects.requireNonNullElse(head.host(), own));
        to.framing(head.framing());
        to.lines(forwarded.certificate());
        if (edits == null) forwarded.write(head, to);
        else fields(edits.fields(), to);
        if (head.upgrades()) {
            to.lines(UPGRADE).copied(UPGRADE_PREFIX, head, head.indexOf(FieldName.UPGRADE, 0));
        } else if (HopByHop.has(head, FieldName.TE, "trailers")) {
            to.lines(TRAILERS);
        }
        to.end();
    }

    /// `Host` cannot be named away: what a request is for does not belong to a connection.
    private static List<String> named(List<String> tokens) {
        return tokens.contains("host")
                ? tokens.stream().filter(token -> !token.equals("host")).toList()
                : tokens;
    }

    private static List<String> with(List<String> named, @Nullable HeadEdits edits) {
        if (edits == null || edits.dropped().isEmpty()) return named;
        return named.isEmpty()
                ? edits.dropped()
                : Stream.concat(named.stream(), edits.dropped().stream()).toList();
    }

    private static void fields(List<HeaderField> fields, HeadWriter to) {
        for (HeaderField field : fields) to.field(field.name(), field.value());
    }

    /// A final answer for a client.
    ///
    /// @param framing of its body to the client
    /// @param edits   null where nothing but the usual is changed
    static void answer(ResponseHead head, Framing framing, @Nullable HeadEdits edits, Ours ours, HeadWriter to) {
        long dropped = dropped(ours.lines) | (edits == null ? 0 : edits.bits());
        to.statusLine(head).fields(head, dropped, with(HopByHop.named(head), edits));
        if (edits != null) fields(edits.fields(), to);
        lines(ours.lines, edits == null ? List.of() : edits.fields(), to);
        if (framing.kind() == Framing.Kind.NONE) bodiless(head, edits, to);
        else to.framing(framing);
        persistence(ours.persistence, to);
        to.end();
    }

    /// What the listener says gives way to what a rule of a host or a route says, which is more special: of
    /// Strict-Transport-Security there must be one only (RFC 6797 §7.1).
    private static void lines(byte[] own, List<HeaderField> written, HeadWriter to) {
        if (own.length == 0) return;
        for (HeaderField field : written) if (field.name().equalsIgnoreCase(Entrance.HSTS)) return;
        to.lines(own);
    }

    /// The length that an answer to HEAD, or a 304, says its body would have (RFC 9110 §8.6).
    private static void bodiless(ResponseHead head, @Nullable HeadEdits edits, HeadWriter to) {
        if (edits != null && edits.recoded()) return;
        if (head.declaredLength() >= 0 && head.status() != NO_CONTENT) to.contentLength(head.declaredLength());
    }

    /// An answer before the final one.
    static void interim(ResponseHead head, HeadWriter to) {
        to.statusLine(head)
                .fields(head, HopByHop.DROPPED | FRAMING, HopByHop.named(head))
                .end();
    }

    /// The backend's consent to another protocol.
    static void switched(ResponseHead head, HeadWriter to) {
        to.statusLine(head).fields(head, HopByHop.DROPPED | FRAMING, HopByHop.named(head));
        to.lines(UPGRADE);
        int upgrade = head.indexOf(FieldName.UPGRADE, 0);
        if (upgrade >= 0) to.copied(UPGRADE_PREFIX, head, upgrade);
        to.end();
    }

    /// An answer in the proxy's own name, without its body.
    static void own(OwnAnswer answer, Ours ours, HeadWriter to) {
        to.statusLine(answer.status(), answer.phrase());
        fields(answer.fields(), to);
        if (answer.hasBody()) to.framing(framing(answer));
        lines(ours.lines, answer.fields(), to);
        persistence(ours.persistence, to);
        to.end();
    }

    /// How the end of an answer's body is told, to a client of HTTP/1.1.
    static Framing framing(OwnAnswer answer) {
        return answer.length() == OwnAnswer.UNKNOWN ? Framing.CHUNKED : Framing.ofLength(answer.length());
    }

    /// What a backend says of Strict-Transport-Security gives way to what the listener says (RFC 6797 §8.1:
    /// the first one counts).
    private static long dropped(byte[] own) {
        long always = HopByHop.DROPPED | FRAMING;
        return own.length == 0 ? always : always | FieldName.STRICT_TRANSPORT_SECURITY.bit();
    }

    /// The end of a chunked body.
    static void lastChunk(@Nullable Trailers trailers, HeadWriter to) {
        to.lines(LAST_CHUNK);
        if (trailers != null) to.fields(trailers, Trailers.FORBIDDEN, List.of());
        to.end();
    }

    private static void persistence(Persistence persistence, HeadWriter to) {
        switch (persistence) {
            case OPEN -> {}
            case OPEN_OLD -> to.lines(KEEP_ALIVE);
            case CLOSE -> to.lines(CLOSE);
        }
    }
}
