package tandem.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tandem.backend.Failure;

/// One attempt to have a request answered by one backend.
///
/// It ends exactly once: answered, failed, or cancelled. It tells its [Exchange] of the first two.
final class Attempt implements RequestBody.Sink {
    private static final long NOBODY_WAITS = Long.MIN_VALUE;

    private final Exchange exchange;
    private final Loop loop;
    private final Upstream.Target target;

    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private boolean headSent;
    private boolean requestSent;
    private boolean paused;
    private boolean over;
    /// Since when the next move is the backend's, by the loop's clock.
    private long waitingSince = NOBODY_WAITS;

    Attempt(Exchange exchange, Loop loop, Upstream.Target target) {
        this.exchange = exchange;
        this.loop = loop;
        this.target = target;
    }

    Upstream.Target target() {
        return target;
    }

    void start() {
        target.load().begin(exchange.counts());
        obtainConnection(true);
    }

    private void obtainConnection(boolean mayRepeat) {
        loop.client().request(target.options()).onComplete(obtained -> {
            if (over) {
                // The client went away meanwhile. Nothing was sent, so the connection may be used
                // for another request.
                if (obtained.succeeded())
                    obtained.result().exceptionHandler(Loop.IGNORE).reset();
            } else if (obtained.succeeded()) {
                send(obtained.result());
            } else if (mayRepeat && obtained.cause() instanceof HttpClosedException) {
                // A pooled connection that its backend closed just as it was handed out: that says
                // nothing of the backend, and nothing was sent.
                obtainConnection(false);
            } else {
                fail(FailureClassifier.connecting(obtained.cause()));
            }
        });
    }

    private void send(HttpClientRequest to) {
        request = to;
        // The same failure comes through the response's future, too.
        to.exceptionHandler(Loop.IGNORE);
        to.response().onComplete(answered -> {
            if (over) return;
            if (answered.succeeded()) receive(answered.result());
            else fail(FailureClassifier.sent(answered.cause(), false));
        });
        RequestHead head = exchange.head();
        head.writeTo(to, exchange.peer());
        RequestBody body = exchange.body();
        if (body == null) {
            requestSent = true;
            to.end();
            awaitBackend();
        } else {
            sendWithBody(to, head, body);
        }
    }

    private void sendWithBody(HttpClientRequest to, RequestHead head, RequestBody body) {
        to.drainHandler(drained -> {
            stopAwaiting();
            body.resume();
        });
        if (head.expectsContinue()) {
            to.continueHandler(proceed -> {
                stopAwaiting();
                exchange.answer().proceed();
            });
            headSent = true;
            to.sendHead();
            awaitBackend();
        }
        // What the client has sent already goes out together with the head.
        body.sendTo(this);
        if (!headSent && !over) to.sendHead();
    }

    @Override
    public boolean take(Buffer chunk, boolean last) {
        HttpClientRequest to = request;
        if (over || requestSent || to == null) return true;
        headSent = true;
        if (last) {
            requestSent = true;
            to.end(chunk);
            awaitBackend();
            return true;
        }
        to.write(chunk);
        if (!to.writeQueueFull()) {
            stopAwaiting();
            return true;
        }
        awaitBackend();
        return false;
    }

    @Override
    public void finish() {
        HttpClientRequest to = request;
        if (over || requestSent || to == null) return;
        headSent = true;
        requestSent = true;
        to.end();
        awaitBackend();
    }

    private void receive(HttpClientResponse from) {
        response = from;
        stopAwaiting();
        from.exceptionHandler(broken -> fail(FailureClassifier.sent(broken, true)));
        ResponseScreen.Screened screened =
                ResponseScreen.screen(exchange.head().method(), from.statusCode(), from.version(), from.headers());
        switch (screened) {
            case ResponseScreen.Screened.Refused(String reason) -> fail(new Failure(Failure.Kind.BAD_RESPONSE, reason));
            case ResponseScreen.Screened.Clean(Framing framing) -> {
                String bad = exchange.answer().begin(from, framing);
                if (bad != null) {
                    fail(new Failure(Failure.Kind.BAD_RESPONSE, bad));
                    return;
                }
                from.handler(this::pass);
                from.endHandler(ended -> complete(from.statusCode()));
            }
        }
    }

    private void pass(Buffer chunk) {
        HttpClientResponse from = response;
        if (over || from == null) return;
        exchange.moved();
        if (exchange.answer().write(chunk)) return;
        paused = true;
        from.pause();
        exchange.answer().onDrain(() -> {
            paused = false;
            exchange.moved();
            from.resume();
        });
    }

    private void complete(int status) {
        if (over) return;
        over = true;
        // An answer that did not wait for the whole request: what is missing of it can no longer be
        // sent in order.
        if (!requestSent && request != null) Sockets.abort(request.connection());
        target.load().end(false);
        exchange.answered(this, status);
    }

    private void fail(Failure failure) {
        if (over) return;
        end();
        exchange.failed(this, failure);
    }

    /// Nobody wants the answer any more.
    void cancel() {
        if (!over) end();
    }

    private void end() {
        over = true;
        target.load().end(exchange.counts());
        if (request != null) Sockets.abort(request.connection());
    }

    private void awaitBackend() {
        if (response == null) waitingSince = loop.now();
    }

    private void stopAwaiting() {
        waitingSince = NOBODY_WAITS;
    }

    /// Fails when the backend has let the proxy wait for too long.
    void checkTimeout() {
        Duration limit = loop.settings().timeouts().response();
        if (waitingSince == NOBODY_WAITS || !loop.isPast(waitingSince, limit)) return;
        fail(new Failure(Failure.Kind.RESPONSE_TIMEOUT, "no answer within " + limit.toMillis() + " ms"));
    }

    /// Nothing has moved on the client's connection within the idle time-out: finds out whose turn
    /// it is.
    ///
    /// @return whether it is the client's; if it is the backend's, the attempt fails where that is not
    ///         waiting for its own time-out
    boolean blamesClientForSilence() {
        if (request == null || waitingSince != NOBODY_WAITS) return false;
        if (response == null || paused) return true;
        fail(new Failure(Failure.Kind.TRUNCATED_RESPONSE, "silence in the middle of the answer"));
        return false;
    }
}
