package tandem.config;

import tandem.Pure;

/// What a file says, as it is shown in a message: on one line, not too long, and with nothing in it that a terminal
/// would obey.
@Pure
final class Quoted {
    private static final int LONGEST = 60;

    private Quoted() {}

    static String text(String found) {
        var shown = new StringBuilder("\"");
        found.codePoints().limit(LONGEST).forEach(c -> append(shown, c));
        if (found.codePointCount(0, found.length()) > LONGEST) shown.append('…');
        return shown.append('"').toString();
    }

    /// A key within a path: plain where it is a plain word.
    static String key(String found) {
        boolean word =
                !found.isEmpty() && found.length() <= LONGEST && found.chars().allMatch(Quoted::ofWord);
        return word ? found : text(found);
    }

    private static boolean ofWord(int c) {
        return c == '-' || c == '_' || (c < 128 && Character.isLetterOrDigit(c));
    }

    private static void append(StringBuilder shown, int c) {
        switch (c) {
            case '\n' -> shown.append("\\n");
            case '\t' -> shown.append("\\t");
            case '"', '\\' -> shown.append('\\').appendCodePoint(c);
            default -> {
                if (hidden(c))
                    shown.append("\\u{").append(Integer.toHexString(c)).append('}');
                else shown.appendCodePoint(c);
            }
        }
    }

    /// Control characters, and those that turn the direction of the text around.
    private static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
