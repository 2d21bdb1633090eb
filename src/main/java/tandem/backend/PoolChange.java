package tandem.backend;

import java.time.Duration;

/// A change of a running pool. Every constructor throws an [IllegalArgumentException] with a line for a person.
public sealed interface PoolChange {
    Duration SHORTEST_DRAIN = Duration.ofSeconds(1);
    Duration LONGEST_DRAIN = Duration.ofHours(24);

    /// The name of the backend that it is about.
    String backend();

    /// What is done, in one line for logs.
    default String text() {
        return switch (this) {
            case Add(Backend added) ->
                added.name() + " (" + added.address() + ") is added, of weight " + added.weight();
            case Remove(String backend) -> backend + " is removed";
            case Weigh(String backend, int weight) -> backend + " has weight " + weight + " now";
            case Drain(String backend, Duration limit) ->
                backend + " is drained, for " + limit.toSeconds() + " s at most";
            case Enable(String backend) -> backend + " is enabled";
            case Restore(String backend, Mode mode) -> backend + " is " + mode.text();
        };
    }

    /// One more backend. It takes requests once its checks have passed.
    record Add(Backend added) implements PoolChange {
        @Override
        public String backend() {
            return added.name();
        }
    }

    /// One backend less. Requests that are under way there end in peace.
    record Remove(String backend) implements PoolChange {}

    /// Another weight.
    ///
    /// @param weight 0 to [Backend#MAX_WEIGHT]; with 0 it gets only the requests of its sessions
    record Weigh(String backend, int weight) implements PoolChange {
        public Weigh {
            if (weight < 0 || weight > Backend.MAX_WEIGHT)
                throw new IllegalArgumentException("weight must be 0 to " + Backend.MAX_WEIGHT + ", not " + weight);
        }
    }

    /// Only the requests of its sessions, until none is left or the limit is over; then none at all.
    ///
    /// @param limit 1 s to 24 h
    record Drain(String backend, Duration limit) implements PoolChange {
        public Drain {
            if (limit.compareTo(SHORTEST_DRAIN) < 0 || limit.compareTo(LONGEST_DRAIN) > 0)
                throw new IllegalArgumentException("the limit of a drain must be 1 s to 24 h, not " + limit);
        }
    }

    /// Ends a drain, or undoes one that has ended.
    record Enable(String backend) implements PoolChange {}

    /// As it was before a restart, or as it is on another node; nobody asks for this.
    record Restore(String backend, Mode mode) implements PoolChange {}
}
