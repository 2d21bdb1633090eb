package tandem.health;

import java.util.Locale;
import java.util.Optional;
import tandem.Pure;
import tandem.health.Advice.Admin;

/// One thing that a backend says of itself, in the words of HAProxy's agent check: words with blanks, tabs or
/// commas between them, in any order and of any case, up to the end of the line; behind a `#` the reason.
///
/// | word | |
/// | --- | --- |
/// | `75%` | the part of its weight that it wants |
/// | `ready`, `drain`, `maint` | which requests it wants |
/// | `up`, or `down`, `fail`, `failed`, `stopped` | whether it can serve |
/// | `maxconn:30` | is read, and has no effect |
///
/// A line with any other word says nothing: half of what somebody meant may be the opposite of it.
@Pure
record AdviceLine(Optional<Integer> percent, Optional<Admin> admin, Optional<Boolean> down, String reason) {
    private static final int MOST_PERCENT = 10_000;
    private static final int LONGEST_REASON = 200;

    /// What a text says up to its first end of a line; empty where it cannot be understood.
    static Optional<AdviceLine> parse(String text) {
        String line = text.split("[\r\n]", 2)[0];
        int sharp = line.indexOf('#');
        String words = (sharp < 0 ? line : line.substring(0, sharp)).strip().toLowerCase(Locale.ROOT);
        String reason = sharp < 0 ? "" : printable(line.substring(sharp + 1).strip());
        if (words.isEmpty()) return Optional.empty();
        Optional<AdviceLine> said =
                Optional.of(new AdviceLine(Optional.empty(), Optional.empty(), Optional.empty(), reason));
        for (String word : words.split("[ \t,]+", -1)) if (!word.isEmpty()) said = said.flatMap(so -> so.and(word));
        return said;
    }

    private Optional<AdviceLine> and(String word) {
        return switch (word) {
            case "ready" -> of(Admin.READY);
            case "drain" -> of(Admin.DRAIN);
            case "maint" -> of(Admin.MAINT);
            case "up" -> Optional.of(new AdviceLine(percent, admin, Optional.of(false), reason));
            case "down", "fail", "failed", "stopped" ->
                Optional.of(new AdviceLine(percent, admin, Optional.of(true), reason));
            default -> {
                if (word.matches("maxconn:\\d{1,9}")) yield Optional.of(this);
                if (!word.matches("\\d{1,5}%")) yield Optional.empty();
                int number = Integer.parseInt(word.substring(0, word.length() - 1));
                yield number > MOST_PERCENT
                        ? Optional.empty()
                        : Optional.of(new AdviceLine(Optional.of(number), admin, down, reason));
            }
        };
    }

    private Optional<AdviceLine> of(Admin wanted) {
        return Optional.of(new AdviceLine(percent, Optional.of(wanted), down, reason));
    }

    /// It goes into logs and to operators.
    private static String printable(String reason) {
        String shown = reason.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
        return shown.length() <= LONGEST_REASON ? shown : shown.substring(0, LONGEST_REASON);
    }
}
