package tandem.vip;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.cluster.ElectionPolicy;
import tandem.cluster.Handovers;
import tandem.cluster.View;

/// Planned moves of one VIP, from this node and to it. Everything happens on the HA thread; the public methods may be
/// called from any thread.
public final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    /// One that loses no connection, and a plain one after it.
    private static final int OFFERS_OF_A_MOVE = 2;

    private final Giving.Parts parts;
    private final ElectionPolicy policy;
    private final HaThread ha;
    private final Taking taking;

    private @Nullable View view;
    private @Nullable Giving giving;
    private @Nullable Hold hold;
    private long offers;
    private Optional<String> last = Optional.empty();
    private volatile HandoverStatus status;

    /// @param handBack opened; whoever opened it closes it
    public Handover(VipSettings settings, HandBack handBack, Clients clients, ElectionPolicy policy, Shell shell) {
        this(parts(settings, handBack, clients, shell.host()), policy, HaThread.of(shell.ha(), LOG));
    }

    Handover(Giving.Parts parts, ElectionPolicy policy, HaThread ha) {
        this.parts = parts;
        this.policy = policy;
        this.ha = ha;
        this.taking = new Taking(parts.vip(), parts.handBack(), ha, parts.host());
        this.status = statusNow();
    }

    static Giving.Parts parts(VipSettings settings, HandBack handBack, Clients clients, HandoverHost host) {
        return new Giving.Parts(settings.name(), address(settings.mode()), handBack, clients, host);
    }

    /// What planned moves run on.
    ///
    /// @param ha   one thread
    /// @param host speaks to the other nodes
    public record Shell(ScheduledExecutorService ha, HandoverHost host) {}

    /// Only an address of an interface takes its connections along. A shared socket leaves those that it has accepted
    /// where they are.
    private static Optional<String> address(VipSettings.Mode mode) {
        return switch (mode) {
            case VipSettings.Mode.Linux linux -> Optional.of(linux.address());
            case VipSettings.Mode.Exec exec -> Optional.of(exec.address());
            case VipSettings.Mode.Socket _, VipSettings.Mode.None _ -> Optional.empty();
        };
    }

    /// Takes in what the node knows now.
    public void onView(View known) {
        ha.execute(() -> {
            view = known;
            Hold held = hold;
            if (held != null && known.me().term(parts.vip()) != held.term()) unhold("it is not owned at that term");
            taking.onView(known);
            Giving current = giving;
            if (current != null) current.onView(known);
            status = statusNow();
        });
    }

    /// Moves the VIP to another node.
    ///
    /// @param to      that node; empty for the best one
    /// @param drain   how long connections may live on here
    /// @param leaving whether this node is about to stop, so that the VIP will not come back whatever its priority
    /// @return completes when the VIP has moved or stays: some seconds at most, and longer by the drain limit
    ///         where connections cannot live on
    public CompletionStage<HandoverOutcome> move(Optional<String> to, Duration drain, boolean leaving) {
        CompletableFuture<HandoverOutcome> outcome = new CompletableFuture<>();
        boolean runs = ha.execute(() -> begin(to, drain, leaving, outcome));
        if (!runs) outcome.complete(new HandoverOutcome.Stays("this node has stopped"));
        return outcome.minimalCompletionStage();
    }

    /// Keeps the VIP here: nobody takes it over for its priority or because this node is unfit, and it is not
    /// moved by an operator. When this node dies or stops, it goes all the same.
    ///
    /// @param limit how long at most; another hold begins anew
    public CompletionStage<HandoverOutcome> hold(Duration limit) {
        return answered(() -> begin(limit));
    }

    /// Ends that.
    public CompletionStage<HandoverOutcome> release() {
        return answered(() -> {
            if (hold == null) return new HandoverOutcome.Stays("it is not held here");
            unhold("released");
            return new HandoverOutcome.Done("it is not held any more");
        });
    }

    private CompletionStage<HandoverOutcome> answered(Supplier<HandoverOutcome> act) {
        CompletableFuture<HandoverOutcome> outcome = new CompletableFuture<>();
        boolean runs = ha.execute(() -> outcome.complete(act.get()));
        if (!runs) outcome.complete(new HandoverOutcome.Stays("this node has stopped"));
        return outcome.minimalCompletionStage();
    }

    /// A hold of the owner at one term.
    private record Hold(long term, Instant until) {}

    private HandoverOutcome begin(Duration limit) {
        View known = view;
        if (known == null) return new HandoverOutcome.Stays("this node does not know its cluster yet");
        if (Successor.choose(known, parts.vip(), policy, Optional.of(known.self()))
                        instanceof Successor.None(var refusal)
                && refusal instanceof HandoverOutcome.NotOwner elsewhere) return elsewhere;
        if (giving != null && !giving.over().isDone())
            return new HandoverOutcome.Stays("a move of it is not over yet: " + giving.text());
        long term = known.me().term(parts.vip());
        Hold begun = new Hold(term, ha.wallNow().plus(limit));
        hold = begun;
        offers++;
        parts.host().offer(parts.vip(), Optional.of(Handovers.Offer.hold(known.self(), offers, term)));
        ha.later(limit, () -> {
            if (begun.equals(hold)) unhold("its limit is over");
        });
        ha.log().info("vip {}: held here until {}", parts.vip(), begun.until());
        status = statusNow();
        return new HandoverOutcome.Done(known.self() + " keeps it until " + begun.until());
    }

    private void unhold(String why) {
        hold = null;
        parts.host().offer(parts.vip(), Optional.empty());
        ha.log().info("vip {}: not held any more: {}", parts.vip(), why);
        status = statusNow();
    }

    /// Completes when no connection of an earlier move lives on here.
    public CompletionStage<Void> over() {
        CompletableFuture<Void> over = new CompletableFuture<>();
        boolean runs = ha.execute(() -> {
            CompletableFuture<Void> current = giving == null ? CompletableFuture.completedFuture(null) : giving.over();
            var _ = current.thenRun(() -> over.complete(null));
        });
        if (!runs) over.complete(null);
        return over.minimalCompletionStage();
    }

    /// Planned moves as this node sees them now.
    public HandoverStatus status() {
        HandoverStatus known = status;
        return known.counting(parts.handBack().handedBack());
    }

    private void begin(
            Optional<String> to, Duration drain, boolean leaving, CompletableFuture<HandoverOutcome> outcome) {
        View known = view;
        Giving current = giving;
        if (known == null) {
            outcome.complete(new HandoverOutcome.Stays("this node does not know its cluster yet"));
        } else if (hold != null && !leaving) {
            outcome.complete(new HandoverOutcome.Stays("it is held here until " + hold.until() + "; release it first"));
        } else if (current != null && !current.outcome().isDone()) {
            // Whoever wishes it a second time gets the same answer.
            var _ = current.outcome().thenAccept(outcome::complete);
        } else {
            switch (Successor.choose(known, parts.vip(), policy, to)) {
                case Successor.None(var refusal) -> outcome.complete(refusal);
                case Successor.Node(var name) -> begin(known, name, drain, leaving, outcome);
            }
        }
    }

    private void begin(
            View known, String to, Duration drain, boolean leaving, CompletableFuture<HandoverOutcome> outcome) {
        Optional<String> returns = leaving ? Optional.empty() : Successor.returns(known, parts.vip(), to, policy);
        if (returns.isPresent()) {
            outcome.complete(new HandoverOutcome.Stays(returns.get()));
            return;
        }
        if (hold != null) unhold("it is handed over");
        if (giving != null) giving.abort("another move begins");
        boolean warm =
                known.member(to).filter(member -> member.profile().warm()).isPresent();
        ha.log().info("vip {}: handing it over to {}{}", parts.vip(), to, warm ? "" : ", which is not warm yet");
        var wish = new Giving.Wish(to, known.me().term(parts.vip()), drain, offers + 1);
        offers += OFFERS_OF_A_MOVE;
        Giving begun = new Giving(wish, parts, ha);
        giving = begun;
        var _ = begun.outcome().thenAccept(done -> {
            last = Optional.of(done.text());
            status = statusNow();
            outcome.complete(done);
        });
        var _ = begun.over().thenRun(() -> status = statusNow());
        begun.begin();
        status = statusNow();
    }

    private HandoverStatus statusNow() {
        Giving current = giving;
        boolean going = current != null && !current.over().isDone();
        return new HandoverStatus(
                parts.vip(),
                parts.address().isEmpty() ? Optional.empty() : parts.handBack().unavailable(),
                current != null && going ? Optional.of(current.text()) : Optional.empty(),
                new HandoverStatus.HandedBack(
                        taking.handsBackTo(), parts.handBack().handedBack()),
                last,
                Optional.ofNullable(hold).map(Hold::until));
    }
}
