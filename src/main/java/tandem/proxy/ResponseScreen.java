package tandem.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import tandem.Pure;

/// Lets only such answers of a backend through as every HTTP implementation frames in the same way.
@Pure
final class ResponseScreen {
    private ResponseScreen() {}

    /// What came of it.
    sealed interface Screened {

        /// It may be passed on.
        record Clean(Framing framing) implements Screened {}

        /// It may not, and the connection that it came on is not to be trusted any more.
        ///
        /// @param reason for logs
        record Refused(String reason) implements Screened {}
    }

    static Screened screen(HttpMethod method, int status, HttpVersion version, MultiMap headers) {
        if (status < 200 || status > 599)
            return new Screened.Refused("status " + status + " is not that of a final answer (RFC 9110 §15)");
        if (status == 204 || status == 304 || method.equals(HttpMethod.HEAD)) return new Screened.Clean(Framing.NONE);
        String coding = headers.get(HttpHeaders.TRANSFER_ENCODING);
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (coding == null && length == null) return new Screened.Clean(Framing.UNTIL_CLOSE);
        if (coding == null) return byLength(length, headers.getAll(HttpHeaders.CONTENT_LENGTH));
        if (length != null)
            return new Screened.Refused("both Transfer-Encoding and Content-Length are there (RFC 9112 §6.1)");
        if (version == HttpVersion.HTTP_1_0)
            return new Screened.Refused("Transfer-Encoding came in an HTTP/1.0 answer (RFC 9112 §6.1)");
        boolean chunked = coding.equalsIgnoreCase("chunked")
                && headers.getAll(HttpHeaders.TRANSFER_ENCODING).size() == 1;
        return chunked
                ? new Screened.Clean(Framing.CHUNKED)
                : new Screened.Refused("the transfer coding is not exactly chunked (RFC 9112 §6.1)");
    }

    private static Screened byLength(String value, List<String> all) {
        if (all.size() > 1) return new Screened.Refused("there is more than one Content-Length (RFC 9112 §6.3)");
        long length = Framing.parseLength(value);
        return length < 0
                ? new Screened.Refused("the Content-Length is not a number (RFC 9112 §6.3)")
                : new Screened.Clean(Framing.ofLength(length));
    }
}
