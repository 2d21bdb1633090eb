package tandem.admin;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The tokens that are let in, as their file says: `NAME ROLE SHA256`, a line each; empty lines and lines that begin
/// with `#` do not count. One name may have two tokens: the old one goes when everybody has the new one.
///
/// A token has 256 random bits, so its plain SHA-256 cannot be turned round by trying, and no slow hash is needed.
final class Tokens {
    static final int MOST = 1000;
    private static final Pattern LINE =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,62})\\s+(viewer|operator)\\s+([0-9a-fA-F]{64})");

    private final List<Known> known;

    private record Known(Caller caller, Sha256 hash) {}

    private Tokens(List<Known> known) {
        this.known = List.copyOf(known);
    }

    /// What came of a file's text.
    sealed interface Parsed {
        /// It can be used.
        record Good(Tokens tokens) implements Parsed {}

        /// It cannot.
        ///
        /// @param line counted from 1
        record Bad(int line, String why) implements Parsed {}
    }

    static Parsed parse(String text) {
        var known = new ArrayList<Known>();
        var lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            var parts = LINE.matcher(line);
            if (!parts.matches())
                return new Parsed.Bad(i + 1, "expected NAME viewer|operator SHA256 (`tandem token` makes such a line)");
            var role = Caller.Role.valueOf(parts.group(2).toUpperCase(Locale.ROOT));
            var hash = new Sha256(HexFormat.of().parseHex(parts.group(3)));
            known.add(new Known(new Caller(parts.group(1), role), hash));
        }
        if (known.isEmpty()) return new Parsed.Bad(lines.size() + 1, "there is no token in it; nobody could get in");
        if (known.size() > MOST) return new Parsed.Bad(lines.size(), "more than " + MOST + " tokens");
        return new Parsed.Good(new Tokens(known));
    }

    /// Who has this token. Takes as long for a wrong one as for any other.
    Optional<Caller> caller(String token) {
        var hash = Sha256.of(token);
        Optional<Caller> found = Optional.empty();
        for (var one : known) if (one.hash().isSame(hash)) found = Optional.of(one.caller());
        return found;
    }
}
