package tandem.vip;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.cluster.Lost;
import tandem.cluster.Verdict;
import tandem.cluster.View;
import tandem.vip.Ownership.Step;
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
import tandem.vip.OwnershipState.Candidate;
import tandem.vip.OwnershipState.Claiming;
import tandem.vip.OwnershipState.Held;
import tandem.vip.OwnershipState.NotHeld;
import tandem.vip.OwnershipState.Releasing;
import tandem.vip.OwnershipState.Stopped;

/// Follows the steps of ownership and tells them as roles: what changed, why, and how long it took.
///
/// A change is complete when the address is announced or gone. What happens on the way there keeps the old role and the
/// reason that set it going, so that a takeover reads "proxy-a left the cluster" and not "owner, and fit".
@Pure
final class RoleJournal {
    private static final int MOST_TRANSITIONS = 64;

    private final Deque<Transition> transitions = new ArrayDeque<>();
    private String self = "";
    private long highestTerm;
    private Verdict verdict;
    private Duration noticed = Duration.ZERO;
    private String departed = "";
    private Optional<Lost> loss = Optional.empty();
    private Role role = new Role.Abstains();
    private long term;
    private String reason;
    private Instant since;
    private @Nullable Stopwatch stopwatch;

    RoleJournal(String reason, Instant now) {
        this.verdict = new Verdict.Abstain(reason);
        this.reason = reason;
        this.since = now;
    }

    /// The steps of a takeover as they happen.
    private record Stopwatch(Optional<Duration> silence, Duration noticed, Duration decided, Duration added) {}

    /// A view has come; the verdict of the next step is about it.
    ///
    /// @param lost how a node was lost
    void viewed(View view, String vip, Duration at, Function<String, Optional<Lost>> lost) {
        self = view.self();
        highestTerm = Math.max(highestTerm, view.highestTerm(vip));
        Optional<String> gone = role.owner()
                .filter(owner -> view.members().stream()
                        .noneMatch(member -> member.name().equals(owner)));
        departed = gone.map(owner -> owner + " is gone; ").orElse("");
        loss = gone.flatMap(lost);
        noticed = loss.map(found -> at.minus(found.ago())).orElse(at);
    }

    /// Ownership has taken a step.
    ///
    /// @return the change of role that it completed
    Optional<Transition> stepped(OwnershipState before, OwnershipEvent event, Step step, Instant now) {
        if (event instanceof Decided decided) verdict = decided.verdict();
        reason = reason(before, event, step);
        clock(before, event, step.state());
        term = term(step.state());
        Role next = role(step.state());
        if (next.equals(role)) return Optional.empty();

        Transition transition = new Transition(now, term, role, next, reason, takeover(next, event.at()));
        role = next;
        since = now;
        transitions.addLast(transition);
        if (transitions.size() > MOST_TRANSITIONS) transitions.removeFirst();
        return Optional.of(transition);
    }

    /// The first request since this node took the VIP over was answered.
    ///
    /// @return how long it took since the takeover's cause; empty when the last change was no takeover
    Optional<Duration> served(Duration at) {
        Transition newest = transitions.peekLast();
        if (newest == null || newest.takeover().isEmpty() || stopwatch == null) return Optional.empty();
        Duration after = at.minus(stopwatch.noticed());
        transitions.removeLast();
        transitions.addLast(newest.firstServed(after));
        return Optional.of(after);
    }

    VipStatus status(VipSettings settings, Optional<String> problem) {
        return new VipStatus(
                settings.name(), settings.mode().text(), role, term, reason, since, problem, List.copyOf(transitions));
    }

    private String reason(OwnershipState before, OwnershipEvent event, Step step) {
        for (OwnershipAction action : step.actions()) {
            if (action instanceof OwnershipAction.ForgetOthers(var why)) {
                // The verdict before the gap says nothing any more.
                verdict = new Verdict.Abstain(why);
                return why;
            }
            if (event instanceof ClaimFailed && action instanceof OwnershipAction.Report(var _, var problem))
                return problem;
        }
        // Also a further try after a failure: what matters is why it is this node, not what went wrong before.
        if (isClaimBegun(before, step.state())) return departed + verdict.reason();
        boolean moved = before.getClass() != step.state().getClass();
        return switch (event) {
            case Decided(var _, var answer) when moved || isSettled(before) -> answer.reason();
            case Stop _ when moved -> "this node stops";
            case Tick _, Claimed _, Renewed _
            when moved && step.state() instanceof Releasing && !isLeaving(before) ->
                "no quorum stands by this node any more";
            case Tick _
            when moved && before instanceof Held -> "this node stops, and nobody else claimed the address in time";
            case Decided _, Stop _, Tick _, Contested _, Claimed _, ClaimFailed _, Renewed _, RenewFailed _ -> reason;
            case Announced _, AnnounceFailed _, Released _, ReleaseFailed _ -> reason;
        };
    }

    /// Whether no change of role is on its way.
    private static boolean isSettled(OwnershipState state) {
        return switch (state) {
            case NotHeld _, Stopped _ -> true;
            case Held held -> held.announcing().carried();
            case Candidate _, Claiming _, Releasing _ -> false;
        };
    }

    /// Whether a claim has just begun.
    private static boolean isClaimBegun(OwnershipState before, OwnershipState after) {
        boolean claimed = before instanceof Candidate || before instanceof Claiming;
        return !claimed && (after instanceof Candidate || after instanceof Claiming);
    }

    private static boolean isLeaving(OwnershipState state) {
        return state instanceof Held held && held.isLeaving();
    }

    private void clock(OwnershipState before, OwnershipEvent event, OwnershipState after) {
        if (isClaimBegun(before, after)) {
            boolean seen = event instanceof Decided;
            Duration cause = seen ? noticed : event.at();
            Optional<Duration> silence = seen ? loss.map(Lost::silence) : Optional.empty();
            stopwatch = new Stopwatch(silence, cause, event.at().minus(cause), Duration.ZERO);
        } else if (event instanceof Claimed && stopwatch != null) {
            stopwatch = new Stopwatch(
                    stopwatch.silence(),
                    stopwatch.noticed(),
                    stopwatch.decided(),
                    event.at().minus(stopwatch.noticed()));
        }
    }

    private Optional<Transition.Takeover> takeover(Role next, Duration at) {
        if (!(next instanceof Role.Active) || stopwatch == null) return Optional.empty();
        return Optional.of(new Transition.Takeover(
                stopwatch.silence(),
                stopwatch.decided(),
                stopwatch.added(),
                at.minus(stopwatch.noticed()),
                Optional.empty()));
    }

    private Role role(OwnershipState state) {
        return switch (state) {
            case Held held when held.announcing().carried() -> new Role.Active(self);
            case Held _, Candidate _, Claiming _, Releasing _ -> role;
            case NotHeld _, Stopped _ ->
                switch (verdict) {
                    case Verdict.Standby(var owner, var _) -> new Role.Standby(owner);
                    case Verdict.Active _, Verdict.Refrain _, Verdict.Abstain _ -> new Role.Abstains();
                };
        };
    }

    private long term(OwnershipState state) {
        highestTerm = switch (state) {
            case Held held -> Math.max(highestTerm, held.term());
            case Candidate candidate -> Math.max(highestTerm, candidate.term());
            case Claiming claiming -> Math.max(highestTerm, claiming.term());
            case Releasing _, NotHeld _, Stopped _ -> highestTerm;
        };
        return state instanceof Held held ? held.term() : highestTerm;
    }
}
