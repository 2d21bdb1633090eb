package tandem.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import tandem.Pure;

/// IP addresses as they are written; nothing here asks a name server.
@Pure
final class IpAddress {
    private static final IntegerFormat OCTET = new IntegerFormat(0, 255);

    private IpAddress() {}

    /// The address that a literal stands for: four decimal numbers, or IPv6 without brackets and without a zone.
    static Optional<InetAddress> parse(String literal) {
        return literal.indexOf(':') >= 0 ? parseV6(literal) : parseV4(literal);
    }

    private static Optional<InetAddress> parseV4(String literal) {
        var octets = literal.split("\\.", -1);
        if (octets.length != 4) return Optional.empty();
        for (String octet : octets) {
            // A leading zero means octal to some programs and decimal to others.
            boolean ambiguous = octet.length() > 1 && octet.startsWith("0");
            if (ambiguous || OCTET.parse(octet).isEmpty()) return Optional.empty();
        }
        return Optional.of(InetAddress.ofLiteral(literal));
    }

    private static Optional<InetAddress> parseV6(String literal) {
        if (literal.chars().anyMatch(c -> c == '[' || c == ']' || c == '%')) return Optional.empty();
        try {
            return Optional.of(Inet6Address.ofLiteral(literal));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
