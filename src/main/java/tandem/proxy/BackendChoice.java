package tandem.proxy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.balance.Balancer;
import tandem.balance.Load;
import tandem.health.Eligible;

/// The balancer of one event loop, made anew whenever the set of eligible backends has changed.
final class BackendChoice {
    private final Upstream upstream;
    private Eligible eligible;
    private Balancer balancer;
    private List<Upstream.Target> targets;
    private final Load load = index -> targets.get(index).load().inFlight();
    private Map<String, Upstream.Target> byName;
    private long turn;

    /// @param firstTurn another one for each event loop, so that they do not all begin with the
    ///                  same backend
    BackendChoice(Upstream upstream, long firstTurn) {
        this.upstream = upstream;
        this.turn = firstTurn;
        this.eligible = upstream.health().eligible();
        this.balancer = Balancer.of(upstream.algorithm(), eligible.backends());
        this.targets = eligible.backends().stream().map(upstream::target).toList();
        this.byName = byName(targets);
    }

    /// The backend for the next request.
    ///
    /// @param tried backends to leave out
    /// @param route name of the backend that has the request's session; null when none is known
    /// @return null when none is left
    Upstream.@Nullable Target pick(Collection<Backend> tried, @Nullable String route) {
        refresh();
        Upstream.Target home = route == null ? null : byName.get(route);
        if (home != null && !tried.contains(home.backend())) return home;
        IntPredicate skip = tried.isEmpty()
                ? BackendChoice::skipNone
                : index -> tried.contains(targets.get(index).backend());
        OptionalInt index = balancer.pick(turn++, load, skip);
        return index.isPresent() ? targets.get(index.getAsInt()) : null;
    }

    /// How many eligible backends there are that are not among these.
    int left(Collection<Backend> tried) {
        refresh();
        int left = 0;
        for (Upstream.Target target : targets) {
            if (!tried.contains(target.backend())) left++;
        }
        return left;
    }

    int eligible() {
        return targets.size();
    }

    private static boolean skipNone(int index) {
        return false;
    }

    private void refresh() {
        Eligible now = upstream.health().eligible();
        if (now.version() == eligible.version()) return;
        eligible = now;
        balancer = Balancer.of(upstream.algorithm(), now.backends());
        targets = now.backends().stream().map(upstream::target).toList();
        byName = byName(targets);
    }

    private static Map<String, Upstream.Target> byName(List<Upstream.Target> targets) {
        return targets.stream()
                .collect(Collectors.toUnmodifiableMap(target -> target.backend().name(), target -> target));
    }
}
