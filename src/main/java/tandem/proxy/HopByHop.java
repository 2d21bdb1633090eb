package tandem.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import tandem.Pure;

/// Which fields of one message belong to the connection it came on, and must not be passed on (RFC
/// 9110 §7.6.1).
///
/// These are the fields that are hop-by-hop by definition, and those that the message's own
/// `Connection` names. `TE: trailers` goes too, and so does `Trailer`: trailers are not passed on.
@Pure
final class HopByHop {
    private static final HopByHop NOTHING_NAMED = new HopByHop(List.of());

    private final List<String> named;

    private HopByHop(List<String> named) {
        this.named = named;
    }

    static HopByHop of(MultiMap headers) {
        String first = headers.get(HttpHeaders.CONNECTION);
        if (first == null) return NOTHING_NAMED;
        List<String> lines = headers.getAll(HttpHeaders.CONNECTION);
        if (lines.size() == 1 && isPersistence(first)) return NOTHING_NAMED;
        List<String> named = new ArrayList<>();
        for (String line : lines) addTokens(line, named);
        return named.isEmpty() ? NOTHING_NAMED : new HopByHop(named);
    }

    boolean drops(String name) {
        if (byDefinition(name)) return true;
        for (int i = 0; i < named.size(); i++) {
            if (named.get(i).equalsIgnoreCase(name)) return true;
        }
        return false;
    }

    /// Compares by length first: this runs for every field of every message.
    private static boolean byDefinition(String name) {
        return switch (name.length()) {
            case 2 -> name.equalsIgnoreCase("te");
            case 7 -> name.equalsIgnoreCase("upgrade") || name.equalsIgnoreCase("trailer");
            case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
            case 14 -> name.equalsIgnoreCase("http2-settings");
            case 16 -> name.equalsIgnoreCase("proxy-connection");
            case 17 -> name.equalsIgnoreCase("transfer-encoding");
            default -> false;
        };
    }

    private static boolean isPersistence(String token) {
        return token.equalsIgnoreCase("keep-alive") || token.equalsIgnoreCase("close");
    }

    private static void addTokens(String line, List<String> named) {
        int start = 0;
        while (start <= line.length()) {
            int comma = line.indexOf(',', start);
            int end = comma < 0 ? line.length() : comma;
            String token = line.substring(start, end).strip();
            if (!token.isEmpty() && !isPersistence(token)) named.add(token);
            start = end + 1;
        }
    }
}
