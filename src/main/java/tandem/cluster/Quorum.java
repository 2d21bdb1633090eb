package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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

    /// Names the voters, how many of them are needed, and that their pledges are; the same on every node whose file
    /// says the same of that. "" where ownership is not exclusive.
    String roll() {
        return exclusive() ? votes + " of " + String.join(", ", new TreeSet<>(voters)) : "";
    }

    /// What a node of this configuration tells of its pledges.
    Profile.Voting voting() {
        return exclusive() ? new Profile.Voting(roll(), pledge()) : Profile.Voting.NONE;
    }

    /// Why a voter's pledges are no good to this node, whose file says something else; empty when they are.
    Optional<String> differing(String voter, Profile.Voting theirs) {
        String ours = roll();
        if (!voters.contains(voter) || isAlike(theirs, ours)) return Optional.empty();
        if (theirs.roll().isEmpty())
            return Optional.of(voter + " does not say that ownership is exclusive (cluster.exclusive, or an older"
                    + " version of Tandem)");
        if (!theirs.roll().equals(ours))
            return Optional.of(voter + " counts " + theirs.roll() + ", and this node " + ours
                    + " (cluster.nodes, cluster.quorum)");
        return Optional.of(voter + " has shorter leases in its file than this node (vips[].lease)");
    }

    /// Whether a voter of such pledges is a voice of this quorum.
    private boolean isAlike(Profile.Voting theirs, String ours) {
        return !exclusive()
                || (theirs.roll().equals(ours) && counted(theirs.pledge()).compareTo(support()) >= 0);
    }

    /// What lacks when only these nodes are heard, this one included, which say so of their pledges; empty when a
    /// quorum is.
    Optional<String> lacking(Map<String, Profile.Voting> heard) {
        String ours = roll();
        List<String> voices = new ArrayList<>();
        heard.forEach((name, theirs) -> {
            if (voters.contains(name) && isAlike(theirs, ours)) voices.add(name);
        });
        return voices.size() >= votes ? Optional.empty() : Optional.of(lacking(voices, heard));
    }

    private String lacking(List<String> voices, Map<String, Profile.Voting> heard) {
        Map<String, String> differing = new TreeMap<>();
        heard.forEach((name, theirs) -> differing(name, theirs).ifPresent(why -> differing.put(name, why)));
        String text = "no quorum: " + voices.size() + " of " + voters.size() + " nodes are heard ("
                + voices.stream().sorted().collect(Collectors.joining(", ")) + "), and " + votes + " are needed";
        return differing.isEmpty() ? text : text + "; " + String.join("; ", differing.values());
    }

    /// How long a pledge counts for its owner, from when that owner sent what the pledge answers; by the owner's
    /// clock.
    Duration support() {
        return lease.orElse(Duration.ZERO).plus(OVERTIME).plus(SILENCE);
    }

    /// How long a pledge binds who gave it, from when it heard that message; by its own clock. Longer than
    /// [#support], so that clocks may differ. In whole milliseconds, as it is told.
    Duration pledge() {
        return Duration.ofMillis(Math.ceilDiv(support().toNanos() * DRIFT, (DRIFT - 1) * 1_000_000L));
    }

    /// How long a pledge of that length counts for its owner: whoever gave it may have shorter leases in its file,
    /// and so be bound for less than this node would be.
    Duration counted(Duration length) {
        Duration surely = Duration.ofNanos(length.toNanos() * (DRIFT - 1) / DRIFT);
        return surely.compareTo(support()) < 0 ? surely : support();
    }
}
