package tandem.proxy;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.backend.Outcome;

/// One request of a client, from its head to the end of its answer, over as many attempts as that
/// takes.
///
/// It carries out what [RequestScreen] and [RetryPolicy] decide. All of it runs on the event loop
/// of the client's connection.
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Loop loop;
    private final ClientConnection connection;
    private final RequestHead head;
    private final Answer answer;
    private final @Nullable RequestBody body;

    private List<Backend> tried = List.of();
    private @Nullable Attempt attempt;
    private int attempts;
    private boolean over;

    /// Begins with the first attempt at once.
    static void begin(Loop loop, ClientConnection connection, HttpServerRequest request, RequestHead head) {
        Exchange exchange = new Exchange(loop, connection, request, head);
        connection.begun(exchange);
        exchange.attempt(true);
    }

    private Exchange(Loop loop, ClientConnection connection, HttpServerRequest request, RequestHead head) {
        this.loop = loop;
        this.connection = connection;
        this.head = head;
        this.answer = new Answer(loop, request.response(), request.version(), this::closesAfterAnswer);
        int keep = RetryPolicy.isIdempotent(head.method())
                ? loop.settings().limits().replayBytes()
                : 0;
        this.body = head.framing().hasBody() ? new RequestBody(request, head.framing(), keep, connection::moved) : null;
        connection.traffic().requestBegun();
    }

    RequestHead head() {
        return head;
    }

    @Nullable
    RequestBody body() {
        return body;
    }

    Answer answer() {
        return answer;
    }

    ForwardedHeaders.Peer peer() {
        return connection.peer();
    }

    /// Whether it is a client's, and not the node's own.
    boolean counts() {
        return connection.traffic() != Traffic.UNCOUNTED;
    }

    void moved() {
        connection.moved();
    }

    /// An answer that comes before the request's end leaves bytes that nobody wants on the
    /// connection.
    private boolean closesAfterAnswer() {
        return connection.closing() || isBodyUnread();
    }

    private boolean isBodyUnread() {
        return body != null && !body.complete();
    }

    /// @param another whether backends that were tried are left out
    private void attempt(boolean another) {
        Upstream.Target target = loop.choice().pick(another ? tried : List.of(), route());
        if (target == null) {
            reject(Rejection.noBackend(loop.upstream().name()));
            return;
        }
        attempts++;
        attempt = new Attempt(this, loop, target);
        attempt.start();
    }

    private @Nullable String route() {
        return switch (loop.upstream().affinity()) {
            case NONE -> null;
            case JVM_ROUTE -> SessionRoute.of(head.received().get(HttpHeaders.COOKIE), head.target());
        };
    }

    /// The attempt's backend has answered, and all of it is written.
    void answered(Attempt by, int status) {
        loop.upstream().health().attempted(by.target().backend(), new Outcome.Answered(status));
        connection.moved();
        answer.end();
        finish();
    }

    void failed(Attempt by, Failure failure) {
        Backend backend = by.target().backend();
        loop.upstream().health().attempted(backend, new Outcome.Failed(failure));
        attempt = null;
        if (body != null) body.detach();
        if (tried.isEmpty()) tried = new ArrayList<>(2);
        if (!tried.contains(backend)) tried.add(backend);

        RetryPolicy.Decision decision = loop.retry().decide(situation(failure.kind()));
        LOG.debug(
                "Attempt {} on {} failed, {}: {}; {}",
                attempts,
                backend.name(),
                failure.kind(),
                failure.detail(),
                decision);
        switch (decision) {
            case RetryPolicy.Decision.Retry(boolean another, String why) -> {
                answer.discard();
                attempt(another);
            }
            case RetryPolicy.Decision.GiveUp(Rejection rejection) -> {
                answer.discard();
                reject(rejection);
            }
            case RetryPolicy.Decision.CutOff(String why) -> cutOff();
        }
    }

    private RetryPolicy.Situation situation(Failure.Kind kind) {
        int left = loop.choice().left(tried);
        return new RetryPolicy.Situation(
                attempts,
                RetryPolicy.isIdempotent(head.method()),
                kind,
                answer.begun(),
                body == null || body.replayable(),
                left,
                loop.choice().eligible());
    }

    private void reject(Rejection rejection) {
        connection.traffic().requestRejected();
        connection.moved();
        answer.reject(rejection);
        finish();
    }

    private void cutOff() {
        over();
        if (answer.endsWithConnection()) Sockets.reset(connection.connection());
        else Sockets.abort(connection.connection());
    }

    private void finish() {
        over();
        connection.ended(answer.closes(), isBodyUnread());
    }

    private void over() {
        over = true;
        attempt = null;
        connection.traffic().requestEnded();
    }

    /// The client's connection is closed, or is about to be because of the client.
    void clientGone() {
        if (over) return;
        Attempt underWay = attempt;
        over();
        if (underWay == null) return;
        underWay.cancel();
        Failure failure = new Failure(Failure.Kind.CLIENT_GONE, "the client closed the connection");
        loop.upstream().health().attempted(underWay.target().backend(), new Outcome.Failed(failure));
    }

    /// Looks at what has taken too long.
    ///
    /// @param clientIdle whether nothing has moved on the client's connection within the idle
    ///                   time-out
    /// @return whether the client is to blame for that, so that its connection must end
    boolean checkTimeouts(boolean clientIdle) {
        Attempt underWay = attempt;
        if (underWay == null) return clientIdle;
        underWay.checkTimeout();
        return clientIdle && attempt == underWay && underWay.blamesClientForSilence();
    }
}
