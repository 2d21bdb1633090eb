package tandem.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.backend.PoolChange;
import tandem.config.Settings;
import tandem.notify.Notifier;
import tandem.proxy.ListenerSettings;
import tandem.proxy.NextEdge;
import tandem.proxy.PoolSnapshot;
import tandem.proxy.Pools;

/// Changes the data path of a running node as a reload says.
///
/// What can fail comes first, and is undone when it does. Blocks: for the thread of reloads.
///
/// @param drain how long requests may go on that came by a listener that goes
/// @param notifier tells what happens
record LiveChange(DataPath path, Duration drain, Notifier notifier) implements Reloader.Target {
    /// How long to wait until backends that are added can serve, before others are removed for them.
    private static final Duration IN_SERVICE = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(20);

    @Override
    public List<String> carryOut(ReloadPlan.Steps steps, Settings after) throws StartFailed, InterruptedException {
        var changes = new ArrayList<String>();
        var telling = telling(after);
        var next = prepare(steps, after);
        try {
            open(steps.open());
        } catch (StartFailed | InterruptedException | RuntimeException e) {
            if (next != null) next.discard();
            throw e;
        }
        steps.open()
                .forEach(listener -> changes.add("listener " + listener.listen().text() + " is opened"));
        for (var listener : steps.alter()) {
            Reloader.await(path.listeners().alter(listener));
            changes.add("listener " + listener.listen().text() + " is changed");
        }
        telling.ifPresent(change -> {
            change.run();
            changes.add("notifications are told in another way");
        });
        if (next != null) Reloader.await(path.apply(after.proxy(), next));
        if (steps.proxy()) changes.add("time-outs, limits or trusted proxies of proxy are changed");
        if (next != null && !steps.proxy() && steps.edge().isEmpty()) changes.add("files of pages are read again");
        steps.edge().forEach(section -> changes.add(section + " is changed"));
        for (var pool : steps.pools().entrySet()) change(pool.getKey(), pool.getValue(), changes);
        for (var listen : steps.close()) {
            path.listeners().close(listen, drain);
            changes.add("listener " + listen.text() + " is closed");
        }
        return changes;
    }

    /// @return null where nothing of it changes
    private @Nullable NextEdge prepare(ReloadPlan.Steps steps, Settings after) throws StartFailed {
        if (!steps.proxy() && steps.edge().isEmpty() && !path.hasStalePages(after)) return null;
        try {
            return path.prepare(after);
        } catch (IOException e) {
            throw new StartFailed(e);
        }
    }

    private Optional<Runnable> telling(Settings after) throws StartFailed {
        try {
            return notifier.prepare(after.notifications());
        } catch (Notifier.Unusable e) {
            throw new StartFailed(e);
        }
    }

    private void open(List<ListenerSettings> wanted) throws StartFailed, InterruptedException {
        var opened = new ArrayList<ListenerSettings>();
        try {
            for (var listener : wanted) {
                Reloader.await(path.listeners().open(listener));
                opened.add(listener);
            }
        } catch (StartFailed e) {
            opened.forEach(listener -> path.listeners().close(listener.listen(), Duration.ZERO));
            throw e;
        }
    }

    private void change(String pool, ReloadPlan.PoolSteps steps, List<String> changes) throws InterruptedException {
        steps.first().forEach(change -> change(pool, change, changes));
        var added = steps.first().stream()
                .filter(PoolChange.Add.class::isInstance)
                .map(PoolChange::backend)
                .collect(Collectors.toSet());
        var removed = steps.then().stream()
                .filter(PoolChange.Remove.class::isInstance)
                .map(PoolChange::backend)
                .collect(Collectors.toSet());
        if (!removed.isEmpty() && !awaitService(pool, added, removed))
            changes.add("pool " + pool + ": what stays is not in service after " + IN_SERVICE.toSeconds()
                    + " s, and others are removed all the same");
        steps.then().forEach(change -> change(pool, change, changes));
    }

    /// An operator may have done the same by the admin API, or have taken a backend away that this is
    /// about.
    private void change(String pool, PoolChange change, List<String> changes) {
        changes.add("pool " + pool + ": "
                + switch (path.livePools().change(pool, change)) {
                    case Pools.Changed.Done(var _) -> change.text();
                    case Pools.Changed.Refused(var refusal) -> "not done, " + refusal.text();
                });
    }

    /// Waits until all that was added can serve, and one that stays at least: an earlier reload may have
    /// added it just now.
    private boolean awaitService(String pool, Set<String> added, Set<String> removed) throws InterruptedException {
        var end = System.nanoTime() + IN_SERVICE.toNanos();
        while (true) {
            var serving = serving(pool);
            boolean anyStays = serving.stream().anyMatch(name -> !removed.contains(name));
            if (anyStays && serving.containsAll(added)) return true;
            if (System.nanoTime() > end) return false;
            Thread.sleep(POLL);
        }
    }

    private Set<String> serving(String pool) {
        return path.livePools().list().stream()
                .filter(one -> one.name().equals(pool))
                .flatMap(one -> one.backends().stream())
                .map(PoolSnapshot.Member::status)
                .filter(status -> status.standing().eligible())
                .map(status -> status.backend().name())
                .collect(Collectors.toSet());
    }

    @Override
    public void refreshCertificates() {
        path.refreshCertificates(Instant.now());
    }
}
