package tandem.config;

import java.util.Optional;
import tandem.Pure;

/// How a value is written: turns its text into the value, and says what would have been right.
///
/// @param <T> what the text stands for
@Pure
interface Format<T> {

    /// The value, or nothing when the text does not stand for one.
    Optional<T> parse(String text);

    /// The end of a sentence that starts with "expected": what the text should look like, with its limits.
    String expected();

    /// What the writer may have meant by a text that does not parse.
    default Optional<String> suggestion(String text) {
        return Optional.empty();
    }
}
