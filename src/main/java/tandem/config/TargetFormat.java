package tandem.config;

import java.util.Optional;
import tandem.Pure;

/// The target of a request to a backend, in origin form: `/health?deep=1`.
@Pure
record TargetFormat() implements Format<String> {
    private static final int LONGEST = 1024;

    @Override
    public Optional<String> parse(String text) {
        boolean fits =
                text.startsWith("/") && text.length() <= LONGEST && text.chars().allMatch(TargetFormat::sendable);
        return fits ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String expected() {
        return "a path that starts with / and has no spaces, at most " + LONGEST + " characters";
    }

    @Override
    public Optional<String> suggestion(String text) {
        return parse("/" + text);
    }

    /// A fragment is never sent, so `#` has no place here.
    private static boolean sendable(int c) {
        return c > ' ' && c < 127 && c != '#';
    }
}
