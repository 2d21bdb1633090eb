package tandem.route;

import java.util.Locale;

/// The host of an authority (RFC 9110 §7.2) as routes see it.
public final class HostName {
    private HostName() {}

    /// Lower case, without the port and without the dot at the end that makes a name absolute.
    public static String of(String authority) {
        int end = authority.length();
        int colon = authority.lastIndexOf(':');
        // The colons within the brackets of an IPv6 address belong to it.
        if (colon >= 0 && colon > authority.lastIndexOf(']')) end = colon;
        if (end > 1 && authority.charAt(end - 1) == '.') end--;
        return authority.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
