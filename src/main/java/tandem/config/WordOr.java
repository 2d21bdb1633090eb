package tandem.config;

import java.util.Optional;
import tandem.Pure;

/// A word that stands for a value of its own, or else another format.
///
/// @param word  for example `auto`
/// @param value what it stands for
/// @param other how all other values are written
@Pure
record WordOr<T>(String word, T value, Format<T> other) implements Format<T> {

    @Override
    public Optional<T> parse(String text) {
        return text.equals(word) ? Optional.of(value) : other.parse(text);
    }

    @Override
    public String expected() {
        return word + " or " + other.expected();
    }

    @Override
    public Optional<String> suggestion(String text) {
        return other.suggestion(text);
    }
}
