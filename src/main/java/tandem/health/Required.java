package tandem.health;

import java.time.Duration;
import tandem.Pure;

/// What the settings of health ask of their values. In a class of its own, since the settings' constants
/// are made while their own classes are still being initialised.
@Pure
final class Required {
    private Required() {}

    /// A target that goes into the request line as it is: visible ASCII, so that it cannot end the line,
    /// and no fragment, which is never sent.
    static void target(String path) {
        that(path.startsWith("/"), "check.path is \"" + path + "\": it must start with /");
        boolean sendable = path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
        that(
                sendable,
                "check.path is \"" + path
                        + "\": a space, #, a control or a non-ASCII character must be percent-encoded");
    }

    static void number(String key, int value, int least, int most) {
        that(least <= value && value <= most, key + " is " + value + ", expected " + least + " to " + most);
    }

    static void duration(String key, Duration value, Duration least, Duration most) {
        that(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                key + " is " + DurationText.of(value) + ", expected " + DurationText.of(least) + " to "
                        + DurationText.of(most));
    }

    static void that(boolean condition, String otherwise) {
        if (!condition) throw new IllegalArgumentException(otherwise);
    }
}
