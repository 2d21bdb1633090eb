package tandem.admin;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// Server-sent events (WHATWG HTML, 9.2): `state` with a [ClusterState] every second, and `event` for each event of the
/// node as it happens, with its number as the id, so that a client which comes back misses none that is still kept.
///
/// All on one event loop. A client that reads too slowly is disconnected: it would see the past.
final class EventStream {
    static final Duration EVERY = Duration.ofSeconds(1);
    static final int MOST_CLIENTS = 64;
    /// Events that a client gets first.
    static final int REPLAYED = 200;
    private static final int MOST_UNREAD = 256 * 1024;

    private final ClusterState state;
    private final EventLog events;
    private final Context context;
    private final Set<HttpServerResponse> clients = new HashSet<>();
    /// Of them, those that are being disconnected. They count until they are gone.
    private final Set<HttpServerResponse> leaving = new HashSet<>();
    private boolean asking;

    EventStream(Vertx vertx, ClusterState state, EventLog events) {
        this.state = state;
        this.events = events;
        this.context = vertx.getOrCreateContext();
        events.follow(event -> context.runOnContext(_ -> send(frame("event", event.id(), event.json()))));
        context.runOnContext(_ -> vertx.setPeriodic(EVERY.toMillis(), _ -> tick()));
    }

    /// Answers a call with the stream.
    void open(RoutingContext call) {
        var after = after(call);
        var response = call.response();
        context.runOnContext(_ -> {
            if (clients.size() >= MOST_CLIENTS) {
                Answers.problem(call, ApiProblem.Kind.NOT_NOW, "there are " + MOST_CLIENTS + " readers already");
                return;
            }
            response.setChunked(true)
                    .setWriteQueueMaxSize(MOST_UNREAD)
                    .putHeader("Content-Type", "text/event-stream")
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("X-Accel-Buffering", "no");
            response.closeHandler(_ -> context.runOnContext(_ -> clients.remove(response)));
            response.exceptionHandler(_ -> context.runOnContext(_ -> clients.remove(response)));
            var first = new StringBuilder("retry: 1000\n\n");
            for (var event : events.since(after, REPLAYED)) first.append(frame("event", event.id(), event.json()));
            response.write(first.toString());
            clients.add(response);
            tick();
        });
    }

    private static long after(RoutingContext call) {
        var id = call.request().getHeader("Last-Event-ID");
        try {
            return id == null ? 0 : Long.parseLong(id);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void tick() {
        if (clients.isEmpty() || asking) return;
        asking = true;
        state.now()
                .onComplete(known -> context.runOnContext(_ -> {
                    asking = false;
                    if (known.succeeded()) send(frame("state", 0, known.result()));
                }));
    }

    private void send(String frame) {
        clients.removeIf(HttpServerResponse::closed);
        leaving.retainAll(clients);
        for (var client : Set.copyOf(clients)) {
            if (leaving.contains(client)) continue;
            if (client.writeQueueFull()) {
                leaving.add(client);
                client.reset();
            } else client.write(frame);
        }
    }

    private static String frame(String kind, long id, JsonObject data) {
        return (id > 0 ? "id: " + id + "\n" : "") + "event: " + kind + "\ndata: " + data.encode() + "\n\n";
    }
}
