package tandem.style;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The house rules about one source file.
public final class StyleRules {
    private static final int FILE_LINES = 300;
    // In pieces, so that this file keeps the rule too.
    private static final Pattern PUT_OFF = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");

    private StyleRules() {}

    /// What a file of the program breaks.
    public static List<Violation> ofProgram(Source source) {
        var violations = new ArrayList<Violation>();
        int lines = source.lines().size();
        if (lines > FILE_LINES)
            violations.add(new Violation(source.file(), lines, "has " + lines + " lines, at most " + FILE_LINES));
        check(source, true, violations);
        return violations;
    }

    /// What a file of the tests breaks; they may be longer.
    public static List<Violation> ofTests(Source source) {
        var violations = new ArrayList<Violation>();
        check(source, false, violations);
        return violations;
    }

    private static void check(Source source, boolean program, List<Violation> violations) {
        int line = 0;
        for (String text : source.lines()) {
            line++;
            if (PUT_OFF.matcher(text).find())
                violations.add(new Violation(source.file(), line, "what is put off belongs in an issue"));
        }
        new SyntaxRules(source, program).scan(source.unit(), violations);
    }
}
