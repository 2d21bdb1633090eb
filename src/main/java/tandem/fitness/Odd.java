package tandem.fitness;

import java.time.Duration;
import java.util.OptionalLong;
import tandem.Pure;

/// Whether a node sees less than the others: it changes only when every look of some time says so, since one node
/// notices a lost backend later than the other.
///
/// @param odd     what it is taken for
/// @param against since when looks speak against that
@Pure
public record Odd(boolean odd, OptionalLong against) {
    /// It sees what the others see.
    public static final Odd NOT = new Odd(false, OptionalLong.empty());

    /// After one more look.
    ///
    /// @param less  whether it sees less now
    /// @param now   nanoseconds from any origin
    /// @param dwell for how long looks have to speak against what was before
    public Odd after(boolean less, long now, Duration dwell) {
        if (less == odd) return new Odd(odd, OptionalLong.empty());
        long since = against.orElse(now);
        return now - since >= dwell.toNanos()
                ? new Odd(less, OptionalLong.empty())
                : new Odd(odd, OptionalLong.of(since));
    }
}
