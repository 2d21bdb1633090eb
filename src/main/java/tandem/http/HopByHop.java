package tandem.http;

import java.util.ArrayList;
import java.util.List;

/// Which fields of one message belong to the connection it came on, and must not be passed on (RFC 9110 §7.6.1): those
/// that are hop-by-hop by definition, and those that the message's own `Connection` names.
public final class HopByHop {
    /// Those by definition. `Content-Length` is not among them.
    public static final long DROPPED = FieldName.bits(
            FieldName.CONNECTION,
            FieldName.KEEP_ALIVE,
            FieldName.PROXY_CONNECTION,
            FieldName.TE,
            FieldName.UPGRADE,
            FieldName.HTTP2_SETTINGS,
            FieldName.TRANSFER_ENCODING);

    /// What tells a backend who the client is.
    public static final long FORWARDING = FieldName.bits(
            FieldName.FORWARDED,
            FieldName.X_REAL_IP,
            FieldName.X_FORWARDED_FOR,
            FieldName.X_FORWARDED_PROTO,
            FieldName.X_FORWARDED_HOST,
            FieldName.X_FORWARDED_OTHER);

    private HopByHop() {}

    /// The names in `Connection`, in lower case, but for those that say only whether it persists. Empty for nearly
    /// every message.
    public static List<String> named(Head head) {
        if (!head.has(FieldName.CONNECTION)) return List.of();
        List<String> named = List.of();
        for (String token : tokens(head, FieldName.CONNECTION)) {
            if (token.equals("close") || token.equals("keep-alive")) continue;
            if (named.isEmpty()) named = new ArrayList<>(2);
            named.add(token);
        }
        return named;
    }

    /// Whether one of these fields has this element, in any case.
    ///
    /// @param token in lower case
    public static boolean has(Head head, FieldName field, String token) {
        return head.has(field) && tokens(head, field).contains(token);
    }

    /// The elements of a list, in lower case; empty ones are passed over (RFC 9110 §5.6.1).
    public static List<String> tokens(Head head, FieldName field) {
        List<String> tokens = new ArrayList<>(2);
        for (int i = head.indexOf(field, 0); i >= 0; i = head.indexOf(field, i + 1)) {
            String list = head.value(i).toLowerCase(java.util.Locale.ROOT);
            for (int start = 0; start <= list.length(); ) {
                int comma = list.indexOf(',', start);
                int end = comma < 0 ? list.length() : comma;
                String token = list.substring(start, end).strip();
                if (!token.isEmpty()) tokens.add(token);
                start = end + 1;
            }
        }
        return tokens;
    }

    /// Whether the message says that its connection stays open (RFC 9112 §9.3).
    ///
    /// @param old whether it is of HTTP/1.0
    public static boolean persists(Head head, boolean old) {
        if (!head.has(FieldName.CONNECTION)) return !old;
        List<String> tokens = tokens(head, FieldName.CONNECTION);
        return !tokens.contains("close") && (!old || tokens.contains("keep-alive"));
    }
}
