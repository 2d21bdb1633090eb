package tandem.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.Pure;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.backend.Outcome;
import tandem.health.BackendHealth.Healthy;
import tandem.health.BackendHealth.Out;
import tandem.health.BackendHealth.Told;
import tandem.health.BackendHealth.Unverified;

/// The health of all backends of a pool at one moment, as an immutable value. One value for the whole pool,
/// so that "the last one left" is decided about one moment and no two backends can leave at once, each for
/// the other's sake.
///
/// @param pool     its name
/// @param entries  in the order of the configuration, then those that were added
/// @param eligible those that may be balanced to
/// @param changes  how many changes of standing there were
/// @param version  how many changes of members, weights and modes there were
/// @param indexes  of the entries, by the backend's name
@Pure
record PoolHealth(
        String pool, List<Entry> entries, Eligible eligible, long changes, long version, Map<String, Integer> indexes) {
    PoolHealth {
        entries = List.copyOf(entries);
        indexes = Map.copyOf(indexes);
    }

    /// One backend.
    ///
    /// @param lastCheck empty before the first one
    /// @param mode      what the operator wants of it
    /// @param advice    what it wants itself
    record Entry(Backend backend, BackendHealth health, Optional<LastCheck> lastCheck, Mode mode, Advice advice) {

        /// One that has said nothing of itself.
        Entry(Backend backend, BackendHealth health, Optional<LastCheck> lastCheck, Mode mode) {
            this(backend, health, lastCheck, mode, Advice.NONE);
        }

        /// Whether it may be balanced to.
        boolean eligible() {
            return isEnabled() && health.standing().eligible();
        }

        boolean isEnabled() {
            return mode instanceof Mode.Enabled && advice.admin() == Advice.Admin.READY;
        }

        /// Whether it takes the requests of its sessions and no others.
        boolean isDraining() {
            return switch (mode) {
                case Mode.Enabled() -> advice.admin() == Advice.Admin.DRAIN;
                case Mode.Draining(var _, var _) -> advice.admin() != Advice.Admin.MAINT;
                case Mode.Drained(var _) -> false;
            };
        }

        /// Whether it has come back lately and starts slowly still.
        boolean isStarting(Duration slowStart, long now) {
            return startsSlowly(health) && now - health.since() < slowStart.toNanos();
        }

        /// With the part of its weight that it wants.
        Backend weighed() {
            if (advice.percent() == 100 || backend.weight() == 0) return backend;
            int part = (backend.weight() * advice.percent() + 50) / 100;
            int weight = advice.percent() == 0 ? 0 : Math.clamp(part, 1, Backend.MAX_WEIGHT);
            return backend.withWeight(weight);
        }

        Entry withBackend(Backend next) {
            return new Entry(next, health, lastCheck, mode, advice);
        }

        Entry withHealth(BackendHealth next) {
            return new Entry(backend, next, lastCheck, mode, advice);
        }

        Entry withMode(Mode next) {
            return new Entry(backend, health, lastCheck, next, advice);
        }
    }

    /// The newest result of an active check, and when it came.
    record LastCheck(CheckResult result, long at) {}

    /// What came of one event.
    ///
    /// @param next   the same value when nothing changed
    /// @param change when a backend changed its standing
    record Step(PoolHealth next, Optional<HealthChange> change) {}

    static PoolHealth unverified(String pool, List<Backend> backends, long now) {
        List<Entry> entries = backends.stream()
                .map(backend ->
                        new Entry(backend, new Unverified(now, Streak.NONE), Optional.empty(), new Mode.Enabled()))
                .toList();
        return new PoolHealth(pool, entries, new Eligible(0, backends), 0, 0, indexes(entries));
    }

    BackendHealth health(int index) {
        return entries.get(index).health();
    }

    /// @param counts the backend's requests within the window, this one included
    Step attempted(int index, Outcome outcome, RequestCounts counts, HealthSettings settings, long now) {
        Entry entry = entries.get(index);
        BackendHealth next = Ejection.decide(entry.health(), outcome, situation(index, counts), settings, now);
        return next.equals(entry.health())
                ? new Step(this, Optional.empty())
                : with(
                        index,
                        entry.withHealth(next),
                        settings,
                        HealthChange.Evidence.of(entry.health(), outcome, counts));
    }

    /// A backend is slow beside the others.
    Step slow(int index, String why, HealthSettings settings, long now) {
        Entry entry = entries.get(index);
        BackendHealth next =
                Ejection.slow(entry.health(), why, situation(index, RequestCounts.NONE), settings.eject(), now);
        return next.equals(entry.health())
                ? new Step(this, Optional.empty())
                : with(index, entry.withHealth(next), settings, HealthChange.Evidence.NONE);
    }

    Step checked(int index, CheckResult result, HealthSettings settings, long now) {
        Entry entry = entries.get(index);
        BackendHealth next = Thresholds.decide(entry.health(), result, settings.check(), now);
        Optional<LastCheck> last = Optional.of(new LastCheck(result, now));
        return with(
                index,
                new Entry(entry.backend(), next, last, entry.mode(), entry.advice()),
                settings,
                HealthChange.Evidence.of(entry.health(), result));
    }

    /// @param heard what other nodes say of the backend
    Step told(int index, Hearsay.Heard heard, HealthSettings settings, long now) {
        Entry entry = entries.get(index);
        Ejection.Situation around = situation(index, RequestCounts.NONE);
        int others = around.others();
        long enabled = entries.stream().filter(Entry::isEnabled).count();
        boolean room = around.mayEject(settings.eject())
                && others >= settings.minHealthy()
                && others * 100L >= enabled * settings.panicPercent();
        BackendHealth next = Hearsay.decide(entry.health(), heard, room, settings, now);
        return next.equals(entry.health())
                ? new Step(this, Optional.empty())
                : with(index, entry.withHealth(next), settings, HealthChange.Evidence.NONE);
    }

    /// A backend has said something of itself.
    Step advised(int index, AdviceLine line, HealthSettings settings, long now) {
        Entry entry = entries.get(index);
        Advice advice = entry.advice().with(line);
        BackendHealth health = Thresholds.advised(entry.health(), advice, now);
        Entry next = new Entry(entry.backend(), health, entry.lastCheck(), entry.mode(), advice);
        if (next.equals(entry)) return new Step(this, Optional.empty());
        Step step = with(index, next, settings, HealthChange.Evidence.NONE);
        return new Step(step.next().reckoned(settings), step.change());
    }

    /// The same with what follows from it reckoned anew. Where that is as it was, as it is when a backend
    /// says the same in other words, no balancer is made anew for it.
    private PoolHealth reckoned(HealthSettings settings) {
        Eligible after = eligibleOf(entries, settings);
        return after.isLike(eligible) ? this : new PoolHealth(pool, entries, after, changes, version, indexes);
    }

    /// Other members, weights or modes.
    PoolHealth withMembers(List<Entry> next, HealthSettings settings) {
        Eligible after = eligibleOf(next, settings);
        return new PoolHealth(pool, next, after, changes, version + 1, indexes(next));
    }

    private Ejection.Situation situation(int index, RequestCounts counts) {
        int others = 0;
        int out = 0;
        for (int i = 0; i < entries.size(); i++) {
            Entry other = entries.get(i);
            if (!other.health().standing().eligible()) out++;
            else if (i != index && other.isEnabled()) others++;
        }
        return new Ejection.Situation(others, out, entries.size(), counts);
    }

    private Step with(int index, Entry entry, HealthSettings settings, HealthChange.Evidence evidence) {
        List<Entry> next = new ArrayList<>(entries);
        Entry before = next.set(index, entry);
        Standing from = before.health().standing();
        Standing to = entry.health().standing();
        if (from == to)
            return new Step(new PoolHealth(pool, next, eligible, changes, version, indexes), Optional.empty());

        Eligible left = from.eligible() == to.eligible() ? eligible : eligibleOf(next, settings);
        HealthChange change = new HealthChange(
                pool,
                entry.backend(),
                from,
                to,
                entry.health().reason(),
                (int) next.stream().filter(Entry::eligible).count(),
                next.size(),
                evidence);
        return new Step(new PoolHealth(pool, next, left, changes + 1, version, indexes), Optional.of(change));
    }

    private Eligible eligibleOf(List<Entry> all, HealthSettings settings) {
        List<Entry> enabled = all.stream().filter(Entry::isEnabled).toList();
        List<Entry> in = enabled.stream().filter(Entry::eligible).toList();
        boolean panic = in.size() * 100 < enabled.size() * settings.panicPercent();
        List<Backend> draining = all.stream()
                .filter(entry -> entry.isDraining() && entry.health().standing().eligible())
                .map(Entry::backend)
                .toList();
        Map<String, Long> starting = new HashMap<>();
        for (Entry entry : in)
            if (startsSlowly(entry.health()))
                starting.put(entry.backend().name(), entry.health().since());
        List<Backend> backends =
                (panic ? enabled : in).stream().map(Entry::weighed).toList();
        return new Eligible(eligible.version() + 1, backends, draining, starting);
    }

    private static boolean startsSlowly(BackendHealth health) {
        return switch (health) {
            case Healthy healthy -> healthy.recovery().starting();
            case Unverified _, Out _, Told _ -> false;
        };
    }

    private static Map<String, Integer> indexes(List<Entry> entries) {
        Map<String, Integer> indexes = new HashMap<>();
        for (Entry entry : entries) indexes.put(entry.backend().name(), indexes.size());
        return indexes;
    }
}
