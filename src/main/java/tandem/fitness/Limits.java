package tandem.fitness;

import java.time.Duration;
import tandem.Pure;

/// What the settings of this room accept; the messages are written for whoever wrote the configuration.
@Pure
final class Limits {
    static final int MOST_IN_A_ROW = 100;
    static final Duration LONGEST = Duration.ofHours(1);

    private Limits() {}

    static void number(String key, int value, int least, int most) {
        if (value < least || value > most)
            throw new IllegalArgumentException(key + " must be " + least + " to " + most + ", not " + value);
    }

    static void duration(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0)
            throw new IllegalArgumentException(
                    key + " must be " + least.toMillis() + " ms to 1 h, not " + value.toMillis() + " ms");
    }
}
