package tandem.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tandem.fitness.Finding;
import tandem.fitness.Odd;
import tandem.health.HealthReport;
import tandem.health.HealthTable;
import tandem.health.Sight;

/// Tells apart that this node's own network fails: it sees backends down that another node sees up. Such a node is
/// unfit; where all see the same, it is the backends' fault, and nothing changes. On one thread.
final class OddViews {
    /// For a report to get from one node to another, with time to spare.
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    private final Map<String, Odd> views = new HashMap<>();
    private final Consumer<Finding> findings;

    OddViews(Consumer<Finding> findings) {
        this.findings = findings;
    }

    /// Compares.
    ///
    /// @param own    what this node sees
    /// @param others what others see, by their names
    /// @param now    by [System#nanoTime()]
    void look(List<HealthTable> tables, HealthReport own, Map<String, HealthReport> others, long now) {
        for (var table : tables)
            for (var pool : own.pools()) if (pool.name().equals(table.pool())) look(table, pool, others, now);
    }

    private void look(HealthTable table, HealthReport.Pool own, Map<String, HealthReport> others, long now) {
        Map<String, HealthReport.Pool> theirs = new HashMap<>();
        others.forEach((node, report) -> report.pools().stream()
                .filter(pool -> pool.name().equals(own.name()))
                .forEach(pool -> theirs.put(node, pool)));
        var sight = Sight.of(own, theirs);
        var before = views.getOrDefault(own.name(), Odd.NOT);
        var after = before.after(
                sight.filter(Sight::fewer).isPresent(),
                now,
                table.checkedWithin().plus(ON_ITS_WAY));
        views.put(own.name(), after);
        if (after.odd() == before.odd()) return;
        var subject = "backends of pool " + own.name();
        if (!after.odd()) findings.accept(new Finding(subject, true, "sees as many as the others"));
        else
            sight.ifPresent(odd -> findings.accept(new Finding(
                    subject,
                    false,
                    "sees " + odd.seen() + " of " + odd.of() + ", " + odd.node() + " sees " + odd.theirs())));
    }
}
