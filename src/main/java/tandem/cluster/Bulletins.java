package tandem.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tandem.cluster.CallMessage.Life;

/// What a node tells all others that is no matter of the HA path: each text replaces the sender's earlier ones.
///
/// They go through Hazelcast, sealed as every other message. A text counts when the life of its sender has a seat in
/// Hazelcast's cluster, and its number is above all that this one has said before: one that was recorded in another
/// life is nothing, and one of this life is set right by the next.
public final class Bulletins {
    /// Characters of a text.
    public static final int MAX_TEXT = 256 * 1024;

    private final Life self;
    private final Seal seal;
    private final Supplier<List<Roster.Seat>> seats;
    private final Predicate<byte[]> line;
    private final AtomicLong numbers = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private volatile @Nullable Reader reader;

    /// The highest number of each life; guarded by this.
    private final Map<Life, Long> heard = new HashMap<>();

    /// Whom they are for.
    public interface Reader {
        /// Called on a thread of Hazelcast's: hand over and return.
        ///
        /// @param life      of the node's process
        /// @param newcomer  whether it is the first that this life says: it has heard nothing yet
        void read(String node, long life, String text, boolean newcomer);
    }

    /// @param seats who sits in the cluster now; nobody while it is not known
    /// @param line  sends a packet to every node; false when that cannot be done now
    Bulletins(Life self, Seal seal, Supplier<List<Roster.Seat>> seats, Predicate<byte[]> line) {
        this.self = self;
        this.seal = seal;
        this.seats = seats;
        this.line = line;
    }

    /// From now on those of other nodes are read. One reader at a time.
    public void follow(Reader how) {
        reader = how;
    }

    /// Tells every other node. May block as Hazelcast does; not to be called on an event loop or the HA thread.
    ///
    /// @return false when it was not said: the text is too long, or this node is between two clusters
    public boolean post(String text) {
        if (text.length() > MAX_TEXT) return false;
        return line.test(seal.seal(new CallMessage(self, self, numbers.incrementAndGet(), 0, text).encode()));
    }

    /// Which life of this node it is that speaks.
    public long life() {
        return self.incarnation();
    }

    /// Whether every node that has a seat has said something; true when this one is alone.
    public synchronized boolean allHeard() {
        var all = lives();
        all.remove(self);
        return heard.keySet().containsAll(all);
    }

    /// Packets of others that were not taken in.
    public long dropped() {
        return dropped.sum();
    }

    /// A packet came from some node.
    void received(byte[] packet) {
        var how = reader;
        if (how == null) return;
        if (!(seal.open(packet) instanceof Seal.Opened.Genuine(var text))) {
            dropped.increment();
            return;
        }
        // Meant for everybody: from a life to itself.
        CallMessage.decode(text)
                .filter(message -> !message.from().equals(self))
                .ifPresent(message -> take(message, how));
    }

    /// The reader has it before [#allHeard] says so.
    private synchronized void take(CallMessage message, Reader how) {
        var known = note(message);
        if (known == Known.STALE) {
            dropped.increment();
            return;
        }
        var from = message.from();
        how.read(from.node(), from.incarnation(), message.text(), known == Known.FIRST);
    }

    private enum Known {
        FIRST,
        NEWER,
        STALE
    }

    private Known note(CallMessage message) {
        var seated = lives();
        // Those that have gone do not come back: a new process is a new life.
        if (!seated.isEmpty()) heard.keySet().retainAll(seated);
        if (!seated.contains(message.from())) return Known.STALE;
        var before = heard.get(message.from());
        if (before != null && before >= message.number()) return Known.STALE;
        heard.put(message.from(), message.number());
        return before == null ? Known.FIRST : Known.NEWER;
    }

    private Set<Life> lives() {
        var lives = new HashSet<Life>();
        for (var seat : seats.get()) lives.add(new Life(seat.name(), seat.incarnation()));
        return lives;
    }
}
