package tandem.route;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Who the client is behind trusted proxies: of the addresses that they tell of, the last one that is none of
/// theirs. What stands before it was said by somebody nobody knows, and is worth nothing. nginx:
/// real_ip_recursive on.
public final class ClientChain {
    private ClientChain() {}

    /// The client of a connection.
    ///
    /// @param peer      the address that the proxy's own socket sees
    /// @param forwarded addresses as the peer tells them, the nearest last; without ports
    /// @param trusted   whether an address is a trusted proxy's
    public static InetAddress client(InetAddress peer, List<String> forwarded, Predicate<InetAddress> trusted) {
        InetAddress client = peer;
        for (int i = forwarded.size() - 1; i >= 0 && trusted.test(client); i--) {
            var next = literal(forwarded.get(i));
            if (next.isEmpty()) break;
            client = next.get();
        }
        return client;
    }

    /// The addresses of X-Forwarded-For; a port behind one of them is left out.
    public static List<String> ofForwardedFor(List<String> values) {
        var addresses = new ArrayList<String>();
        for (String value : values) for (String item : value.split(",", -1)) addresses.add(withoutPort(item.strip()));
        return addresses;
    }

    /// The addresses of Forwarded; one that is hidden ends the chain. Nothing when the field is not well
    /// formed.
    public static List<String> ofForwarded(List<String> values) {
        return Forwarded.parse(String.join(", ", values))
                .map(elements -> elements.stream()
                        .map(element -> element.address().orElse(""))
                        .toList())
                .orElse(List.of());
    }

    private static String withoutPort(String item) {
        if (item.startsWith("[")) {
            int close = item.indexOf(']');
            return close < 0 ? item : item.substring(1, close);
        }
        int colon = item.indexOf(':');
        return colon >= 0 && colon == item.lastIndexOf(':') ? item.substring(0, colon) : item;
    }

    private static Optional<InetAddress> literal(String text) {
        // InetAddress takes "1" and "1.2" for addresses, which no proxy means.
        boolean dotted = text.chars().filter(c -> c == '.').count() == 3;
        if ((!dotted && text.indexOf(':') < 0) || text.indexOf('%') >= 0) return Optional.empty();
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
