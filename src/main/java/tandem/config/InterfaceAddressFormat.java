package tandem.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import tandem.Pure;
import tandem.vip.VipSettings.Mode;

/// An IPv4 address as an interface has it: `192.168.77.50/32`, or without the prefix length, which then is 32.
@Pure
record InterfaceAddressFormat() implements Format<InterfaceAddressFormat.InterfaceAddress> {
    private static final IntegerFormat PREFIX = new IntegerFormat(1, 32);
    /// From here on addresses are not those of a host: multicast, reserved, broadcast.
    private static final int FIRST_MULTICAST = 224;

    /// An address and the length of its network's prefix.
    record InterfaceAddress(String address, int prefix) {}

    @Override
    public Optional<InterfaceAddress> parse(String text) {
        int slash = text.indexOf('/');
        var address = slash < 0 ? text : text.substring(0, slash);
        var prefix = slash < 0 ? Optional.of(Mode.Linux.DEFAULT_PREFIX) : PREFIX.parse(text.substring(slash + 1));
        return IpAddress.parse(address)
                .filter(InterfaceAddressFormat::ownable)
                .flatMap(ignored -> prefix.map(length -> new InterfaceAddress(address, length)));
    }

    @Override
    public String expected() {
        return "an IPv4 address with a prefix length from 1 to 32, such as 192.168.77.50/32";
    }

    private static boolean ownable(InetAddress address) {
        int first = address.getAddress()[0] & 0xFF;
        return address instanceof Inet4Address && first > 0 && first < FIRST_MULTICAST;
    }
}
