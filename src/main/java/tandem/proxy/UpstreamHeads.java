package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.http.FieldName;
import tandem.http.HopByHop;
import tandem.http.RequestHead;

/// Puts a request as HTTP/1.1 has it into the fields of HTTP/2, and the answer's fields the other way
/// round.
///
/// What goes by HTTP/2 is just what would go by HTTP/1.1, and what comes is read by the same
/// [tandem.http.ResponseHead] and [tandem.http.ResponseScreen].
final class UpstreamHeads {
    private static final AsciiString STATUS = AsciiString.cached(":status");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    private static final AsciiString TE = AsciiString.cached("te");
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");
    private static final Set<AsciiString> PSEUDO = Set.of(STATUS);
    private static final int SWITCHING = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private UpstreamHeads() {}

    /// The fields of a request.
    ///
    /// @param head   as it would go to a backend of HTTP/1.1
    /// @param secure whether over TLS
    static Http2Headers request(RequestHead head, boolean secure) {
        Http2Headers headers = new DefaultHttp2Headers(false, head.count() + 4);
        headers.method(new AsciiString(head.method()))
                .scheme(secure ? "https" : "http")
                .path(new AsciiString(head.target()));
        String authority = head.value(FieldName.HOST);
        if (authority != null) headers.authority(new AsciiString(authority));
        long dropped = HopByHop.DROPPED | FieldName.HOST.bit();
        List<String> named = HopByHop.named(head);
        for (int i = 0; i < head.count(); i++) {
            if ((head.field(i).bit() & dropped) != 0) continue;
            String name = head.name(i).toLowerCase(Locale.ROOT);
            if (!named.contains(name)) headers.add(new AsciiString(name), new AsciiString(head.value(i)));
        }
        if (HopByHop.has(head, FieldName.TE, "trailers")) headers.set(TE, TRAILERS);
        return headers;
    }

    /// Writes an answer's head as HTTP/1.1 has it.
    ///
    /// @param ended  whether no body follows
    /// @param toHead whether the request's method was HEAD
    /// @param into   where it is written to
    /// @return what is wrong with it (RFC 9113 §8.1.1), null when nothing is; then nothing that was
    /// written counts
    static @Nullable String answer(Http2Headers headers, boolean ended, boolean toHead, ByteBuf into) {
        int status = status(headers.get(STATUS));
        if (status < 0) return "it has no status";
        if (status == SWITCHING) return "HTTP/2 does not switch protocols";
        Http2Heads.text(into, "HTTP/1.1 ");
        Http2Heads.text(into, Integer.toString(status));
        Http2Heads.text(into, " \r\n");
        String wrong = Http2Heads.fields(headers, PSEUDO, into);
        if (wrong != null) return wrong;
        boolean bare = toHead || status < 200 || status == NO_CONTENT || status == NOT_MODIFIED;
        if (!bare && !headers.contains(CONTENT_LENGTH))
            Http2Heads.text(into, ended ? "Content-Length: 0\r\n" : "Transfer-Encoding: chunked\r\n");
        Http2Heads.text(into, "\r\n");
        return null;
    }

    private static int status(@Nullable CharSequence text) {
        if (text == null || text.length() != 3) return -1;
        int status = 0;
        for (int i = 0; i < 3; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') return -1;
            status = status * 10 + digit - '0';
        }
        return status < 100 ? -1 : status;
    }
}
