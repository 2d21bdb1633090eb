package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// What the others have promised this node: for each VIP that it claims, who stands by it until when. The argument for
/// it is in [MajorityLease]. Holds state, for one thread.
@Pure
class Backing {
    private final Quorum quorum;
    private final String roll;
    private final String self;
    private final long incarnation;

    /// When each message went out, as far back as a pledge for it may still count.
    private final TreeMap<Long, Duration> sent = new TreeMap<>();

    private final Map<String, Claim> claims = new HashMap<>();

    /// @param from  the first message with this claim in it
    /// @param until by voter
    private record Claim(long from, Map<String, Duration> until) {}

    Backing(Quorum quorum, String self, long incarnation) {
        this.quorum = quorum;
        this.roll = quorum.roll();
        this.self = self;
        this.incarnation = incarnation;
    }

    /// A message goes out; not before this time.
    void sent(long sequence, Duration at) {
        sent.put(sequence, at);
        Duration tooOld = at.minus(quorum.support());
        while (sent.firstEntry().getValue().compareTo(tooOld) < 0) sent.pollFirstEntry();
    }

    /// @param from the number of the next message
    void claimed(String vip, long from) {
        claims.putIfAbsent(vip, new Claim(from, new HashMap<>()));
    }

    /// Whoever hears of it may stand by another node from then on: nothing that was promised counts any more.
    void withdrawn(String vip) {
        claims.remove(vip);
    }

    /// Takes note of a voter's pledges. `at` is not asked for: a pledge counts from when this node sent what it
    /// answers, however long the answer was under way.
    void heard(NodeState said, Duration at) {
        boolean votes = quorum.voters().contains(said.node())
                && roll.equals(said.profile().voting().roll());
        if (!votes) return;
        said.pledges().forEach((vip, pledge) -> {
            Claim claim = claims.get(vip);
            boolean ours = pledge.node().equals(self) && pledge.incarnation() == incarnation;
            if (!ours || claim == null || pledge.sequence() < claim.from()) return;
            Duration begun = begun(pledge, at);
            if (begun != null)
                claim.until().merge(said.node(), begun.plus(quorum.counted(pledge.length())), Backing::later);
        });
    }

    /// When a pledge begins to count; null when that is too long ago to be known.
    @Nullable
    Duration begun(NodeState.Pledge pledge, Duration heardAt) {
        return sent.get(pledge.sequence());
    }

    /// Until when a quorum stands by this node; empty when none does.
    ///
    /// @param own until when this node stands by itself
    Optional<Duration> until(String vip, Optional<Duration> own) {
        Claim claim = claims.get(vip);
        if (claim == null) return Optional.empty();
        List<Duration> votes = new ArrayList<>(claim.until().values());
        own.ifPresent(votes::add);
        if (votes.size() < quorum.votes()) return Optional.empty();
        votes.sort(Collections.reverseOrder());
        return Optional.of(votes.get(quorum.votes() - 1));
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
