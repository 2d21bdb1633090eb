package tandem.config;

import java.util.LinkedHashSet;
import java.util.Set;
import tandem.Pure;
import tandem.config.Problem.Severity;

/// Collects what is found wrong while a file is read. The same problem found twice (by two nodes of the file, say)
/// counts once.
@Pure
final class Problems {
    private final String file;
    private final Set<Problem> found = new LinkedHashSet<>();
    private int errors;
    private int omitted;

    Problems(String file) {
        this.file = file;
    }

    void error(Spot spot, String message) {
        errors++;
        add(new Problem(Severity.ERROR, file, spot, message));
    }

    /// Left out when the list is full.
    void warning(Spot spot, String message) {
        add(new Problem(Severity.WARNING, file, spot, message));
    }

    /// Grows with every error: who reads a part of the file compares it before and after.
    int errors() {
        return errors;
    }

    boolean hasError(Spot spot) {
        return found.stream()
                .anyMatch(p -> p.severity() == Severity.ERROR && p.spot().equals(spot));
    }

    Report report() {
        return new Report(file, found.stream().sorted(Problem.FILE_ORDER).toList(), omitted);
    }

    private void add(Problem problem) {
        if (found.size() < Report.LIMIT) found.add(problem);
        else if (problem.severity() == Severity.ERROR && !found.contains(problem)) omitted++;
    }
}
