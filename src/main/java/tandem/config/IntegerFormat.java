package tandem.config;

import java.util.Optional;
import tandem.Pure;

/// A whole number in decimal digits.
///
/// @param least smallest number that is taken
/// @param most  largest one
@Pure
record IntegerFormat(int least, int most) implements Format<Integer> {
    /// So many digits fit into a `long`, whatever they are.
    static final int DIGITS = 18;

    @Override
    public Optional<Integer> parse(String text) {
        return digits(text).filter(n -> n >= least && n <= most).map(Long::intValue);
    }

    @Override
    public String expected() {
        return "a number from " + least + " to " + most;
    }

    /// The number that a text of nothing but ASCII digits stands for.
    static Optional<Long> digits(String text) {
        if (text.isEmpty() || text.length() > DIGITS) return Optional.empty();
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) return Optional.empty();
        return Optional.of(Long.parseLong(text));
    }
}
