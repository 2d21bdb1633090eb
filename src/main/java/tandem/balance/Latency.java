package tandem.balance;

/// The peak-sensitive moving average of Finagle's `peakEwma`: it follows a slower answer at once, and comes down
/// with time. All in nanoseconds.
public final class Latency {
    /// After as long without an answer 1/e of a latency is left.
    static final double DECAY = 10e9;

    private Latency() {}

    /// The average with one more answer.
    ///
    /// @param average before it; 0 when there was none
    /// @param age     since then
    /// @param sample  how long the answer's head took
    public static double with(double average, long age, long sample) {
        if (sample >= average) return sample;
        double weight = StrictMath.exp(-Math.max(0, age) / DECAY);
        return average * weight + sample * (1 - weight);
    }

    /// What it has decayed to meanwhile, without an answer.
    public static double decayed(double average, long age) {
        return age <= 0 ? average : average * StrictMath.exp(-age / DECAY);
    }
}
