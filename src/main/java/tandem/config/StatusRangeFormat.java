package tandem.config;

import java.util.Optional;
import tandem.Pure;

/// HTTP status codes that count as success: `200` or `200-399`.
@Pure
record StatusRangeFormat() implements Format<StatusRangeFormat.StatusRange> {

    /// From one status to another, both included.
    record StatusRange(int least, int most) {
        @Override
        public String toString() {
            return least == most ? String.valueOf(least) : least + "-" + most;
        }
    }

    /// Final answers: an interim one (1xx) never ends a check.
    private static final IntegerFormat STATUS = new IntegerFormat(200, 599);

    @Override
    public Optional<StatusRange> parse(String text) {
        int dash = text.indexOf('-');
        var least = STATUS.parse(dash < 0 ? text : text.substring(0, dash));
        var most = STATUS.parse(text.substring(dash + 1));
        return least.flatMap(from -> most.filter(to -> from <= to).map(to -> new StatusRange(from, to)));
    }

    @Override
    public String expected() {
        return "a status or a range of them within 200-599, such as 200 or 200-399";
    }
}
