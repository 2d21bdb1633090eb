package tandem.proxy;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.http.FieldName;
import tandem.http.HeadWriter;
import tandem.http.HopByHop;
import tandem.http.RequestHead;
import tandem.route.ProxyAnnouncement;

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
    private static final byte[] HOST_PREFIX = HeadWriter.octets(HOST + ": ");
    private static final long OURS =
            FieldName.bits(FieldName.X_FORWARDED_FOR, FieldName.X_FORWARDED_PROTO, FieldName.X_FORWARDED_HOST);

    /// What only the proxy that has verified it may say of a client's certificate (RFC 9440 §2.4).
    private static final long CERTIFICATE = FieldName.bits(FieldName.CLIENT_CERT, FieldName.CLIENT_CERT_CHAIN);

    private static final byte[] NONE = {};

    private final Peer peer;
    private final byte[] certificate;
    /// What every request of a client that is not trusted gets.
    private final byte[] lines;

    /// For the requests of one connection.
    ForwardedHeaders(Peer peer) {
        this(peer, Optional.empty());
    }

    /// For the requests of one connection whose client has shown a certificate, perhaps.
    ///
    /// @param certificate DER, verified
    ForwardedHeaders(Peer peer, Optional<byte[]> certificate) {
        this.peer = peer;
        this.certificate = certificate
                .map(der ->
                        HeadWriter.octets("Client-Cert: :" + Base64.getEncoder().encodeToString(der) + ":\r\n"))
                .orElse(NONE);
        this.lines = HeadWriter.octets(FOR + ": " + peer.address + "\r\n" + PROTO + ": " + peer.scheme + "\r\n");
    }

    /// The client that the proxy's own socket sees.
    ///
    /// @param address its IP address, without a port
    /// @param trusted whether it is one of the trusted proxies
    /// @param scheme  `http` or `https`
    /// @param source  the same address with its port; null where it is not known any more
    /// @param destination what the client has connected to; null where it is not known any more
    record Peer(
            String address,
            boolean trusted,
            String scheme,
            ProxyAnnouncement.@Nullable End source,
            ProxyAnnouncement.@Nullable End destination) {

        Peer(String address, boolean trusted, String scheme) {
            this(address, trusted, scheme, null, null);
        }
    }

    Peer peer() {
        return peer;
    }

    /// The fields of a request that are not copied but left to [#write], as [FieldName#bits].
    long dropped() {
        return (peer.trusted ? OURS : HopByHop.FORWARDING) | certificateDropped();
    }

    /// Those of them that tell of a client's certificate.
    long certificateDropped() {
        return peer.trusted && certificate.length == 0 ? 0 : CERTIFICATE;
    }

    /// The line that tells of the client's certificate; empty when it has shown none.
    byte[] certificate() {
        return certificate;
    }

    /// Adds the three fields to the request for the backend.
    void write(RequestHead head, HeadWriter to) {
        if (peer.trusted && head.hasAny(OURS)) {
            writeClaims(head, to);
            return;
        }
        to.lines(lines);
        int host = head.isAbsolute() ? -1 : head.indexOf(FieldName.HOST, 0);
        if (host >= 0) to.copied(HOST_PREFIX, head, host);
        else if (head.host() != null) to.field(HOST, head.host());
    }

    private void writeClaims(RequestHead head, HeadWriter to) {
        List<String> chain = new ArrayList<>();
        for (int i = head.indexOf(FieldName.X_FORWARDED_FOR, 0);
                i >= 0;
                i = head.indexOf(FieldName.X_FORWARDED_FOR, i + 1)) chain.add(head.value(i));
        chain.add(peer.address);
        to.field(FOR, String.join(", ", chain));
        String proto = head.value(FieldName.X_FORWARDED_PROTO);
        to.field(PROTO, proto != null ? proto : peer.scheme);
        @Nullable String claimed = head.value(FieldName.X_FORWARDED_HOST);
        if (claimed == null) claimed = head.host();
        if (claimed != null) to.field(HOST, claimed);
    }
}
