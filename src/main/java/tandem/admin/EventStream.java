package tandem.admin;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Server-sent events (WHATWG HTML, 9.2): `caller` at first, with who reads, `state` with a [ClusterState]
/// every second, and `event` for each event of the node as it happens, with its number as the id, so that a
/// client which comes back misses none that is still kept.
///
/// All on one event loop. A client that reads too slowly is disconnected: it would see the past. So is one
/// whose token is taken away, or may do something else by now.
final class EventStream {
    static final Duration EVERY = Duration.ofSeconds(1);
    static final int MOST_CLIENTS = 64;
    /// Events that a client gets first.
    static final int REPLAYED = 200;
    private static final int MOST_UNREAD = 256 * 1024;

    private final ClusterState state;
    private final EventLog events;
    private final Context context;
    /// With whether they may still read.
    private final Map<HttpServerResponse, BooleanSupplier> clients = new HashMap<>();
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
                Answers.notNow(call, "there are " + MOST_CLIENTS + " readers already");
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
            var first = new StringBuilder("retry: 1000\n\n").append(frame("caller", 0, caller(call)));
            int most = after > 0 ? EventLog.MOST : REPLAYED;
            for (var event : events.since(after, most)) first.append(frame("event", event.id(), event.json()));
            response.write(first.toString());
            clients.put(response, Gate.still(call));
            tick();
        });
    }

    private static JsonObject caller(RoutingContext call) {
        var caller = Gate.caller(call);
        return new JsonObject()
                .put("name", caller.name())
                .put("role", caller.role().name().toLowerCase(Locale.ROOT));
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
        dismiss();
        if (clients.isEmpty() || asking) return;
        asking = true;
        state.now()
                .onComplete(known -> context.runOnContext(_ -> {
                    asking = false;
                    if (known.succeeded()) send(frame("state", 0, known.result()));
                }));
    }

    /// Those who may not read any more.
    private void dismiss() {
        clients.keySet().removeIf(HttpServerResponse::closed);
        for (var client : Map.copyOf(clients).entrySet()) {
            var response = client.getKey();
            if (client.getValue().getAsBoolean() || leaving.contains(response)) continue;
            if (response.writeQueueFull()) {
                disconnect(response);
            } else {
                clients.remove(response);
                response.end();
            }
        }
    }

    private void disconnect(HttpServerResponse client) {
        leaving.add(client);
        client.reset();
    }

    private void send(String frame) {
        clients.keySet().removeIf(HttpServerResponse::closed);
        leaving.retainAll(clients.keySet());
        for (var client : Set.copyOf(clients.keySet())) {
            if (leaving.contains(client)) continue;
            if (client.writeQueueFull()) disconnect(client);
            else client.write(frame);
        }
    }

    private static String frame(String kind, long id, JsonObject data) {
        return (id > 0 ? "id: " + id + "\n" : "") + "event: " + kind + "\ndata: " + data.encode() + "\n\n";
    }
}
