package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.http.FieldName;
import tandem.http.Head;
import tandem.http.HopByHop;
import tandem.http.ResponseHead;
import tandem.http.Trailers;
import tandem.route.HeaderField;

/// Puts the fields of HTTP/2 into the form of HTTP/1.1 and the other way round.
///
/// What comes is taken apart again by [tandem.http.RequestHead], so nothing may be in it that means something
/// there and nothing here: each byte is checked first (RFC 9113 §8.2.1).
final class Http2Heads {
    private static final AsciiString METHOD = AsciiString.cached(":method");
    private static final AsciiString PATH = AsciiString.cached(":path");
    private static final AsciiString SCHEME = AsciiString.cached(":scheme");
    private static final AsciiString AUTHORITY = AsciiString.cached(":authority");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    private static final AsciiString COOKIE = AsciiString.cached("cookie");
    private static final AsciiString HOST = AsciiString.cached("host");
    private static final AsciiString TE = AsciiString.cached("te");
    private static final Set<AsciiString> PSEUDO = Set.of(METHOD, PATH, SCHEME, AUTHORITY);
    /// What belongs to a connection has no place here (RFC 9113 §8.2.2).
    private static final Set<AsciiString> FORBIDDEN = Set.of(
            AsciiString.cached("connection"),
            AsciiString.cached("keep-alive"),
            AsciiString.cached("proxy-connection"),
            AsciiString.cached("transfer-encoding"),
            AsciiString.cached("upgrade"));
    private static final int COLON_SPACE = ':' << 8 | ' ';
    private static final int LINE_END = '\r' << 8 | '\n';
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private Http2Heads() {}

    /// Writes a request's head as HTTP/1.1 has it.
    ///
    /// @param ended whether no body follows
    /// @param into  where it is written to
    /// @return what is wrong with it (RFC 9113 §8.1.1), null when nothing is; then nothing that was written
    /// counts
    static @Nullable String request(Http2Headers headers, boolean ended, ByteBuf into) {
        CharSequence method = headers.get(METHOD);
        CharSequence path = headers.get(PATH);
        CharSequence scheme = headers.get(SCHEME);
        if (method == null || scheme == null || path == null) return "a pseudo-field is missing";
        if (!isToken(method, false)) return "the method is no token";
        if (!isVisible(path)) return "the path is empty or has a character that may not be in it";
        if (!AsciiString.contentEqualsIgnoreCase(scheme, "http")
                && !AsciiString.contentEqualsIgnoreCase(scheme, "https")) return "the scheme is neither http nor https";
        String host = host(headers);
        if (host == null) return "there is no authority, or another one than Host says";
        text(into, method).writeByte(' ');
        text(into, path);
        text(into, " HTTP/1.1\r\nHost: ");
        text(into, host);
        text(into, "\r\n");
        String wrong = fields(headers, PSEUDO, into);
        if (wrong != null) return wrong;
        if (!ended && !headers.contains(CONTENT_LENGTH)) text(into, "Transfer-Encoding: chunked\r\n");
        text(into, "\r\n");
        return null;
    }

    /// Writes the fields behind a request's body.
    ///
    /// @return what is wrong with them, null when nothing is
    static @Nullable String trailers(Http2Headers headers, ByteBuf into) {
        String wrong = fields(headers, Set.of(), into);
        text(into, "\r\n");
        return wrong;
    }

    /// The authority, which Host may repeat (RFC 9113 §8.3.1).
    private static @Nullable String host(Http2Headers headers) {
        CharSequence authority = headers.get(AUTHORITY);
        CharSequence host = headers.get(HOST);
        CharSequence one = authority == null ? host : authority;
        if (one == null || !isVisible(one)) return null;
        if (host != null && headers.getAll(HOST).size() > 1) return null;
        return host == null || AsciiString.contentEqualsIgnoreCase(one, host) ? one.toString() : null;
    }

    /// @param pseudo fields that belong to a head of this kind, and are passed over
    static @Nullable String fields(Http2Headers headers, Set<AsciiString> pseudo, ByteBuf into) {
        StringBuilder cookies = null;
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            AsciiString name = AsciiString.of(field.getKey());
            CharSequence value = field.getValue();
            if (name.isEmpty()) return "a field has no name";
            if (name.byteAt(0) == ':') {
                if (!pseudo.contains(name)) return "a pseudo-field has no place there";
                continue;
            }
            if (!isToken(name, true)) return "a field's name has a character that may not be in it";
            if (!isValue(value)) return "the value of " + name + " has a character that may not be in it";
            if (FORBIDDEN.contains(name)) return name + " has no place in HTTP/2";
            if (name.equals(TE) && !AsciiString.contentEqualsIgnoreCase(value, "trailers"))
                return "te may only be trailers";
            if (name.equals(HOST)) continue;
            // Cookies may come one by one, and go on as one (RFC 9113 §8.2.3).
            if (!name.equals(COOKIE)) field(into, name, value);
            else
                cookies = cookies == null
                        ? new StringBuilder(value)
                        : cookies.append("; ").append(value);
        }
        if (cookies != null) field(into, COOKIE, cookies);
        return null;
    }

    private static void field(ByteBuf into, CharSequence name, CharSequence value) {
        text(into, name);
        into.writeShort(COLON_SPACE);
        text(into, value);
        into.writeShort(LINE_END);
    }

    /// A byte for each character; the codec gives ready bytes.
    static ByteBuf text(ByteBuf into, CharSequence text) {
        if (text instanceof AsciiString ascii)
            return into.writeBytes(ascii.array(), ascii.arrayOffset(), ascii.length());
        for (int i = 0; i < text.length(); i++) into.writeByte(text.charAt(i));
        return into;
    }

    private static boolean isToken(CharSequence text, boolean lowerCase) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean upper = c >= 'A' && c <= 'Z';
            boolean fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || TOKEN_MARKS.indexOf(c) >= 0;
            if (!fine && (lowerCase || !upper)) return false;
        }
        return !text.isEmpty();
    }

    private static boolean isVisible(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F) return false;
        }
        return !text.isEmpty();
    }

    /// Neither control characters nor blanks around it.
    private static boolean isValue(CharSequence text) {
        if (text.isEmpty()) return true;
        if (isBlank(text.charAt(0)) || isBlank(text.charAt(text.length() - 1))) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fine = (c >= ' ' && c != 0x7F && c <= 0xFF) || c == '\t';
            if (!fine) return false;
        }
        return true;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /// The head of a backend's answer.
    ///
    /// @param edits null where nothing but the usual is changed
    /// @param own   fields of the listener's that it gets, each with its value; not those that the edits
    ///              write, which are of a host or a route and so more special
    static Http2Headers answer(ResponseHead head, @Nullable HeadEdits edits, Map<AsciiString, String> own) {
        Http2Headers headers = new DefaultHttp2Headers(false, head.count() + own.size() + 1);
        headers.status(HttpResponseStatus.valueOf(head.status()).codeAsText());
        Collection<String> named = HopByHop.named(head);
        long dropped = HopByHop.DROPPED | FieldName.CONTENT_LENGTH.bit();
        if (edits != null) {
            named = new HashSet<>(named);
            named.addAll(edits.dropped());
            dropped |= edits.bits();
        }
        copy(head, dropped, named, headers);
        own.forEach(headers::set);
        if (edits != null) add(edits.fields(), own, headers);
        long length = head.framing().kind() == tandem.http.Framing.Kind.LENGTH
                ? head.framing().length()
                : bodiless(head);
        if (length >= 0 && (edits == null || !edits.recoded())) headers.set(CONTENT_LENGTH, Long.toString(length));
        return headers;
    }

    /// The head of an answer in the proxy's own name.
    static Http2Headers own(OwnAnswer answer, Map<AsciiString, String> own) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        headers.status(Integer.toString(answer.status()));
        own.forEach(headers::set);
        add(answer.fields(), own, headers);
        if (answer.hasBody() && answer.length() != OwnAnswer.UNKNOWN)
            headers.set(CONTENT_LENGTH, Long.toString(answer.length()));
        return headers;
    }

    /// @param own what is there once at most
    private static void add(List<HeaderField> fields, Map<AsciiString, String> own, Http2Headers to) {
        for (HeaderField field : fields) {
            AsciiString name = new AsciiString(field.name().toLowerCase(Locale.ROOT));
            if (own.containsKey(name)) to.set(name, new AsciiString(field.value()));
            else to.add(name, new AsciiString(field.value()));
        }
    }

    /// What an answer without a body says that it would have (RFC 9110 §8.6).
    private static long bodiless(ResponseHead head) {
        boolean none = head.framing().kind() == tandem.http.Framing.Kind.NONE;
        return none && head.status() != 204 && !head.isInterim() ? head.declaredLength() : -1;
    }

    /// The fields behind a backend's answer.
    static Http2Headers trailers(Trailers trailers) {
        Http2Headers headers = new DefaultHttp2Headers(false, trailers.count());
        copy(trailers, Trailers.FORBIDDEN, Set.of(), headers);
        return headers;
    }

    private static void copy(Head head, long dropped, Collection<String> named, Http2Headers to) {
        for (int i = 0; i < head.count(); i++) {
            if ((head.field(i).bit() & dropped) != 0) continue;
            AsciiString name = head.lowerCaseName(i);
            if (named.isEmpty() || !named.contains(name.toString())) to.add(name, head.asciiValue(i));
        }
    }
}
