package tandem.proxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.http.FieldName;
import tandem.http.RequestHead;
import tandem.route.ClientChain;
import tandem.route.Facts;
import tandem.route.HostName;
import tandem.route.Variable;

/// What is known of a request when its head has come.
///
/// @param head      valid to the end of the exchange
/// @param peer      who has connected
/// @param client    the client, who is somebody else when the peer is a trusted proxy
/// @param requestId null when requests have none
/// @param http2     whether it came by HTTP/2
@Pure
record RequestFacts(
        RequestHead head,
        ForwardedHeaders.Peer peer,
        InetAddress client,
        @Nullable String requestId,
        boolean http2) implements Facts {

    /// Who the client is.
    static InetAddress client(RequestHead head, ForwardedHeaders.Peer peer, TrustedProxies trusted) {
        InetAddress address = InetAddress.ofLiteral(peer.address());
        if (!peer.trusted()) return address;
        List<String> chain = head.has(FieldName.X_FORWARDED_FOR)
                ? ClientChain.ofForwardedFor(values(head, FieldName.X_FORWARDED_FOR))
                : ClientChain.ofForwarded(values(head, FieldName.FORWARDED));
        return ClientChain.client(address, chain, trusted::trusts);
    }

    /// The values of all fields of this name.
    static List<String> values(RequestHead head, FieldName name) {
        var values = new ArrayList<String>(2);
        for (int i = head.indexOf(name, 0); i >= 0; i = head.indexOf(name, i + 1)) values.add(head.value(i));
        return values;
    }

    @Override
    public @Nullable String value(Variable variable) {
        return switch (variable) {
            case Variable.Field(String name) -> field(name);
            case Variable.Capture _ -> null;
            case Variable.Named named -> value(named);
        };
    }

    /// All fields of this name as one list (RFC 9110 §5.3); null when there is none.
    @Nullable
    String field(String name) {
        List<String> values = head.values(name);
        return values.isEmpty() ? null : String.join(", ", values);
    }

    private @Nullable String value(Variable.Named named) {
        return switch (named) {
            case REMOTE_ADDR -> client.getHostAddress();
            case HOST -> host();
            case SCHEME -> scheme();
            case REQUEST_METHOD -> head.method();
            case REQUEST_URI -> head.target();
            case URI -> target(0);
            case ARGS -> target(1);
            case SERVER_PROTOCOL -> protocol();
            case REQUEST_ID -> requestId;
            case UPSTREAM_POOL,
                    UPSTREAM_NAME,
                    UPSTREAM_ADDR,
                    UPSTREAM_TRIES,
                    GRPC_STATUS,
                    UPSTREAM_CONNECT_TIME,
                    UPSTREAM_HEADER_TIME,
                    STATUS,
                    REQUEST,
                    BODY_BYTES_SENT,
                    REQUEST_TIME,
                    TIME_LOCAL,
                    TIME_ISO8601,
                    MSEC -> null;
        };
    }

    /// As nginx calls it.
    private String protocol() {
        if (http2) return "HTTP/2.0";
        return head.isOld() ? "HTTP/1.0" : "HTTP/1.1";
    }

    private String host() {
        String authority = head.host();
        return authority == null ? "" : HostName.of(authority);
    }

    /// What a trusted proxy says of it stands.
    String scheme() {
        String claimed = peer.trusted() ? head.value(FieldName.X_FORWARDED_PROTO) : null;
        return claimed != null && (claimed.equals("http") || claimed.equals("https")) ? claimed : peer.scheme();
    }

    private String target(int part) {
        String target = head.target();
        int mark = target.indexOf('?');
        if (part == 0) return mark < 0 ? target : target.substring(0, mark);
        return mark < 0 ? "" : target.substring(mark + 1);
    }
}
