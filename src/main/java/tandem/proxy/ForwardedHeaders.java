package tandem.proxy;

import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// Tells the backend who the client is: `X-Forwarded-For`, `-Proto` and `-Host`.
///
/// What a client says of these itself is worth nothing, or anyone could pass for anyone. It is
/// dropped, unless the client is one of the trusted proxies: then `X-Forwarded-For` grows by that
/// proxy's address, and what it says of the scheme and the host stands. Their relatives that
/// applications believe as readily (`Forwarded`, `X-Real-IP` and whatever else begins with
/// `X-Forwarded-`) follow the same rule.
@Pure
final class ForwardedHeaders {
    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";
    private static final String PREFIX = "X-Forwarded-";

    private ForwardedHeaders() {}

    /// The client that the proxy's own socket sees.
    ///
    /// @param address its IP address, without a port
    /// @param trusted whether it is one of the trusted proxies
    /// @param scheme  `http` or `https`
    record Peer(String address, boolean trusted, String scheme) {}

    /// Whether a request's field is not copied but left to [#write].
    static boolean concerns(String name, Peer peer) {
        int length = name.length();
        if (length < 7) return false;
        char first = name.charAt(0);
        if (first == 'x' || first == 'X') {
            if (!name.regionMatches(true, 0, PREFIX, 0, PREFIX.length()))
                return !peer.trusted && length == 9 && name.equalsIgnoreCase("X-Real-IP");
            return !peer.trusted || isOurs(name);
        }
        return (first == 'f' || first == 'F') && !peer.trusted && length == 9 && name.equalsIgnoreCase("Forwarded");
    }

    private static boolean isOurs(String name) {
        return name.equalsIgnoreCase(FOR) || name.equalsIgnoreCase(PROTO) || name.equalsIgnoreCase(HOST);
    }

    /// Adds the three fields to the request for the backend.
    ///
    /// @param received the client's fields
    /// @param host     the authority that the client asked for; null when it named none
    static void write(MultiMap received, MultiMap sent, Peer peer, @Nullable String host) {
        if (!peer.trusted) {
            sent.add(FOR, peer.address);
            sent.add(PROTO, peer.scheme);
            if (host != null) sent.add(HOST, host);
            return;
        }
        List<String> chain = received.getAll(FOR);
        sent.add(FOR, chain.isEmpty() ? peer.address : String.join(", ", chain) + ", " + peer.address);
        String proto = received.get(PROTO);
        sent.add(PROTO, proto != null ? proto : peer.scheme);
        String claimed = received.get(HOST);
        if (claimed != null) sent.add(HOST, claimed);
        else if (host != null) sent.add(HOST, host);
    }
}
