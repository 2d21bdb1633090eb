package tandem.health;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
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
final class HttpCheck {
    /// More of the answer than this is not read: the status is known, and the answer flows.
    static final int MAX_BODY_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final Backend backend;
    private final HealthSettings.Check settings;
    private final Promise<CheckResult> result = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private final long startedAt = System.nanoTime();
    private Stage stage = Stage.CONNECTING;
    private @Nullable HttpClientRequest request;
    private long bodyBytes;

    private HttpCheck(Vertx vertx, Backend backend, HealthSettings.Check settings) {
        this.vertx = vertx;
        this.backend = backend;
        this.settings = settings;
    }

    /// What a client must be like to run checks with.
    static HttpClientOptions clientOptions(HealthSettings.Check settings) {
        // The check's own deadline comes first; this one ends an attempt that has been given up already.
        Duration abandoned = settings.timeout().multipliedBy(5).dividedBy(4);
        return new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(abandoned.toMillis()))
                .setKeepAlive(false)
                .setDecompressionSupported(false);
    }

    /// Begins a check.
    static HttpCheck start(Vertx vertx, HttpClient client, Backend backend, HealthSettings.Check settings) {
        HttpCheck check = new HttpCheck(vertx, backend, settings);
        check.start(client);
        return check;
    }

    /// What came of it, at the end of its time at the latest; always succeeds.
    Future<CheckResult> result() {
        return result.future();
    }

    /// When nothing of it is left. That may be after its result: an attempt to connect cannot be taken
    /// back, and it must not be joined by the next check's, or they would pile up against a host that
    /// answers nothing.
    Future<Void> ended() {
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
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(backend.host())
                .setPort(backend.port())
                .setURI(settings.path())
                .setFollowRedirects(false)
                .putHeader(HttpHeaders.HOST, backend.address())
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
        if (!settings.accepts(response.statusCode())) {
            complete(new CheckResult.WrongStatus(response.statusCode(), settings.expected(), took()));
            return;
        }
        response.endHandler(_ -> passed(response));
        response.handler(buffer -> {
            bodyBytes += buffer.length();
            if (bodyBytes > MAX_BODY_BYTES) passed(response);
        });
    }

    private void passed(HttpClientResponse response) {
        complete(new CheckResult.Passed(response.statusCode(), took()));
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
