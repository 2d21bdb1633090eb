package tandem.config;

import java.util.Optional;
import tandem.Pure;

/// An address as an interface has it: `192.168.77.50/32`, or without the prefix length, which then is that of
/// this address alone.
@Pure
record InterfaceAddressFormat() implements Format<InterfaceAddressFormat.InterfaceAddress> {

    /// An address and the length of its network's prefix.
    record InterfaceAddress(String address, int prefix) {}

    @Override
    public Optional<InterfaceAddress> parse(String text) {
        int slash = text.indexOf('/');
        var address = slash < 0 ? text : text.substring(0, slash);
        return OwnableAddressFormat.bits(address)
                .flatMap(bits ->
                        slash < 0 ? Optional.of(bits) : new IntegerFormat(1, bits).parse(text.substring(slash + 1)))
                .map(prefix -> new InterfaceAddress(address, prefix));
    }

    @Override
    public String expected() {
        return "an address that nodes can own in turn, with its prefix length, such as 192.168.77.50/32 or"
                + " 2001:db8::50/64";
    }
}
