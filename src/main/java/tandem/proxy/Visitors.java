package tandem.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/// Those who connect to one address of this node or to another; each address is a literal.
public final class Visitors {
    private final Vertx vertx;
    private final List<ProxyVerticle> verticles;

    Visitors(Vertx vertx, List<ProxyVerticle> verticles) {
        this.vertx = vertx;
        this.verticles = verticles;
    }

    /// From now on every answer to those who came by the address is the last one on its connection, and quiet
    /// connections are closed; or not any more.
    public void sendOff(String address, boolean off) {
        for (ProxyVerticle verticle : verticles)
            verticle.run(() -> {
                verticle.sendOff(address, off);
                return Future.succeededFuture();
            });
    }

    /// How much there is by an address.
    public Future<Connected> connectedTo(String address) {
        List<Future<Connected>> counts = verticles.stream()
                .map(verticle -> verticle.run(() -> Future.succeededFuture(verticle.connectedTo(address))))
                .toList();
        return Future.all(counts)
                .map(all -> counts.stream().map(Future::result).reduce(Connected.NOBODY, Connected::and));
    }

    /// Completes when the next one is answered who came by an address; where that is empty, by any. Fails when there is
    /// none within the limit.
    public Future<Void> next(String address, Duration limit) {
        Promise<Void> promise = Promise.promise();
        long timer = vertx.setTimer(limit.toMillis(), late -> promise.tryFail("nobody came"));
        for (ProxyVerticle verticle : verticles)
            verticle.run(() -> {
                verticle.tellOfNext(address, promise);
                return Future.succeededFuture();
            });
        return promise.future().onComplete(told -> vertx.cancelTimer(timer));
    }
}
