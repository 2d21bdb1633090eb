package tandem.balance;

/// The balancing algorithms. In the configuration: `pools[].balance`, in kebab-case.
public enum Algorithm {
    /// Smooth weighted round robin, as in nginx: `round-robin`, the default.
    ROUND_ROBIN,
    /// Fewest requests in flight for its weight: `least-connections`.
    LEAST_CONNECTIONS
}
