package tandem.fitness;

import tandem.Pure;

/// Whether something that is looked at again and again is taken for good: it changes only after several
/// results in a row that say so.
///
/// @param good   what it is taken for
/// @param streak results in a row that speak against that
@Pure
record Standing(boolean good, int streak) {
    static final Standing GOOD = new Standing(true, 0);

    /// How many results in a row it takes.
    ///
    /// @param rise good ones until it is good again
    /// @param fall bad ones until it is bad
    record Thresholds(int rise, int fall) {
        Thresholds {
            Limits.number("rise", rise, 1, Limits.MOST_IN_A_ROW);
            Limits.number("fall", fall, 1, Limits.MOST_IN_A_ROW);
        }
    }

    Standing after(boolean result, Thresholds thresholds) {
        if (result == good) return new Standing(good, 0);
        int needed = good ? thresholds.fall() : thresholds.rise();
        return streak + 1 >= needed ? new Standing(result, 0) : new Standing(good, streak + 1);
    }
}
