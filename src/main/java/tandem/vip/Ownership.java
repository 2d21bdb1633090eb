package tandem.vip;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tandem.Pure;
import tandem.cluster.Verdict.Abstain;
import tandem.cluster.Verdict.Active;
import tandem.cluster.Verdict.Refrain;
import tandem.cluster.Verdict.Standby;
import tandem.vip.OwnershipAction.Announce;
import tandem.vip.OwnershipAction.Claim;
import tandem.vip.OwnershipAction.ForgetOthers;
import tandem.vip.OwnershipAction.Publish;
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
import tandem.vip.OwnershipState.Candidate;
import tandem.vip.OwnershipState.Claiming;
import tandem.vip.OwnershipState.Held;
import tandem.vip.OwnershipState.Leaving;
import tandem.vip.OwnershipState.NotHeld;
import tandem.vip.OwnershipState.Pause;
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
///
/// Where ownership is exclusive ([Support.Until]), also:
///
///  6. The address is added only while a quorum's support covers the lease: a claim is published and then waits, as a
///     candidate. It is renewed only so, too; without support it is released before its lease is over.
///  7. A claim is withdrawn when the address is gone, not when its removal begins, for with the claim the pledges end.
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

        Step andThen(OwnershipAction next) {
            return andThen(to(state, next));
        }

        Step andThen(Step next) {
            List<OwnershipAction> both = new ArrayList<>(actions);
            both.addAll(next.actions);
            return new Step(next.state, both);
        }
    }

    /// The state of a node that has just started.
    public static OwnershipState start(Duration at) {
        return NotHeld.idle(at);
    }

    /// Takes one event where ownership is not exclusive.
    public Step step(OwnershipState state, OwnershipEvent event) {
        return step(state, event, new Support.NotAsked());
    }

    /// Takes one event.
    ///
    /// @param support as it is at that moment
    public Step step(OwnershipState state, OwnershipEvent event, Support support) {
        Optional<String> late = late(state, event.at());
        if (late.isEmpty()) return onTime(state, event, support);

        Step fenced = fence(state, event.at(), support, late.get());
        // A verdict or a claim of others that waited out the gap is part of the old picture; the rest still
        // counts.
        return switch (event) {
            case Decided _, Contested _, Tick _ -> fenced;
            case Claimed _, ClaimFailed _, Renewed _, RenewFailed _, Announced _, AnnounceFailed _ ->
                fenced.andThen(onTime(fenced.state(), event, support));
            case Released _, ReleaseFailed _, Stop _ -> fenced.andThen(onTime(fenced.state(), event, support));
        };
    }

    /// When the machine needs its next tick, if it does not get one before anyway.
    public Optional<Duration> wake(OwnershipState state) {
        return switch (state) {
            case NotHeld(var _, var wanted, var _, var notBefore) ->
                wanted.isPresent() ? Optional.of(notBefore) : Optional.empty();
            case Held held -> Optional.of(nextDuty(held));
            case Releasing(var _, var _, var _, Retry.At(var time), var _, var _) -> Optional.of(time);
            case Releasing(var _, var _, var _, Retry.Pending(), var _, var _) -> Optional.empty();
            case Candidate _, Claiming _, Stopped _ -> Optional.empty();
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

    private Step fence(OwnershipState state, Duration at, Support support, String why) {
        ForgetOthers forget = new ForgetOthers(why);
        return switch (state) {
            case NotHeld notHeld -> Step.to(notHeld.at(at).wanting(NOTHING), forget);
            case Candidate _ -> Step.to(NotHeld.idle(at), new Withdraw(), forget);
            case Claiming _ -> Removal.begin(timing, at, support, false).andThen(forget);
            case Held held ->
                Removal.begin(timing, at, support, held.isLeaving()).andThen(forget);
            case Releasing releasing -> Step.to(releasing.at(at).wanting(NOTHING), forget);
            case Stopped _ -> Step.to(new Stopped(at));
        };
    }

    private Step onTime(OwnershipState state, OwnershipEvent event, Support support) {
        Duration at = event.at();
        return switch (state) {
            case NotHeld notHeld -> notHeld(notHeld.at(at), event, support);
            case Candidate candidate -> candidate(candidate.at(at), event, support);
            case Claiming claiming -> claiming(claiming.at(at), event, support);
            case Held held -> held(held.at(at), event, support);
            case Releasing releasing -> afterRemoval(Removal.step(releasing.at(at), event, timing), support);
            case Stopped _ -> Step.to(new Stopped(at));
        };
    }

    private Step afterRemoval(Step removal, Support support) {
        return removal.state() instanceof NotHeld gone ? removal.andThen(claimWhenDue(gone, support)) : removal;
    }

    private Step notHeld(NotHeld state, OwnershipEvent event, Support support) {
        return switch (event) {
            case Decided(var _, Active(var term, var _)) -> claimWhenDue(state.wanting(OptionalLong.of(term)), support);
            // Another node has it: the next claim starts with a clean record, but not before the back-off
            // is over.
            case Decided(var _, Standby _) -> Step.to(new NotHeld(state.seen(), NOTHING, 0, state.notBefore()));
            case Decided(var _, Abstain _), Decided(var _, Refrain _) -> Step.to(state.wanting(NOTHING));
            case Stop _ -> Step.to(new Stopped(state.seen()));
            case Tick _ -> claimWhenDue(state, support);
            case Claimed _, ClaimFailed _, Renewed _, RenewFailed _, Contested _ -> Step.to(state);
            case Announced _, AnnounceFailed _, Released _, ReleaseFailed _ -> Step.to(state);
        };
    }

    private Step claimWhenDue(NotHeld state, Support support) {
        if (state.wanted().isEmpty() || state.seen().compareTo(state.notBefore()) < 0) return Step.to(state);
        long term = state.wanted().getAsLong();
        Candidate candidate = new Candidate(state.seen(), term, state.failures());
        return Step.to(candidate, new Publish(term)).andThen(claimWhenCovered(candidate, support));
    }

    private Step claimWhenCovered(Candidate state, Support support) {
        if (!support.covers(state.seen(), timing.lease())) return Step.to(state);
        return Step.to(new Claiming(state.seen(), state.term(), state.failures()), new Claim());
    }

    private Step candidate(Candidate state, OwnershipEvent event, Support support) {
        return switch (event) {
            case Decided(var at, Active(var term, var _))
            when term > state.term() -> {
                Candidate next = new Candidate(at, term, state.failures());
                yield Step.to(next, new Publish(term)).andThen(claimWhenCovered(next, support));
            }
            case Decided(var _, Standby _), Decided(var _, Refrain _) ->
                Step.to(NotHeld.idle(state.seen()), new Withdraw());
            case Stop(var at, var _) -> Step.to(new Stopped(at), new Withdraw());
            case Decided(var _, Active _), Decided(var _, Abstain _), Tick _, Contested _ ->
                claimWhenCovered(state, support);
            case Claimed _, ClaimFailed _, Renewed _, RenewFailed _, Announced _ -> Step.to(state);
            case AnnounceFailed _, Released _, ReleaseFailed _ -> Step.to(state);
        };
    }

    private Step claiming(Claiming state, OwnershipEvent event, Support support) {
        return switch (event) {
            case Decided(var at, Active(var term, var _))
            when term > state.term() -> Step.to(new Claiming(at, term, state.failures()), new Publish(term));
            case Decided(var _, Active _), Decided(var _, Abstain _), Tick _, Contested _ -> Step.to(state);
            case Decided(var _, Standby _), Decided(var _, Refrain _) ->
                Removal.begin(timing, state.seen(), support, false);
            case Claimed(var at)
            when !support.outlasts(at, timing.lease()) -> Removal.begin(timing, at, support, false);
            case Claimed(var at) ->
                Step.to(new Held(at, state.term(), at, Announcing.from(at), new Leaving.No()), new Announce());
            case ClaimFailed(var _, var reason) -> claimFailed(state, reason, support);
            case Stop(var at, var _) -> Removal.begin(timing, at, support, true);
            case Renewed _, RenewFailed _, Announced _, AnnounceFailed _ -> Step.to(state);
            case Released _, ReleaseFailed _ -> Step.to(state);
        };
    }

    private Step claimFailed(Claiming state, String reason, Support support) {
        int failures = state.failures() + 1;
        Pause pause = new Pause(failures, state.seen().plus(timing.backoff(failures)));
        Releasing removal = Releasing.begun(state.seen(), false).pausing(pause);
        Step ended = switch (support) {
            case Support.NotAsked() ->
                Step.to(removal.wanting(OptionalLong.of(state.term())).gone(), new Withdraw());
            // A failed call may have added it all the same.
            case Support.Until _ -> Removal.begin(timing, removal, support);
        };
        return ended.andThen(new Report(Operation.CLAIM, reason));
    }

    private Step held(Held state, OwnershipEvent event, Support support) {
        Announcing announcing = state.announcing();
        return switch (event) {
            case Tick _ -> duties(state, support);
            case Decided(var at, Active(var term, var _))
            when term > state.term() ->
                Step.to(state.atTerm(term).announcing(announcing.again(at)), new Publish(term), new Announce());
            case Decided(var _, Active _), Decided(var _, Abstain _) -> Step.to(state);
            case Decided(var _, Standby _), Decided(var _, Refrain _) ->
                Removal.begin(timing, state.seen(), support, state.isLeaving());
            case Renewed(var at, var _)
            when !support.outlasts(at, timing.lease()) -> Removal.begin(timing, at, support, state.isLeaving());
            case Renewed(var _, var begun) -> Step.to(state.renewedAt(begun));
            case RenewFailed(var _, var reason) -> Step.to(state, new Report(Operation.RENEW, reason));
            case Announced _ -> Step.to(state.announcing(announcing.carriedOut()));
            case AnnounceFailed(var _, var reason) ->
                Step.to(state.announcing(announcing.carriedOut()), new Report(Operation.ANNOUNCE, reason));
            case Contested(var at, var _) -> Step.to(state.announcing(announcing.again(at)), new Announce());
            case Stop(var at, var patience) -> duties(state.leavingBy(at.plus(patience)), support);
            case Claimed _, ClaimFailed _, Released _, ReleaseFailed _ -> Step.to(state);
        };
    }

    /// What time alone demands of an owner: to leave at its limit, to renew, to announce; to give up in time what it
    /// may not renew.
    private Step duties(Held state, Support support) {
        Duration at = state.seen();
        if (state.leaving() instanceof Leaving.Until(var limit) && limit.compareTo(at) <= 0)
            return Removal.begin(timing, at, support, true);
        boolean covered = support.covers(at, timing.lease());
        Duration last = state.renewed().plus(timing.lease()).minus(timing.renewAfter());
        if (!covered && last.compareTo(at) <= 0) return Removal.begin(timing, at, support, state.isLeaving());

        List<OwnershipAction> actions = new ArrayList<>();
        if (covered && state.renewed().plus(timing.renewAfter()).compareTo(at) <= 0) actions.add(new Renew());
        Announcing announcing = timing.sentAt(state.announcing(), at);
        if (announcing.sent() > state.announcing().sent()) actions.add(new Announce());
        return new Step(state.announcing(announcing), actions);
    }
}
