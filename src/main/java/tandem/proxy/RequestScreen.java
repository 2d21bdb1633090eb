package tandem.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// Lets only such requests through as every HTTP implementation understands in the same way.
///
/// The decoder below it has its own opinion of each of these rules, which changes from version to
/// version. What matters for safety is stated here once more.
@Pure
final class RequestScreen {
    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    private RequestScreen() {}

    /// What came of it.
    sealed interface Screened {

        /// It may be passed on.
        ///
        /// @param target  in origin form, or `*`
        /// @param host    the authority that is asked for; null only in HTTP/1.0
        /// @param framing of its body
        record Clean(String target, @Nullable String host, Framing framing) implements Screened {}

        /// It may not.
        record Refused(Refusal refusal) implements Screened {}
    }

    static Screened screen(HttpMethod method, HttpVersion version, String uri, MultiMap headers) {
        if (method.equals(HttpMethod.CONNECT)) return new Screened.Refused(Refusal.CONNECT);
        if (headers.contains("Sec-WebSocket-Key1") && headers.contains("Sec-WebSocket-Key2"))
            return new Screened.Refused(Refusal.HIDDEN_BODY);
        if (headers.contains("")) return new Screened.Refused(Refusal.NAMELESS_FIELD);
        boolean old = version == HttpVersion.HTTP_1_0;

        Refusal refusal = framingRefusal(headers, old);
        if (refusal == null) refusal = hostRefusal(headers, old);
        if (refusal != null) return new Screened.Refused(refusal);
        Framing framing = framing(headers);

        if (!isVisible(uri)) return new Screened.Refused(Refusal.BAD_TARGET);
        if (uri.charAt(0) == '/') return new Screened.Clean(uri, headers.get(HttpHeaders.HOST), framing);
        if (uri.equals("*") && method.equals(HttpMethod.OPTIONS))
            return new Screened.Clean(uri, headers.get(HttpHeaders.HOST), framing);
        return absolute(method, uri, framing);
    }

    private static @Nullable Refusal framingRefusal(MultiMap headers, boolean old) {
        String coding = headers.get(HttpHeaders.TRANSFER_ENCODING);
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (coding == null && length == null) return null;
        if (coding != null && length != null) return Refusal.TWO_FRAMINGS;
        if (coding != null) {
            if (old) return Refusal.OLD_TRANSFER_ENCODING;
            if (headers.getAll(HttpHeaders.TRANSFER_ENCODING).size() > 1) return Refusal.SEVERAL_TRANSFER_ENCODINGS;
            return coding.equalsIgnoreCase("chunked") ? null : Refusal.TRANSFER_CODING;
        }
        if (headers.getAll(HttpHeaders.CONTENT_LENGTH).size() > 1) return Refusal.SEVERAL_LENGTHS;
        return Framing.parseLength(headers.get(HttpHeaders.CONTENT_LENGTH)) < 0 ? Refusal.BAD_LENGTH : null;
    }

    /// Only for fields that [#framingRefusal] has nothing against.
    private static Framing framing(MultiMap headers) {
        if (headers.contains(HttpHeaders.TRANSFER_ENCODING)) return Framing.CHUNKED;
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        return length == null ? Framing.NONE : Framing.ofLength(Framing.parseLength(length));
    }

    private static @Nullable Refusal hostRefusal(MultiMap headers, boolean old) {
        String host = headers.get(HttpHeaders.HOST);
        if (host == null) return old ? null : Refusal.NO_HOST;
        List<String> hosts = headers.getAll(HttpHeaders.HOST);
        if (hosts.size() > 1) return Refusal.SEVERAL_HOSTS;
        return isAuthority(host) ? null : Refusal.BAD_HOST;
    }

    /// A target in absolute form goes on in origin form, and its authority replaces the Host field
    /// (RFC 9112 §3.2.2).
    private static Screened absolute(HttpMethod method, String uri, Framing framing) {
        if (uri.regionMatches(true, 0, HTTPS, 0, HTTPS.length())) return new Screened.Refused(Refusal.FOREIGN_SCHEME);
        if (!uri.regionMatches(true, 0, HTTP, 0, HTTP.length())) return new Screened.Refused(Refusal.BAD_TARGET);
        int end = HTTP.length();
        while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') end++;
        String authority = uri.substring(HTTP.length(), end);
        if (!isAuthority(authority)) return new Screened.Refused(Refusal.BAD_TARGET);
        String rest = uri.substring(end);
        if (rest.isEmpty()) rest = method.equals(HttpMethod.OPTIONS) ? "*" : "/";
        else if (rest.charAt(0) == '?') rest = "/" + rest;
        return new Screened.Clean(rest, authority, framing);
    }

    /// Not empty, and of visible ASCII characters without a fragment; a URI has no others (RFC 3986
    /// §2).
    private static boolean isVisible(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '#') return false;
        }
        return !uri.isEmpty();
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /// `host` or `host:port` of the characters of RFC 3986 §3.2.2, less the comma, which would make
    /// a list of it.
    private static boolean isAuthority(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (!isAlphanumeric(c) && "-._~%:[]!$&'()*+;=".indexOf(c) < 0) return false;
        }
        return !host.isEmpty() && host.charAt(0) != ':';
    }
}
