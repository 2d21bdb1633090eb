package tandem.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;

/// "Did you mean …?": the word among the known ones that a mistyped word is nearest to.
final class Suggestion {
    private static final int LONGEST_WORD = 100;
    private static final int SHORTEST_STUB = 3;

    private Suggestion() {}

    /// The nearest known word, if one is near enough to be what was meant: at most a third of its letters wrong (two
    /// that changed places count as one), or cut short. Capitals and the signs that part its words do not count
    /// (`idle_timeout`, `idleTimeout`).
    static Optional<String> among(Collection<String> known, String found) {
        if (found.isBlank() || found.length() > LONGEST_WORD) return Optional.empty();
        var letters = letters(found);
        var distance = new DamerauLevenshteinDistance();
        String nearest = "";
        int least = Integer.MAX_VALUE;
        for (String word : known) {
            var target = letters(word);
            boolean cutShort = letters.length() >= SHORTEST_STUB && target.startsWith(letters);
            int wrong = cutShort ? 1 : distance.apply(letters, target);
            if (wrong < least && wrong <= Math.max(1, target.length() / 3)) {
                least = wrong;
                nearest = word;
            }
        }
        return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
    }

    /// What follows a message: the question whether this was meant, or nothing.
    static String asked(Optional<String> meant) {
        return meant.map(word -> "; did you mean " + Quoted.text(word) + "?").orElse("");
    }

    private static String letters(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
