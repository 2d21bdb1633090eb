package tandem.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.vip.OwnershipEvent;
import tandem.vip.OwnershipState;

/// What must hold at every step of a [World].
final class Invariants {

    /// A node of the world has broken a promise.
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1;

        Broken(String message) {
            super(message);
        }
    }

    private final World world;
    private final Map<WorldNode, Diary> diaries = new HashMap<>();

    /// What is remembered of one life of a node.
    private static final class Diary {
        private final Duration started;
        private final long startedAt;
        private final Set<String> heard = new HashSet<>();
        private long published;
        /// The highest term in the view that was decided on. The next message may be heard before the claim goes out;
        /// then the next view follows at once.
        private long decidedOn;
        private boolean said;
        private Duration handled;
        private boolean stoodStill;
        private long claimedTerm;
        private long claimedSince;

        Diary(Duration started, long startedAt) {
            this.started = started;
            this.startedAt = startedAt;
            this.handled = started;
        }
    }

    Invariants(World world) {
        this.world = world;
    }

    void started(WorldNode node) {
        diaries.put(node, new Diary(node.now(), world.now()));
    }

    /// The address is on one more host, or for longer.
    void added(WorldNode node) {
        Diary diary = diary(node);
        if (diary.stoodStill)
            broken(node.name() + " adds the address after it stood still, before it forgot the others");
        if (node.roster().view(node.now()).me().claims(World.VIP)) {
            if (!diary.said) broken(node.name() + " adds the address and has told nobody of its claim");
        } else broken(node.name() + " adds the address without a claim");
        if (!world.plan.exclusive()) return;
        String holders = world.nodes.stream()
                .filter(other -> other.kernel().holds())
                .map(WorldNode::name)
                .collect(Collectors.joining(" and "));
        if (holders.contains(" and ")) broken(holders + " hold the address");
    }

    void handles(WorldNode node, OwnershipEvent event) {
        Diary diary = diary(node);
        if (event.at().minus(diary.handled).compareTo(WorldPlan.LEASE) >= 0) diary.stoodStill = true;
        diary.handled = event.at();
    }

    void forgets(WorldNode node) {
        diary(node).stoodStill = false;
    }

    void heard(WorldNode node, NodeState said) {
        diary(node).heard.add(said.node());
    }

    void said(WorldNode node, NodeState said) {
        Diary diary = diary(node);
        long term = said.claims().getOrDefault(World.VIP, 0L);
        diary.said = term > 0;
        if (term != diary.claimedTerm) diary.claimedSince = world.now();
        diary.claimedTerm = term;
    }

    void publishes(WorldNode node, long term) {
        Diary diary = diary(node);
        long seen = diary.decidedOn;
        if (term < diary.published) broken(node.name() + " claims at " + term + " after " + diary.published);
        if (term < seen) broken(node.name() + " claims at " + term + " and has seen " + seen);
        diary.published = term;
        boolean waits = node.now().minus(diary.started).compareTo(WorldPlan.TIMING.startWait()) < 0;
        if (waits
                && highestClaim(node.roster().view(node.now())) == 0
                && diary.heard.size() < world.plan.names().size() - 1)
            broken(node.name() + " claims within its first wait, and has heard only " + diary.heard);
        world.network
                .longOwner(node, term)
                .ifPresent(owner -> broken(node.name() + " claims at " + term + ", but " + owner.name()
                        + ", which it can hear, has long been owner at "
                        + owner.claimed().orElse(0L)));
    }

    /// How long the node has been telling of its claim, at the term that it has now: a claim at a higher one is
    /// new, and another node may make it at the same moment.
    long claimedFor(WorldNode node) {
        Diary diary = diary(node);
        return diary.claimedTerm == 0 ? 0 : world.now() - diary.claimedSince;
    }

    long runsFor(WorldNode node) {
        return world.now() - diary(node).startedAt;
    }

    void decided(WorldNode node, View view, Verdict verdict) {
        if (verdict.reason().isBlank()) broken(node.name() + " decides without a reason: " + verdict);
        diary(node).decidedOn = view.highestTerm(World.VIP);
        long own = view.me().term(World.VIP);
        long highest = highestClaim(view);
        if (verdict instanceof Verdict.Standby(var owner, var _) && own > 0) {
            long theirs = view.members().stream()
                    .filter(member -> member.name().equals(owner))
                    .mapToLong(member -> member.term(World.VIP))
                    .findFirst()
                    .orElse(0);
            if (theirs < own) broken(node.name() + ", owner at " + own + ", gives way to " + owner + " at " + theirs);
        }
        if (verdict instanceof Verdict.Active(var term, var _) && term < highest)
            broken(node.name() + " is to be active at " + term + " below " + highest);
        boolean quorum = world.plan
                .policy()
                .quorum()
                .map(needed -> view.members().size() >= needed.votes())
                .orElse(true);
        if (verdict instanceof Verdict.Active && !quorum)
            broken(node.name() + " is to be active and hears " + view.members().size());
    }

    private static long highestClaim(View view) {
        return view.members().stream()
                .mapToLong(member -> member.term(World.VIP))
                .max()
                .orElse(0);
    }

    /// No address without a reason, and no claim without one.
    void check(WorldNode node) {
        if (!node.running()) return;
        OwnershipState state = node.state();
        boolean stopped = state instanceof OwnershipState.Stopped;
        boolean mayHold = switch (state) {
            case OwnershipState.Claiming _, OwnershipState.Held _, OwnershipState.Releasing _ -> true;
            case OwnershipState.NotHeld _, OwnershipState.Candidate _, OwnershipState.Stopped _ -> false;
        };
        if (node.kernel().holds() && !mayHold && !stopped)
            broken(node.name() + " has the address and is " + state.text());
        boolean mayClaim = mayHold || state instanceof OwnershipState.Candidate;
        if (node.claimed().isPresent() && !mayClaim && !stopped)
            broken(node.name() + " claims the address and is " + state.text());
        boolean refused = switch (node.verdict()) {
            case Verdict.Active _, Verdict.Abstain _ -> false;
            case Verdict.Standby _, Verdict.Refrain _ -> true;
        };
        if (state instanceof OwnershipState.Held && refused)
            broken(node.name() + " is " + state.text() + ", and its verdict is " + node.verdict());
    }

    void broken(String what) {
        world.note("BROKEN: " + what);
        throw new Broken(what);
    }

    private Diary diary(WorldNode node) {
        return java.util.Objects.requireNonNull(diaries.get(node));
    }
}
