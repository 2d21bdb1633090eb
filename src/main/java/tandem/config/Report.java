package tandem.config;

import java.util.List;
import java.util.stream.Collectors;
import tandem.Pure;
import tandem.config.Problem.Severity;

/// Everything there is to say about one configuration file.
///
/// @param file     the file as the caller named it
/// @param problems in file order; at most [#LIMIT] of them
/// @param omitted  how many errors there are that are not listed
@Pure
public record Report(String file, List<Problem> problems, int omitted) {

    /// Problems that are listed; a person mends a few and checks again.
    static final int LIMIT = 100;

    public Report {
        problems = List.copyOf(problems);
    }

    /// Whether the file can be used. Warnings do not hinder.
    public boolean valid() {
        return errors() == 0 && omitted == 0;
    }

    /// Number of listed problems for which the file is refused.
    public long errors() {
        return problems.stream().filter(p -> p.severity() == Severity.ERROR).count();
    }

    /// All problems, each on its line, and a last line that sums up. No line break at the end.
    public String text() {
        return problems.stream().map(p -> p.text() + "\n").collect(Collectors.joining()) + summary();
    }

    /// The last line alone: `conf/tandem.yaml: 2 problems, 1 warning`.
    public String summary() {
        long errors = errors();
        long warnings = problems.size() - errors;
        var text = new StringBuilder(file).append(": ").append(errors == 0 ? "valid" : count(errors, "problem"));
        if (warnings > 0) text.append(", ").append(count(warnings, "warning"));
        if (omitted > 0) text.append(", and ").append(omitted).append(" more that are not listed");
        return text.toString();
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
