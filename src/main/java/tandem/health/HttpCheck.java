package tandem.health;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.health.CheckFailures.Stage;

/// One active check of one backend, bounded in time and in what it reads. It uses a connection of its own:
/// a kept one would not notice that new ones are not accepted any more. Lives on the event loop that runs
/// it.
final class HttpCheck implements ActiveCheck, CheckAnswer.Listener {
    /// More of the answer than this is not read: the status is known, and the answer flows.
    static final int MAX_BODY_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final Backend backend;
    private final HealthSettings.Check settings;
    private final Probe.Http probe;
    private final Promise<CheckResult> result;
    private final Promise<Void> ended;
    private final long startedAt = System.nanoTime();
    private final CheckProtocol protocol;
    private Stage stage;
    private @Nullable Channel channel;
    private int status;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int bodyBytes;
    private @Nullable String advice;

    private HttpCheck(
            Vertx vertx, ContextInternal context, Backend backend, HealthSettings.Check settings, CheckDialer dialer) {
        this.vertx = vertx;
        this.backend = backend;
        this.settings = settings;
        this.probe = http(settings);
        this.protocol = dialer.isHttp2() ? CheckProtocol.HTTP_2 : CheckProtocol.HTTP_1;
        this.stage = dialer.isSecure() ? Stage.SECURING : Stage.CONNECTING;
        this.result = context.promise();
        this.ended = context.promise();
    }

    private static Probe.Http http(HealthSettings.Check settings) {
        return switch (settings.probe().how()) {
            case Probe.Http http -> http;
            case Probe.Connect() -> throw new IllegalArgumentException("no check by a request");
        };
    }

    /// Begins a check.
    static HttpCheck start(Vertx vertx, CheckDialer dialer, Backend backend, HealthSettings.Check settings) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        HttpCheck check = new HttpCheck(vertx, context, backend, settings, dialer);
        check.start(CheckConnection.open(
                dialer, context, Prober.target(backend, settings.probe()), Prober.abandoned(settings), check::prepare));
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

    @Override
    public Optional<String> advice() {
        return Optional.ofNullable(advice);
    }

    private void start(Future<Channel> connecting) {
        LoopDeadline deadline = LoopDeadline.start(vertx, settings.timeout(), this::late);
        result.future().onComplete(_ -> {
            deadline.cancel();
            if (channel != null) {
                var _ = channel.close();
            }
        });
        connecting
                .onSuccess(this::connected)
                .onFailure(this::failed)
                .onComplete(_ -> result.future().onComplete(_ -> ended.complete()));
    }

    private void prepare(Channel fresh) {
        protocol.prepare(fresh, this);
    }

    private void connected(Channel connected) {
        if (result.future().isComplete()) {
            var _ = connected.close();
            return;
        }
        channel = connected;
        stage = Stage.WAITING_FOR_HEAD;
        protocol.send(connected, request(), this);
    }

    private HttpRequest request() {
        HttpMethod method = HttpMethod.valueOf(probe.method());
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, probe.path(), Unpooled.EMPTY_BUFFER);
        request.headers()
                .set(HttpHeaderNames.HOST, probe.host().orElse(backend.address()))
                .set(HttpHeaderNames.USER_AGENT, "Tandem health check")
                .set(HttpHeaderNames.ACCEPT, "*/*")
                .set(HttpHeaderNames.CONNECTION, "close");
        // RFC 9110 §8.6: where a body would mean something, its absence is said.
        if (method.equals(HttpMethod.POST) || method.equals(HttpMethod.PUT))
            request.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        return request;
    }

    @Override
    public void answered(int with, HttpHeaders fields) {
        status = with;
        advice = probe.adviceHeader().map(fields::get).orElse(null);
        stage = Stage.READING_BODY;
        if (!probe.expect().include(with))
            complete(new CheckResult.WrongStatus(with, probe.expect().text(), took()));
    }

    @Override
    public void received(byte[] bytes) {
        if (result.future().isComplete()) return;
        if (!(probe.body() instanceof Probe.Body.Any))
            body.write(bytes, 0, Math.min(bytes.length, MAX_BODY_BYTES - bodyBytes));
        bodyBytes += bytes.length;
        if (bodyBytes > MAX_BODY_BYTES) judge(false);
    }

    @Override
    public void completed() {
        judge(true);
    }

    /// @param whole whether all of the answer has come
    private void judge(boolean whole) {
        if (result.future().isComplete()) return;
        complete(BodyMatch.problem(probe.body(), body.toString(StandardCharsets.UTF_8), whole)
                .<CheckResult>map(what -> new CheckResult.WrongBody(status, what, took()))
                .orElseGet(() -> new CheckResult.Passed(status, took())));
    }

    private void late() {
        complete(new CheckResult.Failed(CheckFailures.late(stage, settings.timeout()), took()));
    }

    @Override
    public void failed(Throwable cause) {
        Failure failure = CheckFailures.of(stage, cause, settings.timeout());
        complete(new CheckResult.Failed(failure, took()));
    }

    /// The first result counts; what the closing of the connection brings after it does not.
    private void complete(CheckResult first) {
        result.tryComplete(first);
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }
}
