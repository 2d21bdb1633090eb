package tandem.admin;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes guessing slow: every wrong token of an address is answered later than the one before, one at a time. Who has a
/// right token never waits, so nobody can be shut out by another's guesses.
final class WrongTokens {
    static final Duration FIRST_DELAY = Duration.ofMillis(100);
    static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    private static final long FORGOTTEN_AFTER = Duration.ofMinutes(1).toNanos();
    private static final int MOST_ADDRESSES = 1024;

    private final Map<String, Guesses> guesses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Guesses> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    private record Guesses(int count, long until) {}

    /// What becomes of a wrong token.
    sealed interface Sentence {
        /// It is told so after this time.
        record Later(Duration delay) implements Sentence {}

        /// Another guess of this address still waits for its answer.
        record TooMany(Duration left) implements Sentence {}
    }

    /// A wrong token came from an address.
    ///
    /// @param now nanoseconds of some clock that only grows
    synchronized Sentence wrong(String address, long now) {
        var before = guesses.get(address);
        if (before != null && now - before.until() < 0)
            return new Sentence.TooMany(Duration.ofNanos(before.until() - now));
        int count = before == null || now - before.until() > FORGOTTEN_AFTER ? 1 : before.count() + 1;
        var doubled = FIRST_DELAY.multipliedBy(1L << Math.min(count - 1, 10));
        var delay = doubled.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : doubled;
        guesses.put(address, new Guesses(count, now + delay.toNanos()));
        return new Sentence.Later(delay);
    }
}
