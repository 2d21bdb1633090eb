package tandem.health;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.health.CheckFailures.Stage;

/// One active check of one backend, bounded in time and in what it reads. It uses a connection of its own:
/// a kept one would not notice that new ones are not accepted any more. Lives on the event loop that runs
/// it.
final class HttpCheck implements ActiveCheck {
    /// More of the answer than this is not read: the status is known, and the answer flows.
    static final int MAX_BODY_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final Backend backend;
    private final HealthSettings.Check settings;
    private final Probe.Http probe;
    private final Promise<CheckResult> result = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private final long startedAt = System.nanoTime();
    private Stage stage;
    private @Nullable HttpClientRequest request;
    private final Buffer body = Buffer.buffer();
    private int bodyBytes;

    private HttpCheck(Vertx vertx, Backend backend, HealthSettings.Check settings) {
        this.vertx = vertx;
        this.backend = backend;
        this.settings = settings;
        this.probe = http(settings);
        this.stage = probe.tls().isPresent() ? Stage.SECURING : Stage.CONNECTING;
    }

    private static Probe.Http http(HealthSettings.Check settings) {
        return switch (settings.probe().how()) {
            case Probe.Http http -> http;
            case Probe.Tcp _, Probe.Tls _ -> throw new IllegalArgumentException("no check by a request");
        };
    }

    /// What a client must be like to run checks with.
    static HttpClientOptions clientOptions(HealthSettings.Check settings) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(Prober.abandoned(settings).toMillis()))
                .setKeepAlive(false)
                .setDecompressionSupported(false);
        http(settings).tls().ifPresent(trust -> {
            Prober.secure(options, trust, settings);
            options.setVerifyHost(trust.caFile().isPresent())
                    .setForceSni(trust.serverName().isPresent());
        });
        return options;
    }

    /// Begins a check.
    static HttpCheck start(Vertx vertx, HttpClient client, Backend backend, HealthSettings.Check settings) {
        HttpCheck check = new HttpCheck(vertx, backend, settings);
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

    private void start(HttpClient client) {
        LoopDeadline deadline = LoopDeadline.start(vertx, settings.timeout(), this::late);
        result.future().onComplete(_ -> {
            deadline.cancel();
            if (request != null) request.connection().close();
        });
        // The client may throw where it should answer, so it is called from within a future.
        Future.succeededFuture()
                .compose(_ -> client.request(options()))
                .onSuccess(this::connected)
                .onFailure(this::failed)
                .onComplete(_ -> result.future().onComplete(_ -> ended.complete()));
    }

    private RequestOptions options() {
        CheckTarget target = CheckTarget.of(backend, settings.probe());
        return new RequestOptions()
                .setMethod(HttpMethod.valueOf(probe.method()))
                .setServer(target.socket())
                .setHost(target.serverName())
                .setPort(target.socket().port())
                .setURI(probe.path())
                .setFollowRedirects(false)
                .putHeader(HttpHeaders.HOST, probe.host().orElse(backend.address()))
                .putHeader(HttpHeaders.USER_AGENT, "Tandem health check")
                .putHeader(HttpHeaders.ACCEPT, "*/*");
    }

    private void connected(HttpClientRequest connected) {
        // What goes wrong on the connection reaches the request or its response as well; but without a
        // handler here, Vert.x logs it as an error with its stack trace.
        connected.connection().exceptionHandler(_ -> {});
        if (result.future().isComplete()) {
            connected.connection().close();
            return;
        }
        request = connected;
        stage = Stage.WAITING_FOR_HEAD;
        connected.send().onSuccess(this::answered).onFailure(this::failed);
    }

    private void answered(HttpClientResponse response) {
        stage = Stage.READING_BODY;
        response.exceptionHandler(this::failed);
        if (!probe.expect().include(response.statusCode())) {
            complete(new CheckResult.WrongStatus(
                    response.statusCode(), probe.expect().text(), took()));
            return;
        }
        boolean looksAtBody = !(probe.body() instanceof Probe.Body.Any);
        response.endHandler(_ -> judge(response, true));
        response.handler(buffer -> {
            if (result.future().isComplete()) return;
            if (looksAtBody) body.appendBuffer(buffer, 0, Math.min(buffer.length(), MAX_BODY_BYTES - bodyBytes));
            bodyBytes += buffer.length();
            if (bodyBytes > MAX_BODY_BYTES) judge(response, false);
        });
    }

    /// @param whole whether all of the answer has come
    private void judge(HttpClientResponse response, boolean whole) {
        if (result.future().isComplete()) return;
        complete(BodyMatch.problem(probe.body(), body.toString(), whole)
                .<CheckResult>map(what -> new CheckResult.WrongBody(response.statusCode(), what, took()))
                .orElseGet(() -> new CheckResult.Passed(response.statusCode(), took())));
    }

    private void late() {
        complete(new CheckResult.Failed(CheckFailures.late(stage, settings.timeout()), took()));
    }

    private void failed(Throwable cause) {
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
