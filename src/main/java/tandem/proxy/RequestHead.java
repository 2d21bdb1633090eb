package tandem.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The head of a client's request as every attempt sends it.
///
/// @param method   as it came
/// @param target   in origin form, or `*`
/// @param host     the authority that the client asked for; null only in HTTP/1.0
/// @param framing  of the body, made anew for the backend's connection
/// @param received the client's fields
record RequestHead(
        HttpMethod method, String target, @Nullable String host, Framing framing, MultiMap received) {

    /// Whether the client waits for a `100 Continue` before it sends the body (RFC 9110 §10.1.1).
    boolean expectsContinue() {
        String expect = received.get(HttpHeaders.EXPECT);
        return expect != null && expect.equalsIgnoreCase("100-continue");
    }

    /// Fills in a request to a backend.
    void writeTo(HttpClientRequest request, ForwardedHeaders.Peer peer) {
        request.setMethod(method).setURI(target);
        MultiMap sent = request.headers();
        HopByHop hopByHop = HopByHop.of(received);
        for (Map.Entry<String, String> field : received) {
            String name = field.getKey();
            if (hopByHop.drops(name) || isSetBelow(name) || ForwardedHeaders.concerns(name, peer)) continue;
            sent.add(name, field.getValue());
        }
        // Without it, the client would fill in the backend's own name.
        if (host != null) sent.set(HttpHeaders.HOST, host);
        ForwardedHeaders.write(received, sent, peer, host);
        switch (framing.kind()) {
            case LENGTH -> sent.set(HttpHeaders.CONTENT_LENGTH, Long.toString(framing.length()));
            case CHUNKED -> request.setChunked(true);
            case NONE, UNTIL_CLOSE -> {}
        }
    }

    private static boolean isSetBelow(String name) {
        return switch (name.length()) {
            case 4 -> name.equalsIgnoreCase("host");
            case 14 -> name.equalsIgnoreCase("content-length");
            default -> false;
        };
    }
}
