package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.backend.Outcome;
import tandem.http.ResponseHead;
import tandem.http.Trailers;

/// One request of a client, from its head to the end of its answer, over as many attempts as that takes.
/// It carries out what [RetryPolicy] decides. All of it runs on the event loop of the client's connection.
final class Exchange {
    private final Loop loop;
    private final ClientStream stream;
    private final @Nullable Handling handling;
    private Way way;
    private @Nullable RequestBody body;
    private final long came = System.nanoTime();
    private Tries tries = Tries.NONE;
    private @Nullable Attempt attempt;
    private @Nullable Race race;
    private @Nullable FileAnswer file;
    private @Nullable Waiting waiting;
    private boolean begun;
    private boolean over;
    private boolean clientEnded;
    private boolean backendEnded;

    /// The stream's head has come; its body follows.
    Exchange(Loop loop, ClientStream stream) {
        this.loop = loop;
        this.stream = stream;
        this.way = loop.usual();
        this.handling = counts() ? Handling.of(loop, stream) : null;
        if (stream.head().framing().hasBody())
            body = new RequestBody(
                    stream, isIdempotent() ? loop.settings().limits().replayBytes() : 0);
        stream.traffic().requestBegun();
    }

    boolean isIdempotent() {
        return RetryPolicy.isIdempotent(HttpMethod.valueOf(stream.head().method()));
    }

    ClientStream stream() {
        return stream;
    }

    @Nullable
    RequestBody body() {
        return body;
    }

    /// Whether it is a client's, and not the node's own.
    boolean counts() {
        return stream.traffic() != Traffic.UNCOUNTED;
    }

    /// An answer that comes before the request's end leaves bytes that nobody wants on the connection.
    private boolean isBodyUnread() {
        return body != null && !body.complete();
    }

    Way way() {
        return way;
    }

    /// Begins the first attempt, or answers at once.
    void start() {
        if (handling == null) {
            OwnAnswer redirect = stream.redirect();
            if (redirect == null) attempt(true);
            else answer(redirect);
            return;
        }
        switch (handling.decide()) {
            case Handling.Verdict.Pass(String pool) -> {
                if (pool != null) way = loop.way(pool);
                attempt(true);
            }
            case Handling.Verdict.Answer(OwnAnswer answer) -> answer(answer);
            case Handling.Verdict.File(FileRequest asked) -> file = FileAnswer.begin(this, handling, loop, asked);
            case Handling.Verdict.Reject(Rejection rejection) -> reject(rejection);
        }
    }

    /// @param another whether backends that were tried are left out
    void attempt(boolean another) {
        List<Backend> tried = another ? tries.backends() : List.of();
        Upstream.Target target = way.pick(tried, stream, handling);
        RequestQueue queue = counts() ? way.upstream().queue() : null;
        if (queue != null) Waiting.enter(this, loop, queue, target, tried);
        else if (target == null) reject(Rejection.noBackend(way.upstream().name()));
        else begin(target, null);
    }

    /// @param queue that a place at the backend goes back to; null for none
    void begin(Upstream.Target target, @Nullable RequestQueue queue) {
        if (tries.equals(Tries.NONE) && counts()) way.budget().deposit();
        if (handling != null) handling.tried(way.upstream().name(), target.backend());
        attempt = new Attempt(this, loop, target, queue);
        attempt.start(tries.fresh());
    }

    /// It waits for a place at a backend; null when it waits no more.
    void waits(@Nullable Waiting as) {
        waiting = as;
    }

    /// The next bytes of the request's body have come; exactly these are read.
    void received(ByteBuf in, int length) {
        stream.moved();
        RequestBody to = body;
        if (to == null || over) {
            in.skipBytes(length);
            return;
        }
        if (handling != null && handling.isTooLarge(length)) {
            in.skipBytes(length);
            giveUp(Rejection.tooLarge());
            return;
        }
        boolean full = to.received(in, length);
        if (attempt != null) attempt.sent(full);
    }

    /// The request is complete; or, after a switch of protocols, the client sends no more.
    void receivedAll(@Nullable Trailers trailers) {
        stream.moved();
        if (body == null || over) return;
        clientEnded = true;
        body.received(trailers);
        if (attempt != null) attempt.sentAll();
        if (backendEnded && attempt != null) attempt.ended(null);
    }

    /// The client takes more of the answer.
    void clientReady() {
        if (attempt != null) attempt.clientReady();
        if (file != null) file.clientReady();
    }

    /// What is done besides passing it on; null for nothing.
    @Nullable
    Handling handling() {
        return handling;
    }

    /// Its attempt is slow, so that another one beside it may be quicker.
    void hedge(Attempt slow) {
        if (race != null || !slow.equals(attempt)) return;
        race = Race.of(this, loop, slow);
        if (race != null) race.start();
    }

    /// Whether two attempts are under way.
    boolean isHedged() {
        return race != null;
    }

    /// The final answer begins.
    void begin(Attempt by, ResponseHead answer) {
        if (race != null) race.wonBy(by);
        race = null;
        attempt = by;
        begun = true;
        stream.begin(answer, handling == null ? null : handling.answered(answer), isBodyUnread());
    }

    /// From now on bytes pass both ways until both sides have ended.
    void switchProtocols(ResponseHead answer) {
        begun = true;
        body = new RequestBody(stream, 0);
        if (handling != null) handling.switched(answer);
        stream.switchProtocols(answer);
        if (attempt != null) attempt.relay(body);
    }

    /// After a switch, the backend sends no more. Answers whether the client has ended, too.
    boolean backendEnded() {
        if (backendEnded) return true;
        backendEnded = true;
        if (!clientEnded) stream.endHalf();
        return clientEnded;
    }

    /// The attempt's backend has answered, and all of it is written.
    void answered(Attempt by, int status, @Nullable Trailers trailers) {
        way.upstream().health().attempted(by.target().backend(), new Outcome.Answered(status));
        stream.moved();
        over();
        stream.end(trailers);
    }

    void failed(Attempt by, Failure failure) {
        Backend backend = by.target().backend();
        way.upstream().health().attempted(backend, new Outcome.Failed(failure));
        attempt = race == null ? null : race.lostBy(by);
        race = null;
        tries = tries.with(backend, failure.kind());
        if (attempt != null) return;
        if (handling != null) handling.failed(failure.kind());
        if (body != null) body.detach();
        Repetition.after(this, backend, failure);
    }

    Tries tries() {
        return tries;
    }

    RetryPolicy.Decision decide(Failure.Kind kind, Tries so) {
        return way.decide(kind, so, isIdempotent(), begun, body == null || body.replayable());
    }

    void reject(Rejection rejection) {
        stream.traffic().requestRejected(rejection);
        answer(handling == null ? OwnAnswer.of(rejection) : handling.page(rejection));
    }

    void answer(OwnAnswer answer) {
        stream.moved();
        if (handling != null) handling.answered(answer);
        stream.traffic().answered(answer.status());
        over();
        stream.answer(answer, isBodyUnread());
    }

    /// The proxy's own answer begins, and its body follows.
    void begin(OwnAnswer answer) {
        begun = true;
        if (handling != null) handling.answered(answer);
        stream.begin(answer, isBodyUnread());
    }

    /// All of the proxy's own answer is written.
    void completed() {
        over();
        stream.end(null);
    }

    /// The rest of the answer cannot be had.
    void brokenOff() {
        over();
        stream.cutOff();
    }

    /// Ends it, whatever its backend does.
    void giveUp(Rejection rejection) {
        abandon(rejection.reason());
        if (begun) brokenOff();
        else reject(rejection);
    }

    /// Nobody wants what the backend does any more, which is not to blame for it.
    private void abandon(String why) {
        Attempt underWay = attempt;
        attempt = null;
        if (file != null) file.cancel();
        if (underWay == null) return;
        underWay.cancel();
        if (race != null) race.other(underWay).cancel();
        Failure failure = new Failure(Failure.Kind.CLIENT_GONE, why);
        way.upstream().health().attempted(underWay.target().backend(), new Outcome.Failed(failure));
    }

    private void over() {
        boolean counted = handling != null && handling.ended();
        over = true;
        attempt = null;
        if (waiting != null) waiting.leave();
        if (body != null) body.release();
        stream.traffic().requestEnded();
        if (!counted) stream.traffic().took(System.nanoTime() - came);
    }

    /// The client has gone, or is about to because of what it did.
    void clientGone() {
        if (over) return;
        abandon("the client closed the connection");
        over();
    }

    /// Looks at what has taken too long. Answers whether the client is to blame, so that its connection must end.
    ///
    /// @param moved when something has moved on the client's side, by the loop's clock
    boolean checkTimeouts(long moved) {
        if (handling != null && handling.isOverdue()) {
            giveUp(Rejection.overdue());
            return false;
        }
        Attempt underWay = attempt;
        if (underWay == null) return waiting == null && loop.isIdle(moved);
        if (race != null) race.other(underWay).checkTimeout();
        underWay.checkTimeout();
        return attempt == underWay && underWay.blamesClientForSilence(moved);
    }
}
