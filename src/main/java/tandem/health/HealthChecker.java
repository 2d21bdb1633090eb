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
import tandem.backend.Backend;

/// Checks every backend of a table from time to time and tells the table. At most one check of a backend is
/// under way. Lives on one event loop; only the table is shared.
public final class HealthChecker {
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
        HttpCheck.run(vertx, client, backend, settings).onSuccess(result -> checked(backend, result));
    }

    private void checked(Backend backend, CheckResult result) {
        if (closed) return;
        try {
            table.checked(backend, result);
        } finally {
            Duration pause = CheckSchedule.pause(table.doubtful(backend), settings.interval(), result.took());
            checkAfter(pause, backend);
        }
    }
}
