package tandem.config;

import java.util.ArrayList;
import java.util.Optional;
import tandem.Pure;
import tandem.health.Probe.Statuses;
import tandem.health.Probe.Statuses.Range;

/// HTTP status codes that count as success: `200`, `200-399` or `200-299,401`.
@Pure
record StatusRangeFormat() implements Format<Statuses> {

    /// Final answers: an interim one (1xx) never ends a check.
    private static final IntegerFormat STATUS = new IntegerFormat(200, 599);

    @Override
    public Optional<Statuses> parse(String text) {
        var ranges = new ArrayList<Range>();
        for (String part : text.split(",", -1)) {
            var range = range(part.strip());
            if (range.isEmpty()) return Optional.empty();
            ranges.add(range.get());
        }
        return Optional.of(new Statuses(ranges));
    }

    private static Optional<Range> range(String text) {
        int dash = text.indexOf('-');
        var least = STATUS.parse(dash < 0 ? text : text.substring(0, dash));
        var most = STATUS.parse(text.substring(dash + 1));
        return least.flatMap(from -> most.filter(to -> from <= to).map(to -> new Range(from, to)));
    }

    @Override
    public String expected() {
        return "a status or a range of them within 200-599, or several with commas, such as 200 or 200-299,401";
    }
}
