package tandem.bench.throughput;

import java.time.Duration;

/// How long everything is measured.
///
/// @param rounds in each of which every contestant has its turn, 1 to 100
/// @param sample of one contestant in one round
/// @param leadIn load before each sample, not counted
/// @param warmUp at most, before the first round of a case, for contestants that compile themselves
public record Plan(int rounds, Duration sample, Duration leadIn, Duration warmUp) {
    /// For figures to publish.
    public static final Plan FULL = new Plan(5, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(60));

    /// A few minutes.
    public static final Plan QUICK = new Plan(3, Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(40));

    /// To see that it works; what it measures means nothing.
    public static final Plan SMOKE = new Plan(1, Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO);

    public Plan {
        if (rounds < 1 || rounds > 100) throw new IllegalArgumentException("1 to 100 rounds");
        if (sample.toSeconds() < 1 || sample.toSeconds() > 600)
            throw new IllegalArgumentException("a sample of 1 s to 10 min");
    }

    /// One contestant's turn.
    public Duration turn() {
        return leadIn.plus(sample);
    }
}
