package tandem.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import tandem.Pure;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.backend.PoolChange;
import tandem.backend.PoolRefusal;
import tandem.backend.PoolRefusal.Why;
import tandem.health.BackendHealth.Cause;
import tandem.health.BackendHealth.Out;
import tandem.health.PoolHealth.Entry;

/// What an operator's changes make of a running pool.
@Pure
final class Membership {
    /// A pool takes no more backends than this.
    static final int MOST = 1000;

    private Membership() {}

    /// What came of a change.
    sealed interface Result {
        record Changed(PoolHealth next) implements Result {}

        record Refused(PoolRefusal refusal) implements Result {}
    }

    /// When it is, by both clocks.
    ///
    /// @param nanos the table's clock
    record Moment(long nanos, Instant wall) {}

    static Result decide(PoolHealth pool, PoolChange change, HealthSettings settings, Moment now) {
        if (change instanceof PoolChange.Add(Backend added)) return add(pool, added, settings, now);
        OptionalInt found = indexOf(pool, change.backend());
        if (found.isEmpty())
            return refused(Why.NO_SUCH_BACKEND, "pool " + pool.pool() + " has no backend " + change.backend());
        int index = found.getAsInt();
        List<Entry> next = new ArrayList<>(pool.entries());
        Entry entry = next.get(index);
        switch (change) {
            case PoolChange.Add _ -> throw new IllegalStateException("an addition comes first");
            case PoolChange.Remove _ -> {
                if (next.size() == 1)
                    return refused(
                            Why.CONFLICT, entry.backend().name() + " is the last backend of pool " + pool.pool());
                next.remove(index);
            }
            case PoolChange.Weigh(String _, int weight) ->
                next.set(index, entry.withBackend(entry.backend().withWeight(weight)));
            case PoolChange.Drain(String _, var limit) -> {
                if (!(entry.mode() instanceof Mode.Enabled))
                    return refused(
                            Why.CONFLICT,
                            entry.backend().name() + " is " + entry.mode().text() + " already");
                next.set(
                        index,
                        entry.withMode(new Mode.Draining(now.wall(), now.wall().plus(limit))));
            }
            case PoolChange.Enable _ -> next.set(index, entry.withMode(new Mode.Enabled()));
            case PoolChange.Restore(String _, Mode mode) -> next.set(index, entry.withMode(mode));
        }
        return next.equals(pool.entries())
                ? new Result.Changed(pool)
                : new Result.Changed(pool.withMembers(next, settings));
    }

    /// The same pool, or the one whose drains have ended that have reached their limit or have nothing left to wait
    /// for.
    ///
    /// @param idle whether the backend of this name has neither a request nor a session left
    static PoolHealth drained(PoolHealth pool, Predicate<String> idle, HealthSettings settings, Instant now) {
        List<Entry> next = pool.entries().stream()
                .map(entry -> isDrained(entry, idle, now) ? entry.withMode(new Mode.Drained(now)) : entry)
                .toList();
        return next.equals(pool.entries()) ? pool : pool.withMembers(next, settings);
    }

    private static boolean isDrained(Entry entry, Predicate<String> idle, Instant now) {
        return switch (entry.mode()) {
            case Mode.Draining(Instant _, Instant until) ->
                !now.isBefore(until) || idle.test(entry.backend().name());
            case Mode.Enabled(), Mode.Drained(Instant _) -> false;
        };
    }

    private static Result add(PoolHealth pool, Backend added, HealthSettings settings, Moment now) {
        Optional<Entry> taken = pool.entries().stream()
                .filter(entry -> entry.backend().name().equals(added.name())
                        || entry.backend().address().equals(added.address()))
                .findFirst();
        if (taken.isPresent()) {
            Backend there = taken.get().backend();
            return refused(
                    Why.CONFLICT,
                    "pool " + pool.pool() + " has " + there.name() + " (" + there.address() + ") already");
        }
        if (pool.entries().size() == MOST)
            return refused(Why.CONFLICT, "pool " + pool.pool() + " has " + MOST + " backends, and takes no more");
        List<Entry> next = new ArrayList<>(pool.entries());
        Out checking = new Out(Cause.NEW, now.nanos(), "added, not checked yet", now.nanos(), 0, 0);
        next.add(new Entry(added, checking, Optional.empty(), new Mode.Enabled()));
        return new Result.Changed(pool.withMembers(next, settings));
    }

    private static Result refused(Why why, String text) {
        return new Result.Refused(new PoolRefusal(why, text));
    }

    private static OptionalInt indexOf(PoolHealth pool, String name) {
        return IntStream.range(0, pool.entries().size())
                .filter(i -> pool.entries().get(i).backend().name().equals(name))
                .findFirst();
    }
}
