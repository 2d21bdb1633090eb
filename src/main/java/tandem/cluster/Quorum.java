package tandem.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.Pure;

/// How many nodes an owner has to hear, and whether it needs their pledges too.
///
/// The number is absolute: of the configured nodes, not of those that happen to be seen. A majority of the
/// visible ones is what every part of a cluster has after a partition.
///
/// @param voters the names of all configured nodes, witnesses included
/// @param witnesses those of them that only vote
/// @param votes  how many of them, this node included, an owner needs: more than half, at most all.
///               `cluster.quorum`
/// @param lease  the longest lease of a VIP, where ownership is exclusive: then an owner also needs that many
///               pledges ([MajorityLease]). `cluster.exclusive`, default false: nothing
@Pure
public record Quorum(Set<String> voters, Set<String> witnesses, int votes, Optional<Duration> lease) {

    /// How late a kernel may be to take away an address whose lifetime is over. Linux looks at lifetimes at most
    /// once a second when it has others to look at, too (`check_lifetime` in net/ipv4/devinet.c and
    /// `ADDRCONF_TIMER_FUZZ_MAX`).
    public static final Duration OVERTIME = Duration.ofSeconds(1);

    /// How long after its decision, by the same clock, a system call may still be made.
    public static final Duration RESERVE = Duration.ofMillis(100);

    /// Silence of a quorum during which an owner can still renew. Renewals are due four times in a lease, so a
    /// longer silence costs the VIP only when it lasts for most of a lease besides.
    static final Duration SILENCE = Duration.ofSeconds(1);

    /// Two clocks that measure the same time differ by one in so many at most.
    static final int DRIFT = 100;

    public Quorum {
        voters = Set.copyOf(voters);
        witnesses = Set.copyOf(witnesses);
        if (2 * votes <= voters.size() || votes > voters.size())
            throw new IllegalArgumentException("the quorum is more than half of the configured nodes and at most all: "
                    + (voters.size() / 2 + 1) + " to " + voters.size() + ", not " + votes);
    }

    /// Whether ownership is exclusive.
    public boolean exclusive() {
        return lease.isPresent();
    }

    /// What lacks when only these nodes are heard, this one included; empty when a quorum is.
    Optional<String> lacking(Collection<String> heard) {
        List<String> voices =
                heard.stream().filter(voters::contains).distinct().sorted().toList();
        if (voices.size() >= votes) return Optional.empty();
        return Optional.of("no quorum: " + voices.size() + " of " + voters.size() + " nodes are heard ("
                + String.join(", ", voices) + "), and " + votes + " are needed");
    }

    /// How long a pledge counts for its owner, from when that owner sent what the pledge answers; by the owner's
    /// clock.
    Duration support() {
        return lease.orElse(Duration.ZERO).plus(OVERTIME).plus(SILENCE);
    }

    /// How long a pledge binds who gave it, from when it heard that message; by its own clock. Longer than
    /// [#support], so that clocks may differ.
    Duration pledge() {
        return support().multipliedBy(DRIFT).dividedBy(DRIFT - 1);
    }
}
