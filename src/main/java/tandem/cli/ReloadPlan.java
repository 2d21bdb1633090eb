package tandem.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.backend.Backend;
import tandem.backend.PoolChange;
import tandem.config.Settings;
import tandem.proxy.EdgeSettings;
import tandem.proxy.ListenerSettings;
import tandem.proxy.PoolSettings;
import tandem.proxy.ProxySettings;
import tandem.proxy.ProxySettings.Listen;

/// What a running node has to do to be as another configuration says, or why it would need a restart for
/// that.
@Pure
sealed interface ReloadPlan {

    /// It can be done while the node runs.
    ///
    /// @param open    listeners that are new
    /// @param alter   listeners that stay, and serve new connections in another way from now on
    /// @param close   listeners that go
    /// @param pools   changes of each pool
    /// @param proxy   whether time-outs, limits or trusted proxies are others
    /// @param edge    the sections that say what is done with requests besides, and say something else now
    record Steps(
            List<ListenerSettings> open,
            List<ListenerSettings> alter,
            List<Listen> close,
            Map<String, PoolSteps> pools,
            boolean proxy,
            List<String> edge)
            implements ReloadPlan {}

    /// It cannot.
    ///
    /// @param reasons one for each part of the configuration that is fixed at the start
    record Restart(List<String> reasons) implements ReloadPlan {}

    /// Changes of a pool, in an order in which it always has a backend.
    ///
    /// @param first to be done before the others: additions and weights
    /// @param then  once what was added has been checked: removals, and additions in the place of what is
    ///              removed
    record PoolSteps(List<PoolChange> first, List<PoolChange> then) {
        boolean isEmpty() {
            return first.isEmpty() && then.isEmpty();
        }
    }

    /// What is read at the start only, by what the file calls it.
    static Map<String, Function<Settings, Object>> readOnce() {
        var parts = new LinkedHashMap<String, Function<Settings, Object>>();
        parts.put("cluster", Settings::cluster);
        parts.put("vips", Settings::vips);
        parts.put("admin", Settings::admin);
        parts.put("stop", Settings::stop);
        parts.put("reload", Settings::reload);
        parts.put("dns", settings -> settings.front().dns());
        parts.put("state-dir", Settings::stateDir);
        parts.put("checks and proxy.self-check", Settings::fitness);
        parts.put("proxy.listen", settings -> settings.proxy().listen());
        parts.put("proxy.pool", settings -> settings.proxy().pool());
        parts.put("proxy.event-loops", settings -> settings.proxy().eventLoops());
        parts.put("tracing", settings -> settings.edge().tracing());
        return parts;
    }

    static ReloadPlan of(Settings before, Settings after) {
        var reasons = new ArrayList<String>();
        readOnce().forEach((key, part) -> fixed(reasons, key, part.apply(before), part.apply(after)));
        var pools = pools(before.pools(), after.pools(), reasons);
        if (!reasons.isEmpty()) return new Restart(List.copyOf(reasons));
        var old = byAddress(before.listeners());
        var fresh = byAddress(after.listeners());
        return new Steps(
                fresh.entrySet().stream()
                        .filter(entry -> !old.containsKey(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .toList(),
                fresh.entrySet().stream()
                        .filter(entry -> old.containsKey(entry.getKey()))
                        .filter(entry -> !entry.getValue().equals(old.get(entry.getKey())))
                        .map(Map.Entry::getValue)
                        .toList(),
                old.keySet().stream()
                        .filter(address -> !fresh.containsKey(address))
                        .toList(),
                pools,
                !live(before.proxy()).equals(live(after.proxy())),
                edge(before.edge(), after.edge()));
    }

    private static List<String> edge(EdgeSettings before, EdgeSettings after) {
        var changed = new ArrayList<String>();
        var sections = sections(after);
        sections(before).forEach((section, was) -> {
            if (!was.equals(sections.get(section))) changed.add(section);
        });
        return List.copyOf(changed);
    }

    /// What can be exchanged while it is in use, by what the file calls it.
    private static Map<String, Object> sections(EdgeSettings edge) {
        var sections = new LinkedHashMap<String, Object>();
        sections.put("hosts", edge.hosts());
        sections.put("compression", edge.compression());
        sections.put("files", edge.files());
        sections.put("limits", edge.limits());
        sections.put("access-log", edge.accessLog());
        sections.put("error-pages", edge.errorPages());
        sections.put("what proxy says of clients", edge.identification());
        return sections;
    }

    /// What can be exchanged while it is in use.
    private static List<Object> live(ProxySettings proxy) {
        return List.of(proxy.timeouts(), proxy.limits(), proxy.trustedProxies());
    }

    private static void fixed(List<String> reasons, String key, Object before, Object after) {
        if (!before.equals(after)) reasons.add(key + ": changed; it is read at the start only, and needs a restart");
    }

    private static Map<Listen, ListenerSettings> byAddress(List<ListenerSettings> listeners) {
        return listeners.stream()
                .collect(Collectors.toMap(
                        ListenerSettings::listen, Function.identity(), (one, _) -> one, LinkedHashMap::new));
    }

    private static Map<String, PoolSteps> pools(
            List<PoolSettings> before, List<PoolSettings> after, List<String> reasons) {
        var old = before.stream().collect(Collectors.toMap(PoolSettings::name, Function.identity()));
        var fresh = after.stream().collect(Collectors.toMap(PoolSettings::name, Function.identity()));
        var names = new LinkedHashSet<String>();
        before.forEach(pool -> names.add(pool.name()));
        after.forEach(pool -> names.add(pool.name()));
        var steps = new LinkedHashMap<String, PoolSteps>();
        for (var name : names) {
            var was = old.get(name);
            var is = fresh.get(name);
            if (was == null || is == null) {
                reasons.add("pools: " + name + " is " + (was == null ? "new" : "gone") + "; it needs a restart");
            } else {
                fixed(
                        reasons,
                        "pools: all of " + name + " but its backends",
                        withoutBackends(was),
                        withoutBackends(is));
                var change = steps(was.backends(), is.backends());
                if (change.isEmpty()) continue;
                steps.put(name, change);
                if (isEmptied(was.backends(), change))
                    reasons.add("pools: every backend of " + name + " has another address now; give one of them another"
                            + " name, or restart");
            }
        }
        return steps;
    }

    /// Whether there is a moment without a backend, since a name has to be free before it is given to another
    /// one.
    private static boolean isEmptied(List<Backend> before, PoolSteps steps) {
        long gone =
                steps.then.stream().filter(PoolChange.Remove.class::isInstance).count();
        boolean joined = steps.first.stream().anyMatch(PoolChange.Add.class::isInstance);
        return gone == before.size() && !joined;
    }

    private static List<Object> withoutBackends(PoolSettings pool) {
        return List.of(pool.balancing(), pool.affinity(), pool.health(), pool.retry(), pool.queue(), pool.transport());
    }

    private static PoolSteps steps(List<Backend> before, List<Backend> after) {
        var old = before.stream().collect(Collectors.toMap(Backend::name, Function.identity()));
        var fresh = after.stream().collect(Collectors.toMap(Backend::name, Function.identity()));
        var first = new ArrayList<PoolChange>();
        var then = new ArrayList<PoolChange>();
        for (var was : before) if (isGone(was, fresh.get(was.name()))) then.add(new PoolChange.Remove(was.name()));
        for (var is : after) {
            var was = old.get(is.name());
            boolean free = before.stream().noneMatch(other -> other.address().equals(is.address()));
            if (was == null && free) first.add(new PoolChange.Add(is));
            else if (was == null || isGone(was, is)) then.add(new PoolChange.Add(is));
            else if (was.weight() != is.weight()) first.add(new PoolChange.Weigh(is.name(), is.weight()));
        }
        return new PoolSteps(List.copyOf(first), List.copyOf(then));
    }

    /// Whether the backend of this name is another one now, or none.
    private static boolean isGone(Backend was, @Nullable Backend is) {
        return is == null || !was.address().equals(is.address()) || was.backup() != is.backup();
    }
}
