package tandem.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.Pure;
import tandem.backend.Backend;
import tandem.backend.Outcome;

/// The health of all backends of a pool at one moment, as an immutable value. One value for the whole pool,
/// so that "the last one left" is decided about one moment and no two backends can leave at once, each for
/// the other's sake.
///
/// @param pool     its name
/// @param entries  in the order of the configuration
/// @param eligible those that may be balanced to
/// @param changes  how many changes of standing there were
@Pure
record PoolHealth(String pool, List<Entry> entries, Eligible eligible, long changes) {
    PoolHealth {
        entries = List.copyOf(entries);
    }

    /// One backend.
    ///
    /// @param lastCheck empty before the first one
    record Entry(Backend backend, BackendHealth health, Optional<LastCheck> lastCheck) {}

    /// The newest result of an active check, and when it came.
    record LastCheck(CheckResult result, long at) {}

    /// What came of one event.
    ///
    /// @param next   the same value when nothing changed
    /// @param change when a backend changed its standing
    record Step(PoolHealth next, Optional<HealthChange> change) {}

    static PoolHealth unverified(String pool, List<Backend> backends, long now) {
        List<Entry> entries = backends.stream()
                .map(backend -> new Entry(backend, new BackendHealth.Unverified(now, Streak.NONE), Optional.empty()))
                .toList();
        return new PoolHealth(pool, entries, new Eligible(0, backends), 0);
    }

    BackendHealth health(int index) {
        return entries.get(index).health();
    }

    Step attempted(int index, Outcome outcome, HealthSettings.Eject settings, long now) {
        Entry entry = entries.get(index);
        int others = eligible.backends().size() - (entry.health().standing().eligible() ? 1 : 0);
        BackendHealth next = Ejection.decide(entry.health(), outcome, settings, others, now);
        return next.equals(entry.health())
                ? new Step(this, Optional.empty())
                : with(index, new Entry(entry.backend(), next, entry.lastCheck()));
    }

    Step checked(int index, CheckResult result, HealthSettings.Check settings, long now) {
        Entry entry = entries.get(index);
        BackendHealth next = Thresholds.decide(entry.health(), result, settings, now);
        return with(index, new Entry(entry.backend(), next, Optional.of(new LastCheck(result, now))));
    }

    private Step with(int index, Entry entry) {
        List<Entry> next = new ArrayList<>(entries);
        Entry before = next.set(index, entry);
        Standing from = before.health().standing();
        Standing to = entry.health().standing();
        if (from == to) return new Step(new PoolHealth(pool, next, eligible, changes), Optional.empty());

        Eligible left = from.eligible() == to.eligible() ? eligible : eligibleOf(next);
        HealthChange change = new HealthChange(
                pool,
                entry.backend(),
                from,
                to,
                entry.health().reason(),
                left.backends().size(),
                next.size());
        return new Step(new PoolHealth(pool, next, left, changes + 1), Optional.of(change));
    }

    private Eligible eligibleOf(List<Entry> entries) {
        List<Backend> backends = entries.stream()
                .filter(entry -> entry.health().standing().eligible())
                .map(Entry::backend)
                .toList();
        return new Eligible(eligible.version() + 1, backends);
    }
}
