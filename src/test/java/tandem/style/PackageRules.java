package tandem.style;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/// Every package has a charter in its package-info, and is null-marked.
public final class PackageRules {
    private PackageRules() {}

    /// What the packages break. A charter begins with the package's name in bold, and that of a room says what
    /// the room may import.
    ///
    /// @param program the program's files
    /// @param tests   the tests' files; a room's package-info is in the program
    public static List<Violation> check(Collection<Source> program, Collection<Source> tests) {
        var violations = new ArrayList<Violation>();
        var chartered = new HashSet<String>();
        for (Source source : program) if (source.isPackageInfo()) checkCharter(source, true, violations);
        for (Source source : tests) if (source.isPackageInfo()) checkCharter(source, false, violations);
        var all = new ArrayList<>(program);
        all.addAll(tests);
        for (Source source : all) if (source.isPackageInfo()) chartered.add(source.packageName());
        for (Source source : all) {
            if (chartered.add(source.packageName()))
                violations.add(
                        new Violation(source.file(), 1, "package " + source.packageName() + " has no package-info"));
        }
        return violations;
    }

    private static void checkCharter(Source info, boolean program, List<Violation> violations) {
        String charter = info.packageComment();
        String room = info.packageName().replaceFirst("^tandem\\.", "");
        boolean withinARoom = room.contains(".");
        if (charter == null || !charter.strip().startsWith("**" + room + "**"))
            violations.add(new Violation(info.file(), 1, "the charter begins with **" + room + "**"));
        else if (program && !withinARoom && !charter.contains("mport"))
            violations.add(new Violation(info.file(), 1, "the charter says what the package may import"));
        if (info.unit().getPackageAnnotations().stream().noneMatch(a -> SyntaxRules.named(a, "NullMarked")))
            violations.add(new Violation(info.file(), 1, "the package is not @NullMarked"));
    }
}
