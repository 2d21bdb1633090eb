package tandem.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The field Forwarded (RFC 7239): what a proxy knows of the client behind it, one element for each proxy.
///
/// @param node  `for`: an address, `[address]` for IPv6, each perhaps with a port; `unknown`; or a name that
///              begins
///              with `_`. Empty when it is not said
/// @param host  the Host that the client sent; empty when it is not said
/// @param proto `http` or `https`; empty when it is not said
public record Forwarded(String node, String host, String proto) {
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    /// An element of the proxy itself.
    ///
    /// @param address of the client, without a port
    public static Forwarded by(String address, String host, String proto) {
        return new Forwarded(address.indexOf(':') >= 0 ? "[" + address + "]" : address, host, proto);
    }

    /// `for=192.0.2.43;host=example.org;proto=https`, what is not known left out.
    public String text() {
        var text = new StringBuilder();
        append(text, "for", node);
        append(text, "host", host);
        append(text, "proto", proto);
        return text.toString();
    }

    private static void append(StringBuilder text, String name, String value) {
        if (value.isEmpty()) return;
        if (!text.isEmpty()) text.append(';');
        text.append(name).append('=');
        if (value.chars().allMatch(Forwarded::isToken)) text.append(value);
        else
            text.append('"')
                    .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
    }

    /// The address of `for` alone, without brackets and port; nothing when there is none.
    public Optional<String> address() {
        if (node.startsWith("[")) {
            int close = node.indexOf(']');
            return close < 0 ? Optional.empty() : Optional.of(node.substring(1, close));
        }
        if (node.isEmpty() || node.startsWith("_") || node.equalsIgnoreCase("unknown")) return Optional.empty();
        int colon = node.indexOf(':');
        return Optional.of(colon < 0 ? node : node.substring(0, colon));
    }

    /// The elements of a field's value, the nearest proxy's last.
    ///
    /// @return nothing when any of it is not well formed (§4): a chain with a hole says nothing
    public static Optional<List<Forwarded>> parse(String value) {
        var elements = new ArrayList<Forwarded>();
        var reader = new Reader(value);
        do {
            var element = reader.element();
            if (element.isEmpty()) return Optional.empty();
            elements.add(element.get());
        } while (reader.skip(','));
        return reader.atEnd() ? Optional.of(List.copyOf(elements)) : Optional.empty();
    }

    private static boolean isToken(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || TOKEN.indexOf(c) >= 0;
    }

    /// Reads a value from left to right.
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        boolean atEnd() {
            return at == text.length();
        }

        boolean skip(char wanted) {
            spaces();
            if (at >= text.length() || text.charAt(at) != wanted) return false;
            at++;
            spaces();
            return true;
        }

        private void spaces() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) at++;
        }

        Optional<Forwarded> element() {
            String node = "";
            String host = "";
            String proto = "";
            do {
                String name = token().toLowerCase(Locale.ROOT);
                if (name.isEmpty() || at >= text.length() || text.charAt(at) != '=') return Optional.empty();
                at++;
                String value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
                if (value.isEmpty()) return Optional.empty();
                switch (name) {
                    case "for" -> node = value;
                    case "host" -> host = value;
                    case "proto" -> proto = value;
                    // `by`, and whatever else there may be.
                    default -> {}
                }
            } while (skip(';'));
            return Optional.of(new Forwarded(node, host, proto));
        }

        private String token() {
            int from = at;
            while (at < text.length() && isToken(text.charAt(at))) at++;
            return text.substring(from, at);
        }

        /// Empty when it does not end.
        private String quoted() {
            var value = new StringBuilder();
            at++;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') return value.toString();
                if (c == '\\' && at < text.length()) c = text.charAt(at++);
                value.append(c);
            }
            return "";
        }
    }
}
