package tandem.health;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.backend.Backend;

/// Checks every backend of a table from time to time and tells the table. At most one check of a backend is
/// under way. Lives on one event loop; only the table is shared.
public final class HealthChecker {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecker.class);

    private final Vertx vertx;
    private final HealthTable table;
    private final HealthSettings.Check settings;
    private final Context context;
    private final HttpClient client;
    private final Map<Backend, Long> timers = new HashMap<>();
    private boolean closed;

    private HealthChecker(Vertx vertx, HealthTable table, HealthSettings.Check settings) {
        this.vertx = vertx;
        this.table = table;
        this.settings = settings;
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createHttpClient(HttpCheck.clientOptions(settings));
    }

    /// Begins to check; never blocks. The first checks are spread over one interval.
    public static HealthChecker start(Vertx vertx, HealthTable table, HealthSettings.Check settings) {
        HealthChecker checker = new HealthChecker(vertx, table, settings);
        checker.context.runOnContext(_ -> checker.begin());
        return checker;
    }

    /// Ends the checks; one under way is broken off and not reported. May be called from any thread.
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> {
            closed = true;
            timers.values().forEach(vertx::cancelTimer);
            timers.clear();
            client.close().onComplete(done);
        });
        return done.future();
    }

    private void begin() {
        List<Backend> backends = table.backends();
        for (int i = 0; i < backends.size(); i++) {
            checkAfter(CheckSchedule.first(i, backends.size(), settings.interval()), backends.get(i));
        }
    }

    private void checkAfter(Duration pause, Backend backend) {
        if (closed) return;
        // A timer of Vert.x waits one millisecond at least.
        long timer = vertx.setTimer(Math.max(1, pause.toMillis()), _ -> check(backend));
        timers.put(backend, timer);
    }

    private void check(Backend backend) {
        timers.remove(backend);
        long start = System.nanoTime();
        HttpCheck check = HttpCheck.start(vertx, client, backend, settings);
        check.result()
                .compose(result -> {
                    if (!closed) table.checked(backend, result);
                    return check.ended();
                })
                .onFailure(e -> LOG.error("A check of {} could not be taken in", backend.name(), e))
                .onComplete(_ -> checkAgain(backend, Duration.ofNanos(System.nanoTime() - start)));
    }

    private void checkAgain(Backend backend, Duration took) {
        checkAfter(CheckSchedule.pause(table.doubtful(backend), settings.interval(), took), backend);
    }
}
