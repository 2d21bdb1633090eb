package tandem.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// A block of IP addresses in CIDR notation: `10.0.0.0/8`, `fd00::/8`. The value is the block as it is written.
record BlockFormat() implements Format<String> {

    @Override
    public Optional<String> parse(String text) {
        return network(text).filter(text::equals);
    }

    @Override
    public String expected() {
        return "a CIDR block such as 10.0.0.0/8 or fd00::/8";
    }

    /// The block that an address in it belongs to, or the block of one address alone.
    @Override
    public Optional<String> suggestion(String text) {
        return network(text).or(() -> IpAddress.parse(text).map(a -> text + "/" + a.getAddress().length * 8));
    }

    /// `address/length` with the bits behind the prefix cleared; the address as it is written where they are clear
    /// already.
    private static Optional<String> network(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) return Optional.empty();
        return IpAddress.parse(text.substring(0, slash)).flatMap(address -> {
            int bits = address.getAddress().length * 8;
            var prefix = new IntegerFormat(0, bits).parse(text.substring(slash + 1));
            return prefix.map(length -> {
                var first = firstAddress(address, length);
                var written = text.substring(0, slash);
                return (first.equals(address) ? written : first.getHostAddress()) + "/" + length;
            });
        });
    }

    private static InetAddress firstAddress(InetAddress address, int length) {
        var bytes = address.getAddress();
        for (int bit = length; bit < bytes.length * 8; bit++) bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address stays as long as it was", impossible);
        }
    }
}
