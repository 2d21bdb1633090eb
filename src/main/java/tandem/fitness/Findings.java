package tandem.fitness;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The newest finding about every subject, from whichever thread it comes.
public final class Findings {
    private static final Logger LOG = LoggerFactory.getLogger(Findings.class);

    private final Map<String, Finding> bySubject = new ConcurrentSkipListMap<>();
    private final Runnable changed;

    /// Nothing is found yet.
    ///
    /// @param changed called on the reporting thread whenever a subject has turned good or bad, or is bad for
    ///                another reason than before; must not block
    public Findings(Runnable changed) {
        this.changed = changed;
    }

    /// Takes a finding in. A subject that was never heard of counts as good.
    public void report(Finding now) {
        var before = bySubject.put(now.subject(), now);
        boolean wasGood = before == null || before.good();
        if (now.good() && wasGood) return;
        if (now.good()) LOG.info("{}", now.line());
        else if (wasGood) LOG.warn("{}", now.line());
        else if (before.text().equals(now.text())) return;
        changed.run();
    }

    /// All of them, by subject.
    public List<Finding> all() {
        return List.copyOf(bySubject.values());
    }

    /// What makes the node unfit, a line each.
    public List<String> reasons() {
        return bySubject.values().stream()
                .filter(finding -> !finding.good())
                .map(Finding::line)
                .toList();
    }
}
