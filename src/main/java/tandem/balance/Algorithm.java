package tandem.balance;

/// The balancing algorithms. In the configuration: `pools[].balance`, in kebab-case.
public enum Algorithm {
    /// Smooth weighted round robin, as in nginx: `round-robin`, the default.
    ROUND_ROBIN,
    /// Fewest requests in flight for its weight: `least-connections`.
    LEAST_CONNECTIONS,
    /// The less busy of two that are drawn by weight: `power-of-two`.
    POWER_OF_TWO,
    /// Drawn by weight: `random`.
    RANDOM,
    /// The one of two that are drawn by weight whose answer is expected sooner: `peak-ewma`.
    PEAK_EWMA,
    /// By a key of the request, unless that backend has too much to do: `consistent-hash`.
    CONSISTENT_HASH,
    /// By a key of the request in Maglev's table: `maglev`.
    MAGLEV;

    /// Whether a key of the request decides ([Draw#key()]).
    public boolean hashes() {
        return switch (this) {
            case CONSISTENT_HASH, MAGLEV -> true;
            case ROUND_ROBIN, LEAST_CONNECTIONS, POWER_OF_TWO, RANDOM, PEAK_EWMA -> false;
        };
    }
}
