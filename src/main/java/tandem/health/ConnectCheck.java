package tandem.health;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import tandem.health.CheckFailures.Stage;

/// An active check that only opens a connection, with the handshake of TLS or without, and closes it.
final class ConnectCheck implements ActiveCheck {
    private final Vertx vertx;
    private final CheckTarget target;
    private final Duration timeout;
    private final Stage stage;
    private final Promise<CheckResult> result = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private final long startedAt = System.nanoTime();

    private ConnectCheck(Vertx vertx, CheckTarget target, Duration timeout, Stage stage) {
        this.vertx = vertx;
        this.target = target;
        this.timeout = timeout;
        this.stage = stage;
    }

    /// Begins a check.
    ///
    /// @param client that speaks TLS where the check is to
    static ConnectCheck start(Vertx vertx, NetClient client, CheckTarget target, Duration timeout, Stage stage) {
        ConnectCheck check = new ConnectCheck(vertx, target, timeout, stage);
        check.start(client);
        return check;
    }

    @Override
    public Future<CheckResult> result() {
        return result.future();
    }

    @Override
    public Future<Void> ended() {
        return ended.future();
    }

    private void start(NetClient client) {
        LoopDeadline deadline = LoopDeadline.start(vertx, timeout, this::late);
        result.future().onComplete(_ -> deadline.cancel());
        // The client may throw where it should answer, so it is called from within a future.
        Future.succeededFuture()
                .compose(_ -> client.connect(target.connecting(stage == Stage.SECURING)))
                .onSuccess(this::connected)
                .onFailure(this::failed)
                .onComplete(_ -> result.future().onComplete(_ -> ended.complete()));
    }

    private void connected(NetSocket socket) {
        result.tryComplete(new CheckResult.Connected(stage == Stage.SECURING, took()));
        socket.exceptionHandler(_ -> {});
        socket.close();
    }

    private void late() {
        result.tryComplete(new CheckResult.Failed(CheckFailures.late(stage, timeout), took()));
    }

    private void failed(Throwable cause) {
        result.tryComplete(new CheckResult.Failed(CheckFailures.of(stage, cause, timeout), took()));
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }
}
