package tandem.config;

import java.util.Optional;
import tandem.Pure;
import tandem.vip.VipSettings.Mode;

/// An IP address that nodes can own in turn, as a literal.
@Pure
record OwnableAddressFormat() implements Format<String> {

    @Override
    public Optional<String> parse(String text) {
        return bits(text).map(ignored -> text);
    }

    @Override
    public String expected() {
        return "an address that nodes can own in turn, such as 203.0.113.7 or 2001:db8::50";
    }

    /// The length of such an address; nothing when it is none.
    static Optional<Integer> bits(String literal) {
        try {
            return Optional.of(Mode.Linux.defaultPrefix(literal));
        } catch (IllegalArgumentException notOwnable) {
            return Optional.empty();
        }
    }
}
