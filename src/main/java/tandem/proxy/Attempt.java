package tandem.proxy;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tandem.backend.Failure;
import tandem.http.FieldName;
import tandem.http.ResponseHead;
import tandem.http.Trailers;

/// One attempt to have a request answered by one backend.
///
/// It ends exactly once: answered, failed, or cancelled. It tells its [Exchange] of the first two.
final class Attempt implements UpstreamPool.Waiter {
    private static final long NOBODY_WAITS = Long.MIN_VALUE;
    private static final int CONTINUE = 100;

    private final Exchange exchange;
    private final Loop loop;
    private final Upstream.Target target;
    private final UpstreamPool pool;
    private final @Nullable RequestQueue queue;
    /// Its place among those that wait for an answer.
    private final AwaitedAnswers.Place place = new AwaitedAnswers.Place(this);

    private @Nullable UpstreamStream stream;
    /// Whether it runs beside another one.
    private boolean second;
    private boolean answering;
    private boolean switched;
    private boolean paused;
    private boolean over;
    private int status;
    private int interims;
    /// Since when the next move is the backend's, by the loop's clock.
    private long waitingSince = NOBODY_WAITS;

    /// @param queue that a place at the backend goes back to; null for none
    Attempt(Exchange exchange, Loop loop, Upstream.Target target, @Nullable RequestQueue queue) {
        this.exchange = exchange;
        this.loop = loop;
        this.target = target;
        this.queue = queue;
        this.pool = loop.pool(exchange.way(), target);
    }

    Upstream.Target target() {
        return target;
    }

    AwaitedAnswers.Place place() {
        return place;
    }

    /// Begins beside another one.
    void startSecond() {
        second = true;
        start(false);
    }

    /// @param fresh whether on a new connection
    void start(boolean fresh) {
        target.load().begin(exchange.counts());
        RequestBody body = exchange.body();
        // What such a backend has refused may be sent again whatever its method is.
        if (body != null && pool.isHttp2())
            body.keepUpTo(loop.settings().limits().replayBytes());
        pool.acquire(this, fresh);
    }

    @Override
    public ForwardedHeaders.Peer client() {
        return exchange.stream().forwarded().peer();
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void connected(UpstreamStream to) {
        stream = to;
        Handling handling = exchange.handling();
        HeadEdits edits = handling == null ? null : handling.connected(pool.isSecure());
        to.send(exchange.stream().head(), exchange.stream().forwarded(), edits);
        RequestBody body = exchange.body();
        if (body == null) {
            to.end(null);
            sentAll();
            return;
        }
        body.sendTo(to);
        if (body.complete()) {
            sentAll();
        } else {
            // So far it may have been held back.
            exchange.stream().moved();
            if (exchange.stream().head().expectsContinue() || !to.isWritable()) awaitBackend();
        }
    }

    @Override
    public void refused(Failure failure) {
        fail(failure);
    }

    /// Passes on what the client says in the protocol that was switched to.
    void relay(RequestBody raw) {
        if (stream != null) raw.sendTo(stream);
    }

    /// A piece of the body went out.
    ///
    /// @param full whether the backend has to read before more can
    void sent(boolean full) {
        if (full) awaitBackend();
        else waitingSince = NOBODY_WAITS;
    }

    @Override
    public void ready() {
        if (over) return;
        RequestBody body = exchange.body();
        if (body == null || body.complete()) return;
        waitingSince = NOBODY_WAITS;
        exchange.stream().moved();
        body.resume();
    }

    @Override
    public boolean interim(ResponseHead answer) {
        if (++interims > UpstreamStream.MOST_INTERIM) return false;
        if (answer.status() == CONTINUE) {
            waitingSince = NOBODY_WAITS;
            exchange.stream().moved();
        }
        // The final answer may be another one's.
        if (!exchange.isHedged()) exchange.stream().interim(answer);
        return true;
    }

    @Override
    public void answered(ResponseHead answer) {
        answering = true;
        status = answer.status();
        heard();
        if (Repetition.passesOver(exchange, this, status)) {
            fail(new Failure(Failure.Kind.ERROR_STATUS, "it answered " + status));
            return;
        }
        if (answer.has(FieldName.SET_COOKIE)) exchange.way().learn(answer, target.backend(), exchange);
        exchange.begin(this, answer);
    }

    @Override
    public void switched(ResponseHead answer) {
        answering = true;
        switched = true;
        status = answer.status();
        heard();
        exchange.switchProtocols(answer);
    }

    @Override
    public void received(ByteBuf in, int length) {
        ClientStream client = exchange.stream();
        client.moved();
        Handling handling = exchange.handling();
        if (handling == null) client.write(in, length);
        else handling.pass(in, length);
        if (client.isWritable() || stream == null) return;
        paused = true;
        stream.read(false);
    }

    /// The client takes more.
    void clientReady() {
        if (!paused || over || stream == null) return;
        paused = false;
        exchange.stream().moved();
        stream.read(true);
    }

    @Override
    public void ended(@Nullable Trailers trailers) {
        if (over) return;
        if (switched && stream != null && stream.isOpen() && !exchange.backendEnded()) return;
        over = true;
        target.load().end(false);
        if (queue != null) queue.giveBack(target);
        Handling handling = exchange.handling();
        if (handling != null) handling.passedAll(trailers);
        exchange.answered(this, status, trailers);
    }

    @Override
    public void failed(Failure failure) {
        stream = null;
        fail(failure);
    }

    private void fail(Failure failure) {
        if (over) return;
        end();
        exchange.failed(this, failure);
    }

    /// Nobody wants the answer any more.
    void cancel() {
        if (over) return;
        end();
        pool.forget(this);
    }

    private void end() {
        over = true;
        pool.awaited().remove(place);
        target.load().end(exchange.counts());
        if (queue != null) queue.giveBack(target);
        UpstreamStream given = stream;
        stream = null;
        if (given != null) given.abandon();
    }

    private void awaitBackend() {
        if (!answering) waitingSince = loop.now();
    }

    /// The request is on its way to its end, and the head of an answer is due.
    void sentAll() {
        if (answering || over) return;
        awaitBackend();
        long now = System.nanoTime();
        pool.awaited().add(place, now);
        pool.sent(now);
    }

    /// The head of the answer is there.
    private void heard() {
        waitingSince = NOBODY_WAITS;
        if (!place.isTaken()) {
            if (exchange.counts()) target.load().answers().addEarly(status);
            return;
        }
        long now = System.nanoTime();
        target.load().answered(now - place.since(), now);
        pool.answered(place.since(), now);
        if (!second) exchange.way().firstTry(now - place.since());
        if (exchange.counts()) target.load().answers().add(status, now - place.since());
        pool.awaited().remove(place);
    }

    /// The head of its answer is long in coming.
    void slow() {
        if (!over && stream != null && !answering) exchange.hedge(this);
    }

    /// Fails when the backend's silence has to be taken for a failure, and the request can go elsewhere.
    ///
    /// @param now by the clock of its [#place]
    void checkPatience(long now) {
        UpstreamStream waiting = stream;
        if (over || waiting == null) return;
        Patience patience = exchange.way().patience();
        long waited = now - place.since();
        long stoodStill = loop.lateness().since(place.since());
        boolean alone = patience.isLate(waited, stoodStill) && pool.isLateAlone(place.since(), now);
        Failure failure = patience.decide(new Patience.Situation(
                waited, waiting.isUnacknowledged(), target.load().isCut(place.since()), stoodStill, alone));
        if (failure == null || !Repetition.isPossibleElsewhere(exchange, this, failure.kind())) return;
        if (failure.kind() == Failure.Kind.PACKETS_LOST) target.load().lost(place.since(), now);
        else pool.givenUp();
        fail(failure);
    }

    /// Fails when the backend has let the proxy wait for too long.
    void checkTimeout() {
        Duration limit = loop.settings().timeouts().response();
        if (waitingSince == NOBODY_WAITS || !loop.isPast(waitingSince, limit)) return;
        fail(new Failure(Failure.Kind.RESPONSE_TIMEOUT, "no answer within " + limit.toMillis() + " ms"));
    }

    /// Finds out whose turn it is where nothing moves on the client's connection.
    ///
    /// @param moved since when, by the loop's clock
    /// @return whether it is the client's for too long; if it is the backend's, the attempt fails where that
    ///         is not waiting for its own time-out, and if the request's body does not come, it is rejected
    boolean blamesClientForSilence(long moved) {
        if (stream == null || waitingSince != NOBODY_WAITS) return false;
        if (!answering) {
            if (loop.isPast(moved, loop.settings().timeouts().body())) exchange.giveUp(Rejection.slowClient());
            return false;
        }
        if (!loop.isIdle(moved)) return false;
        if (paused || switched) return true;
        fail(new Failure(Failure.Kind.TRUNCATED_RESPONSE, "silence in the middle of the answer"));
        return false;
    }
}
