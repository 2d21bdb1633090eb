package tandem.http;

/// `host` or `host:port` as in the Host field (RFC 9110 §7.2, RFC 3986 §3.2.2), without user information.
final class Authority {
    private static final int MOST_PORT_DIGITS = 5;

    private Authority() {}

    static boolean isValid(byte[] bytes, int from, int to) {
        if (from == to) return false;
        int hostEnd = bytes[from] == '[' ? literalEnd(bytes, from, to) : Octets.skip(bytes, from, to, Octets.REG_NAME);
        if (hostEnd <= from) return false;
        if (hostEnd == to) return true;
        if (bytes[hostEnd] != ':') return false;
        return to - hostEnd - 1 <= MOST_PORT_DIGITS && Octets.skip(bytes, hostEnd + 1, to, Octets.DIGIT) == to;
    }

    /// Behind the bracket that ends an IPv6 address, -1 when it is none.
    private static int literalEnd(byte[] bytes, int from, int to) {
        int at = from + 1;
        while (at < to && (Octets.hex(bytes[at]) >= 0 || bytes[at] == ':' || bytes[at] == '.')) at++;
        return at < to && at > from + 1 && bytes[at] == ']' ? at + 1 : -1;
    }
}
