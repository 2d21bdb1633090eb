package tandem.tracing;

import java.util.OptionalInt;
import tandem.Pure;

/// A host, perhaps with a port, as it stands in Host or in a backend's address.
///
/// @param host without the brackets of an IPv6 address
/// @param port empty when none is said
@Pure
record HostPort(String host, OptionalInt port) {
    private static final int MOST_DIGITS = 5;

    static HostPort of(String text) {
        int colon = text.lastIndexOf(':');
        boolean has = colon > text.lastIndexOf(']') && isNumber(text.substring(colon + 1));
        String host = has ? text.substring(0, colon) : text;
        return new HostPort(
                host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host,
                has ? OptionalInt.of(Integer.parseInt(text.substring(colon + 1))) : OptionalInt.empty());
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.chars().allMatch(one -> one >= '0' && one <= '9');
    }
}
