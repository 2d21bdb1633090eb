package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where messages wait for the HA thread. Each replaces its sender's earlier ones, so a slot for each
/// sender will do, however late the thread comes. Opens their seals; drops and counts what is not genuine.
final class Mailbox {
    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);
    static final int MAX_SENDERS = 256;

    /// On which way a message came.
    enum Way {
        /// By UDP, at every interval.
        BEACON,
        /// Through Hazelcast, now and then.
        TOPIC
    }

    /// A message that was understood.
    record Letter(Way way, NodeState state) {}

    private record Slot(Way way, String node, long incarnation) {}

    private final Seal seal;
    private final Supplier<Duration> clock;
    private final ConcurrentMap<Slot, NodeState> latest = new ConcurrentHashMap<>();
    private final Strangers strangers = new Strangers();
    private final Set<String> suspects = ConcurrentHashMap.newKeySet();
    private final LongAdder forged = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder stale = new LongAdder();

    Mailbox(Seal seal, Supplier<Duration> clock) {
        this.seal = seal;
        this.clock = clock;
    }

    /// Leaves a packet. Any thread.
    ///
    /// @param from where it came from, for the log
    /// @return whether a message came of it and nothing of this sender was waiting, so that somebody should
    ///         be told to look
    boolean put(Way way, byte[] packet, String from) {
        return switch (seal.open(packet)) {
            case Seal.Opened.Foreign() -> drop(malformed, from, "not a message of Tandem's");
            case Seal.Opened.Forged() ->
                drop(
                        forged,
                        from,
                        "not sealed with this cluster's name and secret (cluster.name, cluster.secret-file)");
            case Seal.Opened.Genuine(var text) -> put(way, text, from);
        };
    }

    private boolean put(Way way, String text, String from) {
        return switch (NodeStateCodec.decode(text)) {
            case NodeStateCodec.Decoded.Malformed(var reason) -> drop(malformed, from, reason);
            case NodeStateCodec.Decoded.Valid(var state) -> {
                Slot slot = new Slot(way, state.node(), state.incarnation());
                if (latest.size() >= MAX_SENDERS && !latest.containsKey(slot)) yield false;
                NodeState before = latest.put(slot, state);
                if (before == null) yield true;
                // It came late: the newer one stays.
                if (before.sequence() >= state.sequence()) {
                    stale.increment();
                    latest.merge(slot, before, (one, other) -> one.sequence() >= other.sequence() ? one : other);
                }
                yield false;
            }
        };
    }

    /// Takes all that is waiting.
    List<Letter> take() {
        List<Letter> letters = new ArrayList<>();
        for (Slot slot : latest.keySet()) {
            NodeState state = latest.remove(slot);
            if (state != null) letters.add(new Letter(slot.way(), state));
        }
        return letters;
    }

    /// Whose messages were dropped lately, and why, a line each.
    List<String> strangers() {
        return strangers.lines(clock.get());
    }

    /// Counts a message that turned out to be old.
    void countStale() {
        stale.increment();
    }

    /// What became of the messages so far.
    BeaconCounts counts(long sent, long received) {
        return new BeaconCounts(sent, received, forged.sum(), stale.sum(), malformed.sum());
    }

    private boolean drop(LongAdder count, String from, String reason) {
        count.increment();
        strangers.heard(from, reason, clock.get());
        if (suspects.size() < MAX_SENDERS && suspects.add(from))
            log.warn("dropped what {} said, this time and from now on: {}", from, reason);
        return false;
    }
}
