package tandem.admin;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/// Looks at the node again and again, and notes what has happened in between. What is seen so stays out of the way of
/// what happens: nothing of the data path or of a takeover waits for it.
final class Observer {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final Supplier<NodeSnapshot> node;
    private final EventLog events;
    private NodeSnapshot before;
    /// Long ago at first: a certificate that has come near its end while nobody looked is news.
    private Instant looked = Instant.EPOCH;

    private Observer(Supplier<NodeSnapshot> node, EventLog events) {
        this.node = node;
        this.events = events;
        this.before = node.get();
    }

    /// Begins to look; ends with Vert.x.
    static void start(Vertx vertx, Supplier<NodeSnapshot> node, EventLog events) {
        var observer = new Observer(node, events);
        for (var draft : EventDiff.atFirst(observer.before)) events.add(draft, Instant.now());
        vertx.setPeriodic(LOOK_EVERY.toMillis(), _ -> observer.look());
    }

    private void look() {
        var now = node.get();
        var time = Instant.now();
        for (var draft : EventDiff.between(before, now)) events.add(draft, time);
        for (var draft : CertificateEvents.between(before.certified(), looked, now.certified(), time))
            events.add(draft, time);
        looked = time;
        before = now;
    }
}
