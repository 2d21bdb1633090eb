package tandem.health;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import tandem.backend.Backend;
import tandem.health.CheckFailures.Stage;

/// An active check that only opens a connection, with the handshake of TLS or without, and closes it.
final class ConnectCheck implements ActiveCheck {
    private final Vertx vertx;
    private final HealthSettings.Check settings;
    private final Stage stage;
    private final Promise<CheckResult> result;
    private final Promise<Void> ended;
    private final long startedAt = System.nanoTime();

    private ConnectCheck(Vertx vertx, ContextInternal context, HealthSettings.Check settings, Stage stage) {
        this.vertx = vertx;
        this.settings = settings;
        this.stage = stage;
        this.result = context.promise();
        this.ended = context.promise();
    }

    /// Begins a check.
    static ConnectCheck start(Vertx vertx, CheckDialer dialer, Backend backend, HealthSettings.Check settings) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        ConnectCheck check =
                new ConnectCheck(vertx, context, settings, dialer.isSecure() ? Stage.SECURING : Stage.CONNECTING);
        check.start(CheckConnection.open(
                dialer, context, Prober.target(backend, settings.probe()), Prober.abandoned(settings), _ -> {}));
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

    private void start(Future<Channel> connecting) {
        LoopDeadline deadline = LoopDeadline.start(vertx, settings.timeout(), this::late);
        result.future().onComplete(_ -> deadline.cancel());
        connecting
                .onSuccess(this::connected)
                .onFailure(this::failed)
                .onComplete(_ -> result.future().onComplete(_ -> ended.complete()));
    }

    private void connected(Channel channel) {
        result.tryComplete(new CheckResult.Connected(stage == Stage.SECURING, took()));
        var _ = channel.close();
    }

    private void late() {
        result.tryComplete(new CheckResult.Failed(CheckFailures.late(stage, settings.timeout()), took()));
    }

    private void failed(Throwable cause) {
        result.tryComplete(new CheckResult.Failed(CheckFailures.of(stage, cause, settings.timeout()), took()));
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }
}
