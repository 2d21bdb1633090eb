package tandem.route;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The header of the PROXY protocol, versions 1 and 2, by which a load balancer in front says whose
/// connection it passes on.
public final class ProxyHeader {
    /// More than any header has that is taken, in bytes.
    public static final int MOST_BYTES = 4096;

    private static final byte[] TEXT = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int LONGEST_TEXT = 107;
    private static final int BINARY_HEAD = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;

    private ProxyHeader() {}

    /// What some bytes are.
    public sealed interface Read {
        /// The header is not complete yet.
        record More() implements Read {}

        /// It is complete.
        ///
        /// @param length in bytes; what follows is the connection's own
        /// @param source the client; none when the header says that the connection is the load balancer's
        ///               own, or that
        ///               it does not know the client
        record Whole(int length, Optional<InetAddress> source) implements Read {}

        /// It is none.
        record Bad() implements Read {}
    }

    /// Reads a header from the first bytes of a connection.
    ///
    /// @param bytes  all that came, from index 0
    /// @param length how many there are
    public static Read read(byte[] bytes, int length) {
        if (begins(bytes, length, TEXT)) return length < TEXT.length ? new Read.More() : text(bytes, length);
        if (begins(bytes, length, BINARY)) return length < BINARY_HEAD ? new Read.More() : binary(bytes, length);
        return new Read.Bad();
    }

    /// Whether what is there of the beginning is right; also true of nothing.
    private static boolean begins(byte[] bytes, int length, byte[] with) {
        int common = Math.min(length, with.length);
        return Arrays.equals(bytes, 0, common, with, 0, common);
    }

    private static Read text(byte[] bytes, int length) {
        int most = Math.min(length, LONGEST_TEXT);
        int end = TEXT.length;
        while (end < most && bytes[end] != '\r' && bytes[end] != '\n') end++;
        if (end + 1 >= LONGEST_TEXT) return new Read.Bad();
        if (end == length || (bytes[end] == '\r' && end + 1 == length)) return new Read.More();
        if (bytes[end] != '\r' || bytes[end + 1] != '\n') return new Read.Bad();
        String[] words = new String(bytes, 0, end, StandardCharsets.ISO_8859_1).split(" ", -1);
        if (words[1].equals("UNKNOWN")) return new Read.Whole(end + 2, Optional.empty());
        if (words.length != 6 || !isPort(words[4]) || !isPort(words[5])) return new Read.Bad();
        var source = literal(words[1], words[2]);
        return source.isEmpty() || literal(words[1], words[3]).isEmpty()
                ? new Read.Bad()
                : new Read.Whole(end + 2, source);
    }

    private static boolean isPort(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && (text.length() == 1 || text.charAt(0) != '0') && Integer.parseInt(text) <= 65535;
    }

    private static Optional<InetAddress> literal(String family, String text) {
        try {
            return switch (family) {
                case "TCP4" ->
                    Optional.<InetAddress>of(Inet4Address.ofLiteral(text))
                            .filter(address -> address.getHostAddress().equals(text));
                case "TCP6" -> text.indexOf('%') >= 0 ? Optional.empty() : Optional.of(Inet6Address.ofLiteral(text));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Read binary(byte[] bytes, int length) {
        int command = bytes[12] & 0xFF;
        int family = bytes[13] & 0xFF;
        int end = BINARY_HEAD + ((bytes[14] & 0xFF) << 8 | (bytes[15] & 0xFF));
        if ((command != LOCAL && command != PROXY) || end > MOST_BYTES) return new Read.Bad();
        // Addresses of this length twice, and two ports.
        int address = switch (family) {
            case 0x11 -> 4;
            case 0x21 -> 16;
            default -> 0;
        };
        // Of what is no TCP, nothing but "not told" has a place here.
        boolean known = family == 0 || (address > 0 && end >= BINARY_HEAD + 2 * address + 4);
        if (command == PROXY && !known) return new Read.Bad();
        if (length < end) return new Read.More();
        return command == LOCAL || address == 0
                ? new Read.Whole(end, Optional.empty())
                : new Read.Whole(end, Optional.of(address(bytes, address)));
    }

    private static InetAddress address(byte[] bytes, int length) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, BINARY_HEAD, BINARY_HEAD + length));
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 or 16 bytes are an address", impossible);
        }
    }
}
