package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.http.FieldName;
import tandem.http.HopByHop;
import tandem.http.RequestHead;
import tandem.proxy.EdgeSettings.Identification.Fields;
import tandem.route.ClientChain;
import tandem.route.Forwarded;
import tandem.route.HeaderField;

/// The fields that tell a backend who the client is, by the operator's choice. [ForwardedHeaders] is the same
/// for the usual choice, without a list.
@Pure
final class ClientFields {
    private static final long X_FORWARDED =
            FieldName.bits(FieldName.X_FORWARDED_FOR, FieldName.X_FORWARDED_PROTO, FieldName.X_FORWARDED_HOST);

    private ClientFields() {}

    /// The fields of the request that are not passed on, as [FieldName#bits].
    static long dropped(ForwardedHeaders.Peer peer, Fields choice) {
        if (!peer.trusted()) return HopByHop.FORWARDING;
        return switch (choice) {
            case X_FORWARDED -> X_FORWARDED;
            // A backend that is told by one of them must not find an older truth in the other.
            case FORWARDED, BOTH -> X_FORWARDED | FieldName.FORWARDED.bit();
            case NONE -> 0;
        };
    }

    /// What the backend is told.
    static List<HeaderField> of(RequestHead head, ForwardedHeaders.Peer peer, Fields choice) {
        var fields = new ArrayList<HeaderField>(4);
        if (choice == Fields.X_FORWARDED || choice == Fields.BOTH) forwardedFor(head, peer, fields);
        if (choice == Fields.FORWARDED || choice == Fields.BOTH)
            fields.add(new HeaderField("Forwarded", forwarded(head, peer)));
        return fields;
    }

    private static void forwardedFor(RequestHead head, ForwardedHeaders.Peer peer, List<HeaderField> fields) {
        var chain = new ArrayList<String>();
        if (peer.trusted()) chain.addAll(RequestFacts.values(head, FieldName.X_FORWARDED_FOR));
        chain.add(peer.address());
        fields.add(new HeaderField("X-Forwarded-For", String.join(", ", chain)));
        String proto = peer.trusted() ? head.value(FieldName.X_FORWARDED_PROTO) : null;
        fields.add(new HeaderField("X-Forwarded-Proto", proto == null ? peer.scheme() : proto));
        String host = claimed(head, peer, FieldName.X_FORWARDED_HOST, head.host());
        if (host != null) fields.add(new HeaderField("X-Forwarded-Host", host));
    }

    private static @Nullable String claimed(
            RequestHead head, ForwardedHeaders.Peer peer, FieldName name, @Nullable String own) {
        String claimed = peer.trusted() ? head.value(name) : null;
        return claimed == null ? own : claimed;
    }

    /// The elements of the trusted proxies before this one, and its own. Where they speak of X-Forwarded-For,
    /// each of its addresses becomes an element.
    private static String forwarded(RequestHead head, ForwardedHeaders.Peer peer) {
        String host = head.host();
        var own = Forwarded.by(peer.address(), host == null ? "" : host, peer.scheme());
        if (!peer.trusted()) return own.text();
        var earlier = head.has(FieldName.FORWARDED)
                ? Forwarded.parse(String.join(", ", RequestFacts.values(head, FieldName.FORWARDED)))
                        .orElse(List.of())
                : ClientChain.ofForwardedFor(RequestFacts.values(head, FieldName.X_FORWARDED_FOR)).stream()
                        .filter(address -> !address.isEmpty())
                        .map(address -> Forwarded.by(address, "", ""))
                        .toList();
        return String.join(
                ", ",
                Stream.concat(earlier.stream(), Stream.of(own))
                        .map(Forwarded::text)
                        .filter(text -> !text.isEmpty())
                        .toList());
    }
}
