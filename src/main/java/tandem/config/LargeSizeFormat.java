package tandem.config;

import java.util.List;
import java.util.Optional;
import tandem.Pure;

/// A number of bytes beyond what is kept in memory: `10MiB`, `5GiB`.
///
/// @param least smallest size that is taken, in bytes
/// @param most  largest one
@Pure
record LargeSizeFormat(long least, long most) implements Format<Long> {
    private static final List<Unit> UNITS =
            List.of(new Unit("B", 1), new Unit("KiB", 1 << 10), new Unit("MiB", 1 << 20), new Unit("GiB", 1 << 30));

    @Override
    public Optional<Long> parse(String text) {
        return Unit.parse(text, UNITS).filter(n -> n >= least && n <= most);
    }

    @Override
    public String expected() {
        return "a size from " + Unit.text(least, UNITS) + " to " + Unit.text(most, UNITS)
                + " (unit B, KiB, MiB or GiB)";
    }
}
