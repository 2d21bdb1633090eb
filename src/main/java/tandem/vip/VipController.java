package tandem.vip;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.cluster.Verdict;
import tandem.cluster.View;
import tandem.vip.OwnershipEvent.AnnounceFailed;
import tandem.vip.OwnershipEvent.Announced;
import tandem.vip.OwnershipEvent.ClaimFailed;
import tandem.vip.OwnershipEvent.Claimed;
import tandem.vip.OwnershipEvent.Contested;
import tandem.vip.OwnershipEvent.Decided;
import tandem.vip.OwnershipEvent.ReleaseFailed;
import tandem.vip.OwnershipEvent.Released;
import tandem.vip.OwnershipEvent.RenewFailed;
import tandem.vip.OwnershipEvent.Renewed;
import tandem.vip.OwnershipEvent.Stop;
import tandem.vip.OwnershipEvent.Tick;

/// Runs one VIP on this node: feeds [Ownership] with verdicts, results and time, and carries its actions out.
///
/// Everything happens on the HA thread, one event at a time; the public methods may be called from any thread.
public final class VipController {
    private static final Logger LOG = LoggerFactory.getLogger(VipController.class);

    private final VipSettings settings;
    private final BiFunction<View, String, Verdict> election;
    private final AddressDriver driver;
    private final HaThread ha;
    private final VipHost host;
    private final OwnershipTiming timing;
    private final Ownership ownership;
    private final RoleJournal journal;
    private final Troubles troubles = new Troubles();
    private final ForeignClaims foreign;
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    private OwnershipState state;
    private Optional<String> reported = Optional.empty();
    private Map<String, Long> rivals = Map.of();
    private int fences;
    private final Renewing renewing = new Renewing();
    private boolean started;
    private @Nullable View early;
    private volatile VipStatus status;

    /// @param election the rule: what this node should be to the VIP of this name, as far as the view goes
    /// @param driver   opened; whoever made it closes it when [#leave] is complete
    /// @param ha       one thread
    public VipController(
            VipSettings settings,
            BiFunction<View, String, Verdict> election,
            AddressDriver driver,
            ScheduledExecutorService ha,
            VipHost host) {
        this(settings, election, driver, HaThread.of(ha, LOG), host);
    }

    VipController(
            VipSettings settings,
            BiFunction<View, String, Verdict> election,
            AddressDriver driver,
            HaThread ha,
            VipHost host) {
        this.settings = settings;
        this.election = election;
        this.driver = driver;
        this.ha = ha;
        this.host = host;
        timing = OwnershipTiming.of(settings.mode());
        ownership = new Ownership(timing);
        state = Ownership.start(ha.now());
        journal = new RoleJournal("just started", ha.wallNow());
        status = journal.status(settings, reported);
        foreign = new ForeignClaims(
                title(),
                ha,
                timing.lease(),
                () -> state instanceof OwnershipState.Held,
                by -> handle(new Contested(ha.now(), by)));
        driver.onForeignClaim(foreign::heard);
    }

    /// Starts the clock. Of the views that came earlier, the last one counts from now on.
    public void start() {
        Rehearsal.begin(settings, ha);
        begin();
    }

    void begin() {
        ha.execute(() -> {
            state = Ownership.start(ha.now());
            started = true;
            tick();
            if (early != null) viewed(fences, early, ha.now());
        });
    }

    /// Takes in what the node knows now, on the HA thread. The steps of a takeover are measured from this call on.
    public void onView(View view) {
        Duration noticed = ha.now();
        int known = fences;
        ha.execute(() -> viewed(known, view, noticed));
    }

    /// Stops in good order: holds a VIP until another node has claimed it, at most for the limit, then releases it.
    /// It is never claimed again. A VIP that is not held here is left at once.
    ///
    /// @return completes when the address is gone from this node, or the driver has failed to remove it
    public CompletionStage<Void> leave(Duration limit) {
        // Without its thread nothing is held for longer than the lease.
        if (!ha.execute(() -> handle(new Stop(ha.now(), limit)))) left.complete(null);
        return left.minimalCompletionStage();
    }

    /// The VIP as this node sees it now.
    public VipStatus status() {
        return status;
    }

    /// How often it was renewed.
    public Renewals renewals() {
        return renewing.soFar();
    }

    private void viewed(int known, View view, Duration noticed) {
        // What was known before a fence must not bring the address back. Counted: a time may be that of both.
        if (known != fences) return;
        if (!started) {
            early = view;
            return;
        }
        journal.viewed(view, settings.name(), noticed, host::lost);
        Verdict verdict = election.apply(view, settings.name());
        handle(new Decided(ha.now(), verdict));

        Map<String, Long> claims = view.rivals(settings.name());
        boolean changed = !claims.keySet().equals(rivals.keySet());
        String names = String.join(", ", (claims.isEmpty() ? rivals : claims).keySet());
        rivals = claims;
        if (changed) handle(new Contested(ha.now(), names));
    }

    private void tick() {
        handle(new Tick(ha.now()));
        ha.whenDone(driver::verify, failure -> {
            if (failure == null) troubles.end(Operation.VERIFY);
            else troubles.begin(Operation.VERIFY, HaThread.line(failure));
            publish();
        });
    }

    private void handle(OwnershipEvent event) {
        OwnershipState before = state;
        try {
            Support support = support();
            Ownership.Step step = ownership.step(before, event, support);
            state = step.state();
            troubles.follow(event);
            if (event instanceof Claimed) foreign.claimed();
            step.actions().forEach(action -> perform(action, support.limit(event.at())));
            journal.stepped(before, event, step, ha.wallNow()).ifPresent(this::changed);
            publish();
        } finally {
            if (state instanceof OwnershipState.Stopped) end();
            else ha.alarm(nextTick(), this::tick);
        }
    }

    private void changed(Transition change) {
        ha.roles().info("{}: {}", title(), change.text());
        if (change.takeover().isEmpty()) return;
        ha.whenDone(() -> host.nextAnswer(settings.name()), failure -> {
            if (failure == null && state instanceof OwnershipState.Held) served(ha.now());
        });
    }

    private void served(Duration at) {
        journal.served(at).ifPresent(after -> {
            ha.log().info("{}: first request answered {}", title(), Phrases.step(after));
            publish();
        });
    }

    /// The clock is read first, so that the support rather seems to end too early.
    private Support support() {
        Duration now = ha.now();
        return host.support(settings.name())
                .<Support>map(left -> new Support.Until(now.plus(left)))
                .orElse(new Support.NotAsked());
    }

    /// From now on the driver is not asked for anything, and may be closed.
    private void end() {
        ha.cancelAlarm();
        left.complete(null);
    }

    private Duration nextTick() {
        Duration now = ha.now();
        Duration regular = now.plus(timing.tickEvery());
        // A duty that is overdue has been given to the driver already; its result is awaited.
        return ownership
                .wake(state)
                .filter(wake -> wake.compareTo(now) > 0 && wake.compareTo(regular) < 0)
                .orElse(regular);
    }

    /// A call that is not made after its time: between a decision and the call a process may stand still, too.
    private Supplier<CompletionStage<Void>> by(Optional<Duration> limit, Supplier<CompletionStage<Void>> call) {
        return () -> limit.filter(time -> time.compareTo(ha.now()) < 0).isEmpty()
                ? call.get()
                : CompletableFuture.failedStage(
                        new AddressException("this node stood still between a decision and the system call"));
    }

    private void perform(OwnershipAction action, Optional<Duration> limit) {
        switch (action) {
            case OwnershipAction.Publish(var term) -> tell(() -> host.claim(settings.name(), term));
            case OwnershipAction.Withdraw() -> tell(() -> host.withdraw(settings.name()));
            case OwnershipAction.Claim() -> ask(by(limit, driver::claim), Claimed::new, ClaimFailed::new);
            case OwnershipAction.Renew() -> renew(by(limit, driver::renew));
            case OwnershipAction.Announce() -> ask(driver::announce, Announced::new, AnnounceFailed::new);
            case OwnershipAction.Release() -> ask(driver::release, Released::new, ReleaseFailed::new);
            case OwnershipAction.ForgetOthers(var why) -> {
                fences++;
                tell(() -> host.forgetOthers(why));
            }
            case OwnershipAction.Report(var operation, var problem) -> troubles.begin(operation, problem);
        }
    }

    /// What the node does with the news must not keep the VIP from being renewed or released.
    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException bug) {
            ha.log().error("{}: the node failed to take news of it", title(), bug);
        }
    }

    /// One renewal at a time: a driver that is slow must not be asked ever more.
    private void renew(Supplier<CompletionStage<Void>> call) {
        if (!renewing.begin()) return;
        Duration begun = ha.now();
        ha.whenDone(call, failure -> {
            renewing.end(failure == null);
            handle(failure == null ? new Renewed(ha.now(), begun) : new RenewFailed(ha.now(), HaThread.line(failure)));
        });
    }

    private void ask(
            Supplier<CompletionStage<Void>> call,
            Function<Duration, OwnershipEvent> done,
            BiFunction<Duration, String, OwnershipEvent> failed) {
        ha.whenDone(
                call,
                failure -> handle(
                        failure == null ? done.apply(ha.now()) : failed.apply(ha.now(), HaThread.line(failure))));
    }

    /// Lets others see where things stand now.
    private void publish() {
        Optional<String> problem = troubles.text();
        boolean changed = !problem.equals(reported);
        reported = problem;
        status = journal.status(settings, Troubles.joined(problem, foreign.problem()));
        if (!changed) return;
        problem.ifPresentOrElse(
                text -> ha.log().warn("{}: {}", title(), text),
                () -> ha.log().info("{}: no trouble any more", title()));
        tell(() -> host.problem(settings.name(), problem));
    }

    private String title() {
        return "vip " + settings.name() + " (" + settings.mode().text() + ")";
    }
}
