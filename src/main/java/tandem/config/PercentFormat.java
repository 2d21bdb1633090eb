package tandem.config;

import java.util.Optional;
import tandem.Pure;

/// A part of all, in percent: `50%`.
///
/// @param least smallest part that is taken
/// @param most  largest one
@Pure
record PercentFormat(int least, int most) implements Format<Integer> {

    @Override
    public Optional<Integer> parse(String text) {
        return text.endsWith("%")
                ? new IntegerFormat(least, most).parse(text.substring(0, text.length() - 1))
                : Optional.empty();
    }

    @Override
    public String expected() {
        return "a part from " + least + "% to " + most + "%";
    }

    @Override
    public Optional<String> suggestion(String text) {
        return parse(text + "%").map(part -> part + "%");
    }
}
