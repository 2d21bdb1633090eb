package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.Pure;

/// Tells from the beacons of the other nodes which of them are lost.
///
/// Silence is not measured by the wall but by this node's own ticks, each of which counts for one interval
/// at most. So a node that was kept from running, and therefore from listening, does not blame the others for
/// what it did not hear: the time in which it stood still counts for one interval, however long it was. (The
/// idea is that of the local health multiplier in Lifeguard: Dadgar, Phillips, Currey, "Lifeguard: Local
/// Health Awareness for More Accurate Failure Detection", 2018.) The caller reads what waits in its socket
/// before each tick.
///
/// **Patience.** How much silence is borne follows from what was seen lately, as in the adaptive detectors
/// of Chen, Toueg and Aguilera ("On the Quality of Service of Failure Detectors", 2002) and of Hayashibara
/// and others ("The phi accrual failure detector", 2004): [#GAPS] times the longest gap between two beacons
/// of that node within the last seconds, but never less than the calm misses and never more than the limit.
/// They take the mean and the spread of the gaps. Here the longest one counts, for gaps are not spread like
/// any textbook's curve: all are of one interval, but for the few of a collection or of a processor that was
/// taken away, and these are the ones that must not be mistaken for a death. On a calm machine a death is
/// noticed in a few intervals; on a busy one the first late beacons buy patience for the later ones.
///
/// **The host.** A process may stand still for a moment (a collection, a processor that was taken away) and go on;
/// meanwhile the kernel of its host answers, which that of a cut host does not. So a silence that the host shares
/// is borne for fewer misses ([HostPulse]).
///
/// A node whose host refuses our datagrams has no process any more, and its host lives to say so: that ends the
/// wait at once. A refusal alone is not believed, for a packet filter can send one, too: the node must have
/// been silent for an interval and a half, and its host must not have refused datagrams lately while the node was
/// there all the time.
///
/// **The pace** of another node may differ from this one's: what is counted in intervals is counted in the longer one
/// of both, as the node says.
///
/// Holds state, for one thread. It has no clock: `now` is the time since any fixed moment, by a clock that
/// never goes back.
@Pure
final class FailureDetector {
    /// How many times the longest gap seen lately a silence has to last.
    static final int GAPS = 2;
    /// For how long a gap is remembered, at least.
    static final Duration REMEMBERED = Duration.ofSeconds(5);
    /// For how long a process is young: it compiles itself, opens everything, and is at its slowest.
    static final Duration YOUTH = Duration.ofSeconds(30);
    /// More senders than a cluster has nodes; who comes later is not watched.
    static final int MAX_NODES = 256;
    /// For how long refusals are not believed that came while the node was there.
    static final Duration DOUBTED = Duration.ofSeconds(10);
    /// After it a node that was lost is forgotten: where each start has a name of its own, names have no end.
    static final Duration FORGOTTEN = Duration.ofMinutes(10);

    /// What a beacon is to the detector.
    enum Arrival {
        /// The node was not heard before, or was lost, or has been restarted.
        FIRST,
        /// It follows others.
        NEWER,
        /// It is not newer than one that came before: late, doubled or replayed.
        STALE
    }

    /// A node fell silent.
    ///
    /// @param silence since its last beacon
    /// @param why     a line for a person
    record Loss(String node, long incarnation, Duration silence, String why) {}

    private static final class Watched {
        private final Lateness.Counter lateness = new Lateness.Counter();
        private final RecentLongest gaps = new RecentLongest(REMEMBERED);
        private Duration interval;
        private HostPulse host;
        private boolean refused;
        private Duration doubted = Duration.ZERO;
        private long incarnation;
        private long sequence;
        private Duration heardAt = Duration.ZERO;
        private Duration missed = Duration.ZERO;
        private boolean lost = true;

        private Watched(Duration interval) {
            this.interval = interval;
            host = new HostPulse(interval);
        }

        /// The same node at another pace.
        private void paced(Duration longest) {
            if (interval.equals(longest)) return;
            interval = longest;
            host = new HostPulse(longest);
        }
    }

    private final Duration interval;
    private final BeaconSettings.Misses misses;
    private final Map<String, Watched> nodes = new HashMap<>();
    private Duration ticked = Duration.ZERO;

    FailureDetector(BeaconSettings settings) {
        this.interval = settings.interval();
        this.misses = settings.misses();
    }

    /// A beacon came.
    ///
    /// @param answers whether it shows that its sender has heard this node, and so was written just now. Such a
    ///                one is believed of a lost node also when it looks older than what came before: the clock
    ///                of a host may have been set back
    Arrival heard(NodeState state, boolean answers, Duration now) {
        Watched node = nodes.get(state.node());
        if (node == null) {
            if (nodes.size() >= MAX_NODES) forgetOne();
            if (nodes.size() >= MAX_NODES) return Arrival.STALE;
            node = new Watched(interval);
            nodes.put(state.node(), node);
        }
        boolean same = state.incarnation() == node.incarnation;
        if (same && state.sequence() <= node.sequence) return Arrival.STALE;
        if (state.incarnation() < node.incarnation && !(node.lost && answers)) return Arrival.STALE;
        boolean first = !same || node.lost;
        node.paced(longer(state.profile().interval(), interval));
        if (!first && node.refused) node.doubted = now.plus(DOUBTED);
        node.refused = false;
        // Of a newcomer nothing is known yet, one that has just started is at its slowest, and one that
        // comes back may have been mistaken for dead: the benefit of the doubt.
        node.gaps.note(first || isYoung(state, node) ? patience(node, misses.most()) : counted(node, now), now);
        if (!first) node.lateness.add(now.minus(node.heardAt).minus(node.interval));
        node.incarnation = state.incarnation();
        node.sequence = state.sequence();
        node.heardAt = now;
        node.missed = Duration.ZERO;
        node.lost = false;
        node.host.heard(now);
        return first ? Arrival.FIRST : Arrival.NEWER;
    }

    /// By its messages, of which there is at least one in each interval; its clock may differ from ours.
    private static boolean isYoung(NodeState state, Watched node) {
        return state.sequence() < Math.ceilDiv(YOUTH.toNanos(), node.interval.toNanos());
    }

    /// The node's host refused a datagram of ours.
    Optional<Loss> refused(String name, Duration now) {
        Watched node = nodes.get(name);
        if (node == null || node.lost) return Optional.empty();
        node.refused = true;
        Duration silence = now.minus(node.heardAt);
        boolean soon = silence.multipliedBy(2).compareTo(node.interval.multipliedBy(3)) < 0;
        if (soon || now.compareTo(node.doubted) < 0) return Optional.empty();
        return Optional.of(lose(name, node, now, "its host says that its process is gone"));
    }

    /// Whose hosts are to be asked now whether they are there; they count as asked.
    List<String> questions(Duration now) {
        if (misses.hostGone() >= misses.calm()) return List.of();
        List<String> questions = new ArrayList<>();
        nodes.forEach((name, node) -> {
            if (!node.lost && node.host.ask(counted(node, now), now)) questions.add(name);
        });
        return questions;
    }

    /// The node's host has answered.
    void hostAnswered(String name, Duration now) {
        Watched node = nodes.get(name);
        if (node != null) node.host.answered(now);
    }

    /// Time has passed; to be called every interval, and when somebody's patience ends.
    List<Loss> tick(Duration now) {
        nodes.values().forEach(node -> node.missed = counted(node, now));
        ticked = now;
        nodes.values().removeIf(node -> node.lost && now.minus(node.heardAt).compareTo(FORGOTTEN) > 0);
        List<Loss> losses = new ArrayList<>();
        nodes.forEach((name, node) -> {
            if (node.lost || node.missed.compareTo(patience(node, now)) < 0) return;
            Duration silence = now.minus(node.heardAt);
            String host = node.host.gone(now) ? ", and so is its host" : "";
            losses.add(lose(name, node, now, "silent for " + silence.toMillis() + " ms" + host));
        });
        return losses;
    }

    /// How long it takes until a node will be lost if nothing is heard of it, ticks being on time; empty
    /// when nobody is watched.
    Optional<Duration> untilLoss(Duration now) {
        return nodes.values().stream()
                .filter(node -> !node.lost)
                .map(node -> patience(node, now).minus(counted(node, now)))
                .min(Duration::compareTo);
    }

    /// By name: the longest gap of each node that is heard, as far as it is remembered.
    Map<String, Duration> gaps(Duration now) {
        Map<String, Duration> gaps = new HashMap<>();
        nodes.forEach((name, node) -> {
            if (!node.lost) gaps.put(name, node.gaps.longest(now));
        });
        return gaps;
    }

    /// By name: how late the beacons came of each node that is not forgotten, one after the other.
    Map<String, Lateness> lateness() {
        Map<String, Lateness> all = new HashMap<>();
        nodes.forEach((name, node) -> all.put(name, node.lateness.snapshot()));
        return all;
    }

    /// How long a node may be silent.
    private Duration patience(Watched node, Duration now) {
        Duration asked = times(node.gaps.longest(now), GAPS);
        Duration longest = patience(node, misses.most());
        Duration most = asked.compareTo(longest) < 0 ? asked : longest;
        return longer(most, patience(node, node.host.gone(now) ? misses.hostGone() : misses.calm()));
    }

    private static Duration patience(Watched node, int intervals) {
        return times(node.interval, intervals);
    }

    /// What Duration does by way of BigDecimal, which is too much work for each beacon.
    private static Duration times(Duration one, int factor) {
        return Duration.ofNanos(one.toNanos() * factor);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /// Whoever has been lost for longest.
    private void forgetOne() {
        nodes.entrySet().stream()
                .filter(entry -> entry.getValue().lost)
                .min(Comparator.comparing(entry -> entry.getValue().heardAt))
                .map(Map.Entry::getKey)
                .ifPresent(nodes::remove);
    }

    /// The silence of a node as far as this one was there to hear it.
    private Duration counted(Watched node, Duration now) {
        Duration silence = now.minus(node.heardAt);
        Duration passed = now.minus(ticked);
        Duration heeded = passed.compareTo(interval) > 0 ? interval : passed;
        return silence.compareTo(node.missed.plus(heeded)) < 0 ? silence : node.missed.plus(heeded);
    }

    private static Loss lose(String name, Watched node, Duration now, String why) {
        node.lost = true;
        return new Loss(name, node.incarnation, now.minus(node.heardAt), why);
    }
}
