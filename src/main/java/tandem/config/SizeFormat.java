package tandem.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.Pure;

/// A number of bytes: `512B`, `64KiB`, `1MiB`, or digits alone.
///
/// @param least smallest size that is taken, in bytes
/// @param most  largest one
@Pure
record SizeFormat(int least, int most) implements Format<Integer> {
    private static final List<Unit> UNITS =
            List.of(new Unit("B", 1), new Unit("KiB", 1024), new Unit("MiB", 1024 * 1024));

    @Override
    public Optional<Integer> parse(String text) {
        return Unit.parse(text, UNITS)
                .or(() -> IntegerFormat.digits(text))
                .filter(n -> n >= least && n <= most)
                .map(Long::intValue);
    }

    @Override
    public String expected() {
        return "a size from " + Unit.text(least, UNITS) + " to " + Unit.text(most, UNITS) + " (unit B, KiB or MiB)";
    }

    /// `64k`, as nginx writes it, `64kb` and the like.
    @Override
    public Optional<String> suggestion(String text) {
        var plain = text.toLowerCase(Locale.ROOT).replace(" ", "").replaceFirst("(k|ki|kb|kib)$", "KiB");
        plain = plain.replaceFirst("(m|mi|mb|mib)$", "MiB").replaceFirst("b$", "B");
        return parse(plain).isPresent() ? Optional.of(plain) : Optional.empty();
    }
}
