package tandem.config;

import java.util.Optional;
import tandem.Pure;

/// A name that a name server can be asked for.
@Pure
record HostNameFormat() implements Format<String> {
    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;

    @Override
    public Optional<String> parse(String text) {
        return isName(text) ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String expected() {
        return "a DNS name";
    }

    /// Whether the text is a host's name by RFC 1123, the underscore allowed that container networks use.
    /// What ends in a number is a mistyped IPv4 address and not a name.
    static boolean isName(String text) {
        if (text.isEmpty() || text.length() > LONGEST) return false;
        var labels = text.split("\\.", -1);
        for (String label : labels) if (!isLabel(label)) return false;
        return IntegerFormat.digits(labels[labels.length - 1]).isEmpty();
    }

    private static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= LONGEST_LABEL
                && !label.startsWith("-")
                && !label.endsWith("-")
                && label.chars().allMatch(c -> TextFormat.letterOrDigit(c) || c == '-' || c == '_');
    }
}
