package tandem.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.Pure;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.backend.PoolChange;
import tandem.journal.Wish.InForce;

/// What has to be changed in one pool so that it is as operators want it.
@Pure
public final class Fulfilment {

    private Fulfilment() {}

    /// The changes, in an order in which none is refused for what a later one does.
    ///
    /// @param pool   its backends now, by name
    /// @param wishes for this pool
    public static List<PoolChange> steps(Map<String, InForce> pool, Collection<Wish> wishes, Instant now) {
        List<PoolChange> changes = new ArrayList<>();
        List<PoolChange> removals = new ArrayList<>();
        for (Wish wish : wishes) {
            Optional<InForce> is = Optional.ofNullable(pool.get(wish.key().backend()));
            if (wish.wanted().isEmpty())
                is.ifPresent(there ->
                        removals.add(new PoolChange.Remove(there.backend().name())));
            else changes.addAll(towards(is, wish.wanted().get(), now));
        }
        changes.addAll(removals);
        return List.copyOf(changes);
    }

    private static List<PoolChange> towards(Optional<InForce> is, InForce wanted, Instant now) {
        List<PoolChange> changes = new ArrayList<>();
        Backend backend = wanted.backend();
        Mode mode = new Mode.Enabled();
        if (is.filter(there -> isSameServer(there.backend(), backend)).isEmpty()) {
            is.ifPresent(_ -> changes.add(new PoolChange.Remove(backend.name())));
            changes.add(new PoolChange.Add(backend));
        } else {
            mode = is.get().mode();
            if (is.get().backend().weight() != backend.weight())
                changes.add(new PoolChange.Weigh(backend.name(), backend.weight()));
        }
        Mode due = due(wanted.mode(), now);
        if (!isSame(mode, due)) changes.add(new PoolChange.Restore(backend.name(), due));
        return changes;
    }

    private static boolean isSameServer(Backend one, Backend other) {
        return one.withWeight(0).equals(other.withWeight(0));
    }

    /// A drain that was under way begins anew here, and ends when it was to end.
    private static Mode due(Mode wanted, Instant now) {
        return switch (wanted) {
            case Mode.Draining(Instant _, Instant until) when now.isBefore(until) -> new Mode.Draining(now, until);
            case Mode.Draining(Instant _, Instant until) -> new Mode.Drained(until);
            case Mode.Enabled _, Mode.Drained _ -> wanted;
        };
    }

    /// A drain that has ended sooner, because no session was left, is none that has to be begun again.
    private static boolean isSame(Mode is, Mode due) {
        return switch (due) {
            case Mode.Enabled() -> is instanceof Mode.Enabled;
            case Mode.Draining(Instant _, Instant until) ->
                is instanceof Mode.Drained
                        || (is instanceof Mode.Draining(Instant _, Instant other) && other.equals(until));
            case Mode.Drained(Instant _) -> is instanceof Mode.Drained;
        };
    }
}
