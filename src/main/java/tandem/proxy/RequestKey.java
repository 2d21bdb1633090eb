package tandem.proxy;

import tandem.Pure;
import tandem.balance.Mix;
import tandem.http.FieldName;
import tandem.http.RequestHead;

/// The hash of what a request is kept together by.
@Pure
final class RequestKey {
    private RequestKey() {}

    /// By what the settings say; where the request has none of that, by its client's address.
    static long of(HashKey key, RequestHead head, ForwardedHeaders.Peer peer) {
        String text = switch (key.kind()) {
            case CLIENT_ADDRESS -> null;
            case URI -> head.target();
            case HEADER -> head.values(key.name()).stream().findFirst().orElse(null);
            case COOKIE -> CookieText.value(head.value(FieldName.COOKIE), key.name());
        };
        return Mix.of(text == null || text.isEmpty() ? address(head, peer) : text);
    }

    /// The last one that a trusted proxy names, which is the one that it saw itself.
    private static String address(RequestHead head, ForwardedHeaders.Peer peer) {
        String named = peer.trusted() ? head.value(FieldName.X_FORWARDED_FOR) : null;
        return named == null
                ? peer.address()
                : named.substring(named.lastIndexOf(',') + 1).strip();
    }
}
