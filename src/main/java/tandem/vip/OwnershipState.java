package tandem.vip;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import tandem.Pure;

/// Where one VIP stands on one node. All times count from the start of the clock that the events carry.
@Pure
public sealed interface OwnershipState {

    /// When the machine last took an event. A gap as long as the lease means that the process stood still.
    Duration seen();

    /// Not on this node.
    ///
    /// @param wanted    the term to claim it at as soon as the back-off is over; empty when the election
    ///                  does not want it here
    /// @param failures  claims that failed in a row
    /// @param notBefore no claim before this time
    record NotHeld(Duration seen, OptionalLong wanted, int failures, Duration notBefore) implements OwnershipState {
        static NotHeld idle(Duration at) {
            return new NotHeld(at, OptionalLong.empty(), 0, at);
        }

        NotHeld at(Duration now) {
            return new NotHeld(now, wanted, failures, notBefore);
        }

        NotHeld wanting(OptionalLong term) {
            return new NotHeld(seen, term, failures, notBefore);
        }
    }

    /// The claim is published; the address is added once a quorum stands by this node.
    ///
    /// @param failures claims that failed before this one
    record Candidate(Duration seen, long term, int failures) implements OwnershipState {
        Candidate at(Duration now) {
            return new Candidate(now, term, failures);
        }
    }

    /// The claim is published, the address is being added.
    ///
    /// @param failures claims that failed before this one
    record Claiming(Duration seen, long term, int failures) implements OwnershipState {
        Claiming at(Duration now) {
            return new Claiming(now, term, failures);
        }
    }

    /// The address is on this node.
    ///
    /// @param renewed    when the lease began that runs now
    /// @param announcing what is still to be announced
    /// @param leaving    whether and until when it waits for another node to claim
    record Held(Duration seen, long term, Duration renewed, Announcing announcing, Leaving leaving)
            implements OwnershipState {
        Held at(Duration now) {
            return new Held(now, term, renewed, announcing, leaving);
        }

        Held atTerm(long next) {
            return new Held(seen, next, renewed, announcing, leaving);
        }

        Held renewedAt(Duration begun) {
            return new Held(seen, term, begun, announcing, leaving);
        }

        Held announcing(Announcing next) {
            return new Held(seen, term, renewed, next, leaving);
        }

        Held leavingBy(Duration limit) {
            return new Held(seen, term, renewed, announcing, new Leaving.Until(limit));
        }

        boolean isLeaving() {
            return leaving instanceof Leaving.Until;
        }
    }

    /// The address is being removed.
    ///
    /// @param wanted     as in [NotHeld]: the election changed its mind meanwhile
    /// @param stopping   whether this is for good
    /// @param retry      when to try again after the removal failed
    /// @param withdrawBy the claim is still published, and is withdrawn when the address is gone; at this time the
    ///                   kernel has taken it in any case. Empty when the claim is withdrawn
    /// @param pause      what a failed claim leaves to [NotHeld]
    record Releasing(
            Duration seen,
            OptionalLong wanted,
            boolean stopping,
            Retry retry,
            Optional<Duration> withdrawBy,
            Pause pause)
            implements OwnershipState {
        static Releasing begun(Duration at, boolean stopping) {
            return new Releasing(
                    at, OptionalLong.empty(), stopping, new Retry.Pending(), Optional.empty(), new Pause(0, at));
        }

        Releasing at(Duration now) {
            return new Releasing(now, wanted, stopping, retry, withdrawBy, pause);
        }

        Releasing withdrawingBy(Duration time) {
            return new Releasing(seen, wanted, stopping, retry, Optional.of(time), pause);
        }

        Releasing pausing(Pause next) {
            return new Releasing(seen, wanted, stopping, retry, withdrawBy, next);
        }

        NotHeld gone() {
            return new NotHeld(seen, wanted, pause.failures(), pause.notBefore());
        }

        /// A term that is still claimed is not wanted anew: after the release there is a new one.
        Releasing wanting(OptionalLong term) {
            return new Releasing(
                    seen, withdrawBy.isPresent() ? OptionalLong.empty() : term, stopping, retry, withdrawBy, pause);
        }

        Releasing retrying(Retry next) {
            return new Releasing(seen, wanted, stopping, next, withdrawBy, pause);
        }

        Releasing withdrawn() {
            return new Releasing(seen, wanted, stopping, retry, Optional.empty(), pause);
        }

        Releasing forGood() {
            return new Releasing(seen, OptionalLong.empty(), true, retry, withdrawBy, pause);
        }
    }

    /// What failed claims ask of the next one.
    ///
    /// @param failures  in a row
    /// @param notBefore the next one is not made before this time
    record Pause(int failures, Duration notBefore) {}

    /// The node stops: never claimed again.
    record Stopped(Duration seen) implements OwnershipState {}

    /// The announcements of a held address.
    ///
    /// @param since   the moment from which their times count: the takeover, or the last time somebody else
    ///                claimed
    /// @param sent    how many of them are out
    /// @param carried whether the driver has carried one out since the takeover, so that clients can know
    record Announcing(Duration since, int sent, boolean carried) {
        static Announcing from(Duration at) {
            return new Announcing(at, 1, false);
        }

        /// The whole series once more: somebody else's announcements may have gone into caches.
        Announcing again(Duration at) {
            return new Announcing(at, 1, carried);
        }

        Announcing carriedOut() {
            return new Announcing(since, sent, true);
        }
    }

    /// Whether a held address is to be handed over.
    sealed interface Leaving {
        /// It stays.
        record No() implements Leaving {}

        /// It goes to whoever claims it, and without a successor at this time.
        record Until(Duration limit) implements Leaving {}
    }

    /// What follows a release that is under way.
    sealed interface Retry {
        /// Its result is not there yet.
        record Pending() implements Retry {}

        /// It failed, and is tried again at this time.
        record At(Duration time) implements Retry {}
    }

    /// One line for scenario files and debugging.
    default String text() {
        return switch (this) {
            case NotHeld(var _, var wanted, var _, var notBefore)
            when wanted.isPresent() ->
                "not held; claims at term " + wanted.getAsLong() + " from " + Phrases.time(notBefore) + " on";
            case NotHeld _ -> "not held";
            case Candidate(var _, var term, var _) -> "candidate at term " + term;
            case Claiming(var _, var term, var _) -> "claiming at term " + term;
            case Held(var _, var term, var _, var _, Leaving.No()) -> "held at term " + term;
            case Held(var _, var term, var _, var _, Leaving.Until(var limit)) ->
                "held at term " + term + ", leaving by " + Phrases.time(limit);
            case Releasing(var _, var wanted, var stopping, var _, var withdrawBy, var _) ->
                "releasing"
                        + (stopping ? " for good" : "")
                        + (withdrawBy.isPresent() ? ", then withdraws" : "")
                        + (wanted.isPresent() ? ", then claims at term " + wanted.getAsLong() : "");
            case Stopped _ -> "stopped";
        };
    }
}
