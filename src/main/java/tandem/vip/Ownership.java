package tandem.vip;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tandem.Pure;
import tandem.cluster.Verdict.Abstain;
import tandem.cluster.Verdict.Active;
import tandem.cluster.Verdict.Standby;
import tandem.vip.OwnershipAction.Announce;
import tandem.vip.OwnershipAction.Claim;
import tandem.vip.OwnershipAction.ForgetOthers;
import tandem.vip.OwnershipAction.Publish;
import tandem.vip.OwnershipAction.Release;
import tandem.vip.OwnershipAction.Renew;
import tandem.vip.OwnershipAction.Report;
import tandem.vip.OwnershipAction.Withdraw;
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
import tandem.vip.OwnershipState.Announcing;
import tandem.vip.OwnershipState.Claiming;
import tandem.vip.OwnershipState.Held;
import tandem.vip.OwnershipState.Leaving;
import tandem.vip.OwnershipState.NotHeld;
import tandem.vip.OwnershipState.Releasing;
import tandem.vip.OwnershipState.Retry;
import tandem.vip.OwnershipState.Stopped;

/// The life of one VIP on one node, as a pure state machine: a shell feeds it events and carries its
/// actions out.
///
/// What always holds:
///
///  1. A claim is published before the address is added, and withdrawn after it is removed.
///  2. Nothing is claimed without a verdict that says so, and nothing at all after a stop.
///  3. **Late means: fence first, think later.** After a gap as long as the lease, between two events or
///     since the last renewal, the others may long have moved the VIP. Then whatever is held is released
///     before anything else is considered, and the others must be heard anew. A standby that stood still
///     forgets the others too, for its picture of the cluster is just as old.
///  4. An abstaining election takes nothing away: it means that nobody can be named, not that somebody else
///     was.
///  5. A claim that fails stays withdrawn until its back-off is over, so that another node can take over.
@Pure
public final class Ownership {
    private static final OptionalLong NOTHING = OptionalLong.empty();

    private final OwnershipTiming timing;

    public Ownership(OwnershipTiming timing) {
        this.timing = timing;
    }

    /// What follows from an event.
    public record Step(OwnershipState state, List<OwnershipAction> actions) {
        public Step {
            actions = List.copyOf(actions);
        }

        static Step to(OwnershipState state, OwnershipAction... actions) {
            return new Step(state, List.of(actions));
        }

        private Step andThen(Step next) {
            List<OwnershipAction> both = new ArrayList<>(actions);
            both.addAll(next.actions);
            return new Step(next.state, both);
        }
    }

    /// The state of a node that has just started.
    public static OwnershipState start(Duration at) {
        return NotHeld.idle(at);
    }

    /// Takes one event.
    public Step step(OwnershipState state, OwnershipEvent event) {
        Optional<String> late = late(state, event.at());
        if (late.isEmpty()) return onTime(state, event);

        Step fenced = fence(state, event.at(), late.get());
        // A verdict or a claim of others that waited out the gap is part of the old picture; the rest still
        // counts.
        return switch (event) {
            case Decided _, Contested _, Tick _ -> fenced;
            case Claimed _, ClaimFailed _, Renewed _, RenewFailed _, Announced _, AnnounceFailed _ ->
                fenced.andThen(onTime(fenced.state(), event));
            case Released _, ReleaseFailed _, Stop _ -> fenced.andThen(onTime(fenced.state(), event));
        };
    }

    /// When the machine needs its next tick, if it does not get one before anyway.
    public Optional<Duration> wake(OwnershipState state) {
        return switch (state) {
            case NotHeld(var _, var wanted, var _, var notBefore) ->
                wanted.isPresent() ? Optional.of(notBefore) : Optional.empty();
            case Held held -> Optional.of(nextDuty(held));
            case Releasing(var _, var _, var _, Retry.At(var time)) -> Optional.of(time);
            case Releasing(var _, var _, var _, Retry.Pending()) -> Optional.empty();
            case Claiming _, Stopped _ -> Optional.empty();
        };
    }

    private Duration nextDuty(Held held) {
        Duration renewal = held.renewed().plus(timing.renewAfter());
        Duration announcement = timing.nextAnnouncement(held.announcing());
        Duration duty = renewal.compareTo(announcement) < 0 ? renewal : announcement;
        return switch (held.leaving()) {
            case Leaving.No() -> duty;
            case Leaving.Until(var limit) -> limit.compareTo(duty) < 0 ? limit : duty;
        };
    }

    private Optional<String> late(OwnershipState state, Duration at) {
        Duration lease = timing.lease();
        Duration gap = at.minus(state.seen());
        if (gap.compareTo(lease) >= 0)
            return Optional.of(
                    "this node stood still for " + Phrases.span(gap) + ", and its lease is " + Phrases.span(lease));
        if (state instanceof Held held && at.minus(held.renewed()).compareTo(lease) >= 0)
            return Optional.of("not renewed for " + Phrases.span(at.minus(held.renewed())) + ", and the lease is "
                    + Phrases.span(lease));
        return Optional.empty();
    }

    private static Step fence(OwnershipState state, Duration at, String why) {
        ForgetOthers forget = new ForgetOthers(why);
        return switch (state) {
            case NotHeld notHeld -> Step.to(notHeld.at(at).wanting(NOTHING), forget);
            case Claiming _ -> Step.to(Releasing.begun(at, false), new Release(), new Withdraw(), forget);
            case Held held -> Step.to(Releasing.begun(at, held.isLeaving()), new Release(), new Withdraw(), forget);
            case Releasing releasing -> Step.to(releasing.at(at).wanting(NOTHING), forget);
            case Stopped _ -> Step.to(new Stopped(at));
        };
    }

    private Step onTime(OwnershipState state, OwnershipEvent event) {
        Duration at = event.at();
        return switch (state) {
            case NotHeld notHeld -> notHeld(notHeld.at(at), event);
            case Claiming claiming -> claiming(claiming.at(at), event);
            case Held held -> held(held.at(at), event);
            case Releasing releasing -> releasing(releasing.at(at), event);
            case Stopped _ -> Step.to(new Stopped(at));
        };
    }

    private static Step notHeld(NotHeld state, OwnershipEvent event) {
        return switch (event) {
            case Decided(var _, Active(var term, var _)) -> claimWhenDue(state.wanting(OptionalLong.of(term)));
            // Another node has it: the next claim starts with a clean record, but not before the back-off
            // is over.
            case Decided(var _, Standby _) -> Step.to(new NotHeld(state.seen(), NOTHING, 0, state.notBefore()));
            case Decided(var _, Abstain _) -> Step.to(state.wanting(NOTHING));
            case Stop _ -> Step.to(new Stopped(state.seen()));
            case Tick _ -> claimWhenDue(state);
            case Claimed _, ClaimFailed _, Renewed _, RenewFailed _, Contested _ -> Step.to(state);
            case Announced _, AnnounceFailed _, Released _, ReleaseFailed _ -> Step.to(state);
        };
    }

    private static Step claimWhenDue(NotHeld state) {
        if (state.wanted().isEmpty() || state.seen().compareTo(state.notBefore()) < 0) return Step.to(state);
        long term = state.wanted().getAsLong();
        return Step.to(new Claiming(state.seen(), term, state.failures()), new Publish(term), new Claim());
    }

    private Step claiming(Claiming state, OwnershipEvent event) {
        return switch (event) {
            case Decided(var at, Active(var term, var _))
            when term > state.term() -> Step.to(new Claiming(at, term, state.failures()), new Publish(term));
            case Decided(var _, Active _), Decided(var _, Abstain _), Tick _, Contested _ -> Step.to(state);
            case Decided(var at, Standby _) -> release(at, false);
            case Claimed(var at) ->
                Step.to(new Held(at, state.term(), at, Announcing.from(at), new Leaving.No()), new Announce());
            case ClaimFailed(var _, var reason) -> claimFailed(state, reason);
            case Stop(var at, var _) -> release(at, true);
            case Renewed _, RenewFailed _, Announced _, AnnounceFailed _ -> Step.to(state);
            case Released _, ReleaseFailed _ -> Step.to(state);
        };
    }

    private Step claimFailed(Claiming state, String reason) {
        int failures = state.failures() + 1;
        Duration backoff = timing.backoff(failures);
        OptionalLong wanted = OptionalLong.of(state.term());
        return Step.to(
                new NotHeld(state.seen(), wanted, failures, state.seen().plus(backoff)),
                new Withdraw(),
                new Report(Operation.CLAIM, reason));
    }

    private Step held(Held state, OwnershipEvent event) {
        Announcing announcing = state.announcing();
        return switch (event) {
            case Tick _ -> duties(state);
            case Decided(var at, Active(var term, var _))
            when term > state.term() ->
                Step.to(state.atTerm(term).announcing(announcing.again(at)), new Publish(term), new Announce());
            case Decided(var _, Active _), Decided(var _, Abstain _) -> Step.to(state);
            case Decided(var at, Standby _) -> release(at, state.isLeaving());
            case Renewed(var _, var begun) -> Step.to(state.renewedAt(begun));
            case RenewFailed(var _, var reason) -> Step.to(state, new Report(Operation.RENEW, reason));
            case Announced _ -> Step.to(state.announcing(announcing.carriedOut()));
            case AnnounceFailed(var _, var reason) ->
                Step.to(state.announcing(announcing.carriedOut()), new Report(Operation.ANNOUNCE, reason));
            case Contested(var at, var _) -> Step.to(state.announcing(announcing.again(at)), new Announce());
            case Stop(var at, var patience) -> duties(state.leavingBy(at.plus(patience)));
            case Claimed _, ClaimFailed _, Released _, ReleaseFailed _ -> Step.to(state);
        };
    }

    /// What time alone demands of an owner: to leave at its limit, to renew, to announce.
    private Step duties(Held state) {
        Duration at = state.seen();
        if (state.leaving() instanceof Leaving.Until(var limit) && limit.compareTo(at) <= 0) return release(at, true);

        List<OwnershipAction> actions = new ArrayList<>();
        if (state.renewed().plus(timing.renewAfter()).compareTo(at) <= 0) actions.add(new Renew());
        Announcing announcing = timing.sentAt(state.announcing(), at);
        if (announcing.sent() > state.announcing().sent()) actions.add(new Announce());
        return new Step(state.announcing(announcing), actions);
    }

    private Step releasing(Releasing state, OwnershipEvent event) {
        return switch (event) {
            case Decided(var _, Active(var term, var _)) -> Step.to(state.wanting(OptionalLong.of(term)));
            case Decided(var _, Standby _), Decided(var _, Abstain _) -> Step.to(state.wanting(NOTHING));
            case Released(var at) ->
                state.stopping()
                        ? Step.to(new Stopped(at))
                        : claimWhenDue(NotHeld.idle(at).wanting(state.wanted()));
            case ReleaseFailed(var _, var reason) -> releaseFailed(state, new Report(Operation.RELEASE, reason));
            case Stop _ -> Step.to(state.forGood());
            case Tick(var at) ->
                state.retry() instanceof Retry.At(var time) && time.compareTo(at) <= 0
                        ? Step.to(state.retrying(new Retry.Pending()), new Release())
                        : Step.to(state);
            case Claimed _, ClaimFailed _, Renewed _, RenewFailed _, Contested _ -> Step.to(state);
            case Announced _, AnnounceFailed _ -> Step.to(state);
        };
    }

    /// A node that stops does not insist: where a kernel keeps the lease, it will take the address.
    private Step releaseFailed(Releasing state, Report report) {
        if (state.stopping()) return Step.to(new Stopped(state.seen()), report);
        return Step.to(state.retrying(new Retry.At(state.seen().plus(timing.tickEvery()))), report);
    }

    private static Step release(Duration at, boolean stopping) {
        return Step.to(Releasing.begun(at, stopping), new Release(), new Withdraw());
    }
}
