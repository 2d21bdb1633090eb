package tandem.health;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.backend.Backend;

/// Checks every backend of a table from time to time and tells the table. At most one check of a backend is
/// under way. Lives on one event loop; only the table is shared.
public final class HealthChecker {
    /// How often it looks for backends that were added.
    private static final Duration TICK = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(HealthChecker.class);

    private final Vertx vertx;
    private final HealthTable table;
    private final HealthSettings.Check settings;
    private final Context context;
    private final Prober prober;
    private final Map<Backend, Long> timers = new HashMap<>();
    /// Addresses of those that are checked, by name.
    private final Map<String, String> checked = new HashMap<>();

    private @Nullable AgentChecker agents;
    private long seen;
    private long tick;
    private boolean closed;

    private HealthChecker(Vertx vertx, HealthTable table, HealthSettings.Check settings, CheckDialer dialer) {
        this.vertx = vertx;
        this.table = table;
        this.settings = settings;
        this.context = vertx.getOrCreateContext();
        this.prober = new Prober(vertx, settings, dialer);
    }

    /// Begins to check, and to ask the agents of the backends where there are any; never blocks.
    ///
    /// @param dialer opens the connections of the checks
    public static HealthChecker start(Vertx vertx, HealthTable table, HealthSettings settings, CheckDialer dialer) {
        HealthChecker checker = start(vertx, table, settings.check(), dialer);
        checker.agents = settings.agent()
                .map(agent -> AgentChecker.start(vertx, table, settings.check(), agent))
                .orElse(null);
        return checker;
    }

    /// Begins to check; never blocks. The first checks are spread over one interval.
    ///
    /// @param dialer opens the connections of the checks
    public static HealthChecker start(
            Vertx vertx, HealthTable table, HealthSettings.Check settings, CheckDialer dialer) {
        HealthChecker checker = new HealthChecker(vertx, table, settings, dialer);
        checker.context.runOnContext(_ -> checker.begin());
        return checker;
    }

    /// Ends the checks; one under way is broken off and not reported. May be called from any thread.
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> {
            closed = true;
            vertx.cancelTimer(tick);
            timers.values().forEach(vertx::cancelTimer);
            timers.clear();
            Future<Void> quiet = agents == null ? Future.succeededFuture() : agents.close();
            quiet.onComplete(done);
        });
        return done.future();
    }

    private void begin() {
        List<Backend> backends = table.backends();
        for (int i = 0; i < backends.size(); i++) {
            checkAfter(CheckSchedule.first(i, backends.size(), settings.interval()), backends.get(i));
            checked.put(backends.get(i).name(), backends.get(i).address());
        }
        seen = table.version();
        tick = vertx.setPeriodic(TICK.toMillis(), _ -> lookForOthers());
    }

    /// Begins with backends that are new, at once.
    private void lookForOthers() {
        long now = table.version();
        if (now == seen) return;
        seen = now;
        List<Backend> backends = table.backends();
        checked.values().retainAll(backends.stream().map(Backend::address).toList());
        for (Backend backend : backends) {
            if (!backend.address().equals(checked.put(backend.name(), backend.address()))) {
                // One that was away for a moment may still have a check ahead.
                Long ahead = timers.remove(backend);
                if (ahead != null) vertx.cancelTimer(ahead);
                checkAfter(Duration.ZERO, backend);
            }
        }
    }

    private void checkAfter(Duration pause, Backend backend) {
        if (closed || timers.containsKey(backend)) return;
        if (!table.has(backend)) {
            // It is new to this checker if it comes back before the next look.
            checked.remove(backend.name(), backend.address());
            return;
        }
        // A timer of Vert.x waits one millisecond at least.
        long timer = vertx.setTimer(Math.max(1, pause.toMillis()), _ -> check(backend));
        timers.put(backend, timer);
    }

    private void check(Backend backend) {
        timers.remove(backend);
        long start = System.nanoTime();
        ActiveCheck check = prober.start(backend);
        check.result()
                .compose(result -> {
                    if (closed) return check.ended();
                    check.advice().ifPresent(said -> table.advised(backend, said));
                    table.checked(backend, result);
                    return check.ended();
                })
                .onFailure(e -> LOG.error("A check of {} could not be taken in", backend.name(), e))
                .onComplete(_ -> checkAgain(backend, Duration.ofNanos(System.nanoTime() - start)));
    }

    private void checkAgain(Backend backend, Duration took) {
        double drawn = ThreadLocalRandom.current().nextDouble();
        checkAfter(CheckSchedule.pause(CheckSchedule.period(table.doubtful(backend), settings, drawn), took), backend);
    }
}
