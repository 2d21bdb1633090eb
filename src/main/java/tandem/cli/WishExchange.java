package tandem.cli;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.PeerCalls;
import tandem.admin.Peers;
import tandem.cluster.MemberStatus;
import tandem.cluster.NodeState;

/// Asks the other nodes what they know of changed pools: each as soon as it is there, and now and then in case a change
/// did not come through. Nothing of a takeover or of a request waits for it. On one event loop.
final class WishExchange {
    private static final Logger LOG = LoggerFactory.getLogger(WishExchange.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    /// Looks between two questions to the same node.
    private static final int PAUSE = 20;

    private final Peers peers;
    private final KeptPools pools;
    private final Supplier<List<MemberStatus>> members;
    private final Map<String, Asked> asked = new HashMap<>();
    private long look;

    /// @param life of the node that was asked
    /// @param at   in which look
    private record Asked(long life, long at) {}

    private WishExchange(Peers peers, KeptPools pools, Supplier<List<MemberStatus>> members) {
        this.peers = peers;
        this.pools = pools;
        this.members = members;
    }

    static void start(Vertx vertx, Peers peers, KeptPools pools, Supplier<List<MemberStatus>> members) {
        var exchange = new WishExchange(peers, pools, members);
        vertx.setPeriodic(LOOK.toMillis(), _ -> exchange.look());
    }

    private void look() {
        look++;
        for (MemberStatus member : members.get()) {
            NodeState said = member.said();
            if (member.self() || said == null || member.isWitness()) continue;
            var last = asked.get(member.name());
            boolean due = last == null || last.life() != said.incarnation() || look - last.at() >= PAUSE;
            if (due) ask(member.name(), said.incarnation());
        }
    }

    private void ask(String node, long life) {
        asked.put(node, new Asked(life, look));
        peers.ask(node, PeerCalls.wishes(pools.wishes().digest())).onComplete(answered -> {
            if (answered.failed()) {
                // It may just not be ready to answer; a new one is asked again soon.
                asked.put(node, new Asked(life, look - PAUSE + 2));
                return;
            }
            try {
                pools.learn(node, answered.result());
            } catch (IllegalArgumentException | ClassCastException e) {
                LOG.warn("what {} tells of changed pools makes no sense: {}", node, e.getMessage());
            }
        });
    }
}
