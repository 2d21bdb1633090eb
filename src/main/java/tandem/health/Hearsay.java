package tandem.health;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.Pure;
import tandem.health.BackendHealth.Cause;
import tandem.health.BackendHealth.Healthy;
import tandem.health.BackendHealth.Out;
import tandem.health.BackendHealth.Told;
import tandem.health.BackendHealth.Unverified;
import tandem.health.HealthReport.By;
import tandem.health.HealthReport.Checks;
import tandem.health.HealthReport.Ejected;

/// What other nodes' words make of a backend's health, so that a node which takes over knows what the other one knew.
///
///  1. **Own evidence comes first.** While clients' requests go to a backend through this node, it judges by those.
///     What its own checks say beats what checks of others say. A backend that this node has taken out stays out.
///  2. A backend that **real requests** have ejected elsewhere is out here, too, although checks pass: for as long as
///     is left of that time there, and for `max-duration` at most; then own checks readmit it, as after an ejection
///     of this node's own.
///  3. A backend that fails **checks** elsewhere is out here until this node's first own check, which decides, or until
///     nobody says so any more.
///  4. Whoever took a backend out may **take it back**: when the same life of that node says that it is in, it is in
///     here. Silence takes nothing back: a node that died cannot.
///  5. **Hearsay of hearsay** counts only while the node that has seen it is not heard itself, so that no rumour
///     outlives what it tells of.
///  6. **No word of another node** takes the last backend of a pool, more than `max-ejected`, more than `panic`
///     leaves, or so many that fewer than `min-healthy` are in.
@Pure
final class Hearsay {
    private static final Comparator<Accusation> STRONGEST = Comparator.<Accusation, By>comparing(Accusation::by)
            .thenComparingLong(Accusation::left)
            .thenComparing(accusation -> accusation.out().origin().node());

    private Hearsay() {}

    /// What is known around the backend.
    ///
    /// @param words    of other nodes about this backend
    /// @param speakers those that are heard, and this one
    /// @param used     whether clients' requests went to it lately through this node
    /// @param checks   what this node's own checks say
    record Heard(List<Word> words, Set<Word.Speaker> speakers, boolean used, Checks checks) {
        Heard {
            words = List.copyOf(words);
            speakers = Set.copyOf(speakers);
        }
    }

    /// @param left nanoseconds from now
    private record Accusation(Word.Speaker teller, Ejected out, long left) {
        By by() {
            return out.by();
        }
    }

    /// @param room whether one more may be out by rule 6
    static BackendHealth decide(BackendHealth health, Heard heard, boolean room, HealthSettings settings, long now) {
        return switch (health) {
            case Unverified _, Healthy _ -> {
                if (!room || heard.used()) yield health;
                yield accused(health, heard, settings, now);
            }
            case Told told -> still(told, heard, settings, now);
            // Nobody has judged it yet.
            case Out out -> out.cause() == Cause.NEW ? accused(out, heard, settings, now) : out;
        };
    }

    private static BackendHealth accused(BackendHealth health, Heard heard, HealthSettings settings, long now) {
        return strongest(heard, settings, now)
                .<BackendHealth>map(accusation -> told(accusation, now))
                .orElse(health);
    }

    private static Told told(Accusation accusation, long now) {
        Ejected out = accusation.out();
        return new Told(
                accusation.out().origin(), out.by(), now, out.reason(), now + accusation.left(), 0, out.ejections());
    }

    private static BackendHealth still(Told told, Heard heard, HealthSettings settings, long now) {
        if (takenBack(told, heard)) return back(told, heard, now);
        Optional<Accusation> again = strongest(heard, settings, now);
        return switch (told.by()) {
            case CHECKS -> again.isPresent() ? told : new Unverified(now, Streak.NONE);
            case REQUESTS ->
                again.filter(accusation -> accusation.by() == By.REQUESTS && isNew(accusation.out(), told))
                        .<BackendHealth>map(accusation -> told(accusation, now))
                        .orElse(told);
        };
    }

    /// It was ejected once more since.
    private static boolean isNew(Ejected out, Told told) {
        return out.ejections() > told.ejections();
    }

    private static boolean takenBack(Told told, Heard heard) {
        return heard.words().stream()
                .filter(word -> word.speaker().equals(told.speaker()))
                .anyMatch(word -> word.line().ejected().isEmpty());
    }

    private static BackendHealth back(Told told, Heard heard, long now) {
        return switch (heard.checks()) {
            case NONE -> new Unverified(now, Streak.NONE);
            case PASSING, FAILING ->
                new Healthy(
                        now, told.speaker().node() + " has it in again", Streak.NONE, Streak.NONE, told.recovery(true));
        };
    }

    private static Optional<Accusation> strongest(Heard heard, HealthSettings settings, long now) {
        long longest = settings.eject().maxDuration().toNanos();
        return heard.words().stream()
                .filter(word -> word.line().ejected().isPresent())
                .map(word -> accusation(word, longest, now))
                .filter(accusation -> counts(accusation, heard))
                .max(STRONGEST);
    }

    private static Accusation accusation(Word word, long longest, long now) {
        Ejected out = word.line().ejected().orElseThrow();
        long left = Math.min(longest, out.left().toNanos() - Math.max(0, now - word.at()));
        return new Accusation(word.speaker(), out, Math.max(0, left));
    }

    private static boolean counts(Accusation accusation, Heard heard) {
        Word.Speaker origin = accusation.out().origin();
        boolean firstHand = origin.equals(accusation.teller());
        if (!firstHand && heard.speakers().contains(origin)) return false;
        return switch (accusation.by()) {
            case REQUESTS -> accusation.left() > 0;
            case CHECKS -> firstHand && heard.checks() == Checks.NONE;
        };
    }
}
