package tandem.config;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tandem.Pure;

/// A value that was read, with its place, so that a rule which compares values can point at them. It is empty when what
/// stands there is wrong: that has been reported already, and rules pass over it.
///
/// @param spot    the value itself, or for a default the section that it would stand in
/// @param content the value
@Pure
record Value<T>(Spot spot, Optional<T> content) {

    static <T> Value<T> of(Spot spot, T content) {
        return new Value<>(spot, Optional.of(content));
    }

    static <T> Value<T> wrong(Spot spot) {
        return new Value<>(spot, Optional.empty());
    }

    /// The value; to be asked for only where no problem was found.
    T get() {
        return content.orElseThrow();
    }

    /// Whether there is a value and this holds for it.
    boolean is(Predicate<T> condition) {
        return content.filter(condition).isPresent();
    }

    void ifPresent(Consumer<T> action) {
        content.ifPresent(action);
    }
}
