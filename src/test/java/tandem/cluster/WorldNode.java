package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import tandem.vip.Ownership;
import tandem.vip.OwnershipAction;
import tandem.vip.OwnershipEvent;
import tandem.vip.OwnershipState;
import tandem.vip.OwnershipTiming;
import tandem.vip.Support;

/// One host of a [World] and the process on it: what [HazelcastCluster] and [tandem.vip.VipController] do around the
/// pure classes, step by step, with a chance to stand still or to die between any two of them.
final class WorldNode {
    private static final long BEAT = WorldPlan.BEACONS.interval().toNanos() / 1000;
    private static final OwnershipTiming LEASE_TIMES = OwnershipTiming.ofLease(WorldPlan.LEASE);

    private final World world;
    private final int index;
    private final Kernel kernel;
    private final Ownership ownership = new Ownership(LEASE_TIMES);

    private long life;
    private boolean alive;
    private long joined;
    private long aloneUntil;
    private long frozenSince;
    private long frozenUntil;
    private final List<World.Happening> waiting = new ArrayList<>();

    /// What the process was about when it stood still; it goes on with that before anything else.
    private Runnable interrupted = () -> {};

    private Roster roster;
    private FailureDetector detector = new FailureDetector(WorldPlan.BEACONS);
    private OwnershipState state = Ownership.start(Duration.ZERO);
    private Verdict verdict = new Verdict.Abstain("not started");
    private View view;
    private boolean delivering;
    private boolean renewing;
    private boolean stopping;
    private int fences;
    private long offers;
    private long alarm;
    private long timeDue;

    WorldNode(World world, int index) {
        this.world = world;
        this.index = index;
        this.kernel = new Kernel(world, this);
        this.roster = fresh();
        this.view = roster.view(now());
    }

    int index() {
        return index;
    }

    String name() {
        return world.plan.names().get(index);
    }

    Kernel kernel() {
        return kernel;
    }

    long life() {
        return life;
    }

    boolean alive() {
        return alive;
    }

    boolean running() {
        return alive && frozenUntil == 0;
    }

    long joined() {
        return joined;
    }

    void joinAnew() {
        joined = world.random.nextInt(1_000_000);
    }

    boolean seesItselfAlone() {
        return aloneUntil > world.now();
    }

    long stoodStillFor() {
        return frozenUntil == 0 ? 0 : world.now() - frozenSince;
    }

    Roster.Seat seat() {
        return new Roster.Seat(name(), life, name() + ":5701");
    }

    boolean stopping() {
        return stopping;
    }

    OwnershipState state() {
        return state;
    }

    Verdict verdict() {
        return verdict;
    }

    Roster roster() {
        return roster;
    }

    /// Time by this host's clock.
    Duration now() {
        return World.of((long) (world.now() * world.plan.clocks().get(index)));
    }

    /// True time, in microseconds, of a time by this host's clock.
    long trueTime(Duration local) {
        return (long) Math.ceil(local.toNanos() / 1000.0 / world.plan.clocks().get(index)) + 1;
    }

    private Roster fresh() {
        return world.rules.roster(world.plan.settings(index), life, world.peersOf(name()), now());
    }

    void start() {
        alive = true;
        life++;
        joinAnew();
        frozenUntil = 0;
        waiting.clear();
        interrupted = () -> {};
        kernel.release();
        roster = fresh();
        detector = new FailureDetector(WorldPlan.BEACONS);
        world.rules.joined(roster, now());
        view = roster.view(now());
        state = Ownership.start(now());
        verdict = new Verdict.Abstain("just started");
        delivering = false;
        renewing = false;
        stopping = false;
        fences++;
        world.invariants.started(this);
        world.note(name() + " starts");
        roster.seats(List.of(seat()), now());
        roster.fitness(world.plan.isWitness(index) ? new Fitness.Witness() : new Fitness.Fit(), now());
        world.soon(this, this::beat);
        world.soon(this, this::tick);
    }

    void kill() {
        if (!alive) return;
        world.note(name() + " dies");
        alive = false;
        life++;
        frozenUntil = 0;
        waiting.clear();
    }

    void freeze(long micros) {
        if (!running()) return;
        world.note(name() + " stands still for " + micros / 1000 + " ms");
        frozenSince = world.now();
        frozenUntil = world.now() + micros;
        world.at(frozenUntil, this::thaw);
    }

    void thaw() {
        if (frozenUntil == 0 || world.now() < frozenUntil) return;
        world.note(name() + " goes on");
        frozenUntil = 0;
        Runnable first = interrupted;
        interrupted = () -> {};
        first.run();
        List<World.Happening> late = new ArrayList<>(waiting);
        waiting.clear();
        // Each queue in its order, but either may come first.
        if (world.chance(2)) late.sort(Comparator.comparing(World.Happening::mail));
        long mail = world.now();
        for (World.Happening happening : late) {
            if (life != happening.life()) continue;
            // A thread that reads a socket brings what is waiting there bit by bit.
            if (happening.mail()) world.at(mail += world.random.nextInt(20_000), this, happening.what());
            else world.at(world.now(), this, happening.what());
        }
    }

    void thawNow() {
        if (frozenUntil == 0) return;
        frozenUntil = world.now();
        thaw();
    }

    /// Whatever happens in the process while it stands still waits.
    void take(World.Happening happening) {
        if (frozenUntil > 0) {
            waiting.add(happening);
            return;
        }
        happening.what().run();
        world.invariants.check(this);
    }

    void aloneFor(long micros) {
        aloneUntil = world.now() + micros;
        world.note("Hazelcast shows " + name() + " to itself alone");
    }

    void fitness(Fitness fitness) {
        if (!running() || world.plan.isWitness(index)) return;
        world.note(name() + " is " + fitness.text());
        if (roster.fitness(fitness, now())) changedOurselves();
    }

    /// An operator has the owner hand the address over, or, to itself, hold it; not more than that is asked of others.
    void offer(WorldNode to, Duration limit) {
        Optional<Long> term = claimed();
        if (!running() || term.isEmpty() || !(state instanceof OwnershipState.Held)) return;
        world.note(name() + (to == this ? " is to keep it" : " hands over to " + to.name()));
        Handovers.Offer made = new Handovers.Offer(to.name(), ++offers, term.get(), "");
        if (roster.handovers().offer(World.VIP, made)) changedOurselves();
        world.at(trueTime(now().plus(limit)), this, () -> {
            boolean stands = made.equals(roster.handovers().now().offers().get(World.VIP));
            if (stands && roster.handovers().offer(World.VIP, null)) changedOurselves();
        });
    }

    void stop(Duration patience) {
        if (!running() || world.plan.isWitness(index)) return;
        world.note(name() + " stops in good order");
        stopping = true;
        if (roster.fitness(new Fitness.Leaving(), now())) changedOurselves();
        handle(new OwnershipEvent.Stop(now(), patience));
    }

    /// A beacon, or the same message through Hazelcast.
    void hear(NodeState sent, boolean beacon) {
        NodeState said = world.rules.heard(world.plan.policy(index), sent);
        if (!beacon) roster.seats(world.network.seats(this), now());
        boolean counts = !beacon || detector.heard(said, roster.answers(said), now()) != FailureDetector.Arrival.STALE;
        if (!counts) return;
        Hearing hearing = beacon ? roster.beacon(said, now()) : roster.heard(said, now());
        if (hearing == Hearing.DROPPED) return;
        world.invariants.heard(this, said);
        if (hearing == Hearing.FIRST) tell();
        if (hearing != Hearing.SAME) changed();
    }

    private void beat() {
        if (world.chance(3)) roster.seats(world.network.seats(this), now());
        boolean news = false;
        for (FailureDetector.Loss loss : detector.tick(now())) {
            roster.lost(loss.node(), loss.incarnation(), now());
            news = true;
        }
        tell();
        // As often as through Hazelcast.
        if (news || world.chance(3)) changed();
        world.at(world.now() + BEAT, this, this::beat);
    }

    private void tell() {
        roster.say(now()).ifPresent(said -> {
            world.invariants.said(this, said);
            world.network.send(this, said);
        });
    }

    private void changedOurselves() {
        tell();
        changed();
    }

    private void changed() {
        if (roster.pledge(now())) tell();
        View known = roster.view(now());
        boolean news = !known.sameButForTime(view);
        view = known;
        if (news) deliver();
        watchTime();
    }

    private void deliver() {
        if (delivering || world.plan.isWitness(index)) return;
        delivering = true;
        world.soon(this, () -> {
            delivering = false;
            View seen = view;
            int known = fences;
            world.at(world.now(), this, () -> viewed(seen, known));
        });
    }

    private void watchTime() {
        long mine = ++timeDue;
        roster.nextChange(now(), world.plan.policy(index).preemptDelay())
                .ifPresent(due -> world.at(trueTime(due), this, () -> {
                    if (timeDue != mine) return;
                    changed();
                    deliver();
                }));
    }

    private void viewed(View seen, int known) {
        if (known != fences) return;
        verdict = world.rules.decide(seen, world.plan.policy(index));
        world.invariants.decided(this, seen, verdict);
        handle(new OwnershipEvent.Decided(now(), verdict));
    }

    private void tick() {
        handle(new OwnershipEvent.Tick(now()));
    }

    private void handle(OwnershipEvent event) {
        world.invariants.handles(this, event);
        OwnershipState before = state;
        Support support = world.rules.support(before, support());
        Ownership.Step step = world.rules.step(ownership, before, event, support);
        state = step.state();
        if (world.telling && !before.text().equals(state.text()))
            world.note(name() + ": " + event.text() + " -> " + state.text());
        perform(world.rules.actions(step.actions()), event.at().plus(Quorum.RESERVE));
    }

    private Support support() {
        if (!world.plan.exclusive()) return new Support.NotAsked();
        return new Support.Until(now().plus(roster.support(World.VIP, now()).orElse(Duration.ZERO)));
    }

    /// One action after the other; between any two of them the process may stand still or die.
    private void perform(List<OwnershipAction> actions, Duration limit) {
        if (actions.isEmpty()) {
            ring();
            return;
        }
        perform(actions.getFirst(), limit);
        List<OwnershipAction> rest = actions.subList(1, actions.size());
        if (!world.calm() && !rest.isEmpty() && world.chance(20)) {
            if (world.chance(4)) kill();
            else {
                freeze(world.millis(0, 5000));
                interrupted = () -> perform(List.copyOf(rest), limit);
            }
            return;
        }
        perform(rest, limit);
    }

    private void ring() {
        if (state instanceof OwnershipState.Stopped) {
            kill();
            return;
        }
        long mine = ++alarm;
        Duration regular = now().plus(LEASE_TIMES.tickEvery());
        Duration next = ownership
                .wake(state)
                .filter(wake -> wake.compareTo(now()) > 0 && wake.compareTo(regular) < 0)
                .orElse(regular);
        world.at(trueTime(next), this, () -> {
            if (alarm == mine) tick();
        });
    }

    private void perform(OwnershipAction action, Duration limit) {
        switch (action) {
            case OwnershipAction.Publish(var term) -> {
                world.invariants.publishes(this, term);
                if (roster.claim(World.VIP, term)) changedOurselves();
            }
            case OwnershipAction.Withdraw() -> {
                if (roster.withdraw(World.VIP)) changedOurselves();
            }
            case OwnershipAction.Claim() -> {
                boolean done = inTime(limit) && !goesWrong() && kernel.add();
                answer(at -> done ? new OwnershipEvent.Claimed(at) : new OwnershipEvent.ClaimFailed(at, "seeded"));
            }
            case OwnershipAction.Renew() -> renew(limit);
            case OwnershipAction.Announce() -> answer(OwnershipEvent.Announced::new);
            case OwnershipAction.Release() -> {
                boolean done = !goesWrong() && kernel.release();
                answer(at -> done ? new OwnershipEvent.Released(at) : new OwnershipEvent.ReleaseFailed(at, "seeded"));
            }
            case OwnershipAction.ForgetOthers(var why) -> {
                fences++;
                world.note(name() + " forgets the others: " + why);
                world.invariants.forgets(this);
                world.rules.forgetOthers(this, roster, now());
                changedOurselves();
            }
            case OwnershipAction.Report _ -> {}
        }
    }

    private void renew(Duration limit) {
        if (renewing) return;
        renewing = true;
        Duration begun = now();
        boolean done = inTime(limit) && !goesWrong() && kernel.add();
        answer(at -> {
            renewing = false;
            return done ? new OwnershipEvent.Renewed(at, begun) : new OwnershipEvent.RenewFailed(at, "seeded");
        });
    }

    private boolean inTime(Duration limit) {
        return !world.plan.exclusive() || now().compareTo(limit) <= 0;
    }

    private boolean goesWrong() {
        return !world.calm() && world.chance(50);
    }

    private void answer(Function<Duration, OwnershipEvent> event) {
        world.soon(this, () -> handle(event.apply(now())));
    }

    Optional<Long> claimed() {
        return Optional.ofNullable(Objects.requireNonNull(view.me()).claims().get(World.VIP));
    }
}
