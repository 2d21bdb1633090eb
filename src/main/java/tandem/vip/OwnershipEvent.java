package tandem.vip;

import java.time.Duration;
import tandem.Pure;
import tandem.cluster.Verdict;

/// What happens to one VIP on one node.
@Pure
public sealed interface OwnershipEvent {

    /// When it is handled (not when it was queued): time since the start of the shell's monotonic clock.
    Duration at();

    /// The election has answered.
    record Decided(Duration at, Verdict verdict) implements OwnershipEvent {}

    /// The address is on this node.
    record Claimed(Duration at) implements OwnershipEvent {}

    /// It could not be added.
    record ClaimFailed(Duration at, String reason) implements OwnershipEvent {}

    /// The lease runs anew.
    ///
    /// @param begun when the renewal was asked for: the lease counts from there, not from the news of it
    record Renewed(Duration at, Duration begun) implements OwnershipEvent {}

    /// The lease could not be renewed.
    record RenewFailed(Duration at, String reason) implements OwnershipEvent {}

    /// An announcement is out.
    record Announced(Duration at) implements OwnershipEvent {}

    /// An announcement could not be sent.
    record AnnounceFailed(Duration at, String reason) implements OwnershipEvent {}

    /// The address is no longer on this node.
    record Released(Duration at) implements OwnershipEvent {}

    /// It could not be removed.
    record ReleaseFailed(Duration at, String reason) implements OwnershipEvent {}

    /// Time has passed.
    record Tick(Duration at) implements OwnershipEvent {}

    /// Another node claimed the VIP too, or gave such a claim up: what it sent has gone into caches.
    ///
    /// @param by the other node, for a person
    record Contested(Duration at, String by) implements OwnershipEvent {}

    /// The node stops.
    ///
    /// @param patience how long to wait for another node to claim a VIP that is held here
    record Stop(Duration at, Duration patience) implements OwnershipEvent {}

    /// One line for scenario files and debugging.
    default String text() {
        return switch (this) {
            case Decided(var _, Verdict.Active(var term, var why)) -> "verdict: active at term " + term + ", " + why;
            case Decided(var _, Verdict.Standby(var owner, var why)) -> "verdict: standby of " + owner + ", " + why;
            case Decided(var _, Verdict.Refrain(var why)) -> "verdict: refrain, " + why;
            case Decided(var _, Verdict.Abstain(var why)) -> "verdict: abstain, " + why;
            case Claimed _ -> "claimed";
            case ClaimFailed(var _, var reason) -> "claim failed: " + reason;
            case Renewed(var _, var begun) -> "renewed, begun at " + Phrases.time(begun);
            case RenewFailed(var _, var reason) -> "renew failed: " + reason;
            case Announced _ -> "announced";
            case AnnounceFailed(var _, var reason) -> "announce failed: " + reason;
            case Released _ -> "released";
            case ReleaseFailed(var _, var reason) -> "release failed: " + reason;
            case Tick _ -> "tick";
            case Contested(var _, var by) -> "contested by " + by;
            case Stop(var _, var patience) -> "stop within " + Phrases.time(patience);
        };
    }
}
