package tandem.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;

/// A request that waits until one of its pool's backends may have it.
final class Waiting implements RequestQueue.Waiter {
    private final Exchange exchange;
    private final Loop loop;
    private final RequestQueue queue;
    /// The one that has its session; null where any will do.
    private final Upstream.@Nullable Target home;
    private final List<Backend> tried;
    /// Touched on the request's event loop alone.
    private boolean wanted = true;

    private Waiting(
            Exchange exchange, Loop loop, RequestQueue queue, Upstream.@Nullable Target home, List<Backend> tried) {
        this.exchange = exchange;
        this.loop = loop;
        this.queue = queue;
        this.home = home;
        this.tried = tried;
    }

    /// Takes a place for a request, or lets it wait for one, or rejects it.
    ///
    /// @param picked its backend; null when none could be picked, perhaps since they are all full
    static void enter(
            Exchange exchange, Loop loop, RequestQueue queue, Upstream.@Nullable Target picked, List<Backend> tried) {
        Way way = exchange.way();
        if (picked != null && queue.take(picked)) {
            exchange.begin(picked, queue);
            return;
        }
        if (picked == null && way.choice().left(tried) == 0) {
            exchange.reject(Rejection.noBackend(way.upstream().name()));
            return;
        }
        // Another one's request may have taken the place meanwhile.
        Upstream.Target home = way.choice().isBound(way.session(exchange)) ? picked : null;
        Waiting waiting = new Waiting(exchange, loop, queue, home, tried);
        if (!queue.join(waiting, System.nanoTime())) {
            exchange.reject(Rejection.queueFull(way.upstream().name()));
            return;
        }
        exchange.waits(waiting);
        // A place may have become free just now.
        way.upstream().serveQueue();
    }

    /// Nobody wants it any more.
    void leave() {
        wanted = false;
        queue.leave(this);
    }

    @Override
    public boolean takes(Upstream.Target target, boolean open) {
        if (home != null && exchange.way().upstream().keeps(home)) return home.equals(target);
        return open && !tried.contains(target.backend());
    }

    @Override
    public void admitted(Upstream.Target target) {
        loop.eventLoop().execute(() -> {
            if (wanted && exchange.way().choice().uses(target)) {
                told();
                exchange.begin(target, queue);
            } else {
                queue.giveBack(target);
                if (wanted) {
                    told();
                    exchange.attempt(true);
                }
            }
            loop.flush();
        });
    }

    @Override
    public void expired() {
        loop.eventLoop().execute(() -> {
            if (wanted) {
                told();
                exchange.reject(
                        Rejection.waitedTooLong(exchange.way().upstream().name()));
            }
            loop.flush();
        });
    }

    private void told() {
        wanted = false;
        exchange.waits(null);
    }
}
