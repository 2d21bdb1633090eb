package tandem.proxy;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.accesslog.Access;
import tandem.accesslog.AccessLog;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.http.FieldName;
import tandem.http.Head;
import tandem.http.ResponseHead;
import tandem.http.Trailers;
import tandem.route.HeaderField;
import tandem.tracing.RequestTrace;
import tandem.tracing.Tracing;

/// What an [Edge] does about one exchange: decides, edits its heads, measures it, and tells the access log of
/// it.
final class Handling {
    private static final long NEVER = -1;
    private static final int CLIENT_LEFT = 499;
    private static final ZoneId ZONE = ZoneId.systemDefault();

    private final Edge edge;
    private final Loop loop;
    private final ClientStream stream;
    private final long begun = System.nanoTime();
    private long connected = NEVER;
    private long headed = NEVER;
    private long received;
    private long passedOn;
    private int status;
    private int tries;
    private @Nullable String grpc;
    private @Nullable Plan plan;
    private @Nullable String pool;
    private @Nullable Backend backend;
    private @Nullable GzipBody compressed;
    private @Nullable RequestTrace trace;
    /// Of the first of two attempts that are under way at once.
    private @Nullable Backend hedged;
    private @Nullable Way way;
    private Session session = Session.NONE;

    /// A request's head has come; null where nothing is done with it besides passing it on.
    static @Nullable Handling of(Loop loop, ClientStream stream) {
        Edge edge = loop.edge();
        return edge == null ? null : new Handling(edge, loop, stream);
    }

    private Handling(Edge edge, Loop loop, ClientStream stream) {
        this.edge = edge;
        this.loop = loop;
        this.stream = stream;
        edge.begun();
    }

    /// What becomes of a request.
    sealed interface Verdict {
        /// It goes to a pool.
        ///
        /// @param pool its name; null for the usual one
        record Pass(@Nullable String pool) implements Verdict {}

        /// It is answered here.
        record Answer(OwnAnswer answer) implements Verdict {}

        /// It is answered here, with a file.
        record File(FileRequest request) implements Verdict {}

        /// It is not let in.
        record Reject(Rejection rejection) implements Verdict {}
    }

    Verdict decide() {
        Edge.Decision decision = edge.decide(stream, begun);
        plan = decision.plan();
        Tracing tracing = edge.tracing();
        if (tracing != null) trace = tracing.begin(decision.plan().asked());
        return decision.verdict();
    }

    private Plan plan() {
        return Objects.requireNonNull(plan);
    }

    /// The session of the request on its way to a pool.
    Session session(Way to) {
        if (!to.equals(way)) session = to.sessions().of(stream.head());
        way = to;
        return session;
    }

    /// An attempt begins.
    void tried(String by, Backend next) {
        pool = by;
        backend = next;
        tries++;
        if (trace != null) trace.tried(by, next.name(), next.address());
    }

    /// Its backend takes the request.
    ///
    /// @param secure whether the way there is encrypted
    HeadEdits connected(boolean secure) {
        connected = System.nanoTime() - begun;
        HeadEdits edits = plan().request(Objects.requireNonNull(pool), Objects.requireNonNull(backend));
        if (way != null) edits = way.sessions().request(stream.head(), edits);
        return trace == null ? edits : traced(trace, secure ? "https" : "http", edits);
    }

    /// The same, and what leads the trace on instead of what came.
    private HeadEdits traced(RequestTrace by, String scheme, HeadEdits edits) {
        edits.dropped().addAll(RequestTrace.FIELDS);
        String target = edits.target() == null ? stream.head().target() : edits.target();
        by.sent(scheme, target, (name, value) -> edits.fields().add(new HeaderField(name, value)));
        return edits;
    }

    /// A second attempt begins beside the first.
    void hedged(String by, Backend next) {
        hedged = backend;
        if (trace != null) trace.hedged();
        tried(by, next);
    }

    /// Of two attempts it is this backend's that goes on.
    void goesOn(Backend with) {
        backend = with;
        if (trace != null) trace.goesOn(with.equals(hedged));
    }

    /// The attempt has failed.
    void failed(Failure.Kind why) {
        if (trace != null) trace.failed(why.name().toLowerCase(Locale.ROOT));
    }

    /// Its backend answers.
    @Nullable
    HeadEdits answered(ResponseHead head) {
        switched(head);
        look(head);
        HeadEdits edits = plan().answer(head, Objects.requireNonNull(pool), Objects.requireNonNull(backend));
        edits = kept(Objects.requireNonNull(way), Objects.requireNonNull(backend), edits);
        Compression compression = edge.compression();
        return compression == null || !plan().edits().compress() ? edits : compressed(compression, head, edits);
    }

    /// The same, with what keeps the client at its backend.
    private @Nullable HeadEdits kept(Way at, Backend by, @Nullable HeadEdits edits) {
        HeaderField field =
                at.sessions().answer(session, by, plan().request().scheme().equals("https"));
        if (field == null) return edits;
        if (edits == null) return HeadEdits.adding(field);
        edits.fields().add(field);
        return edits;
    }

    private @Nullable HeadEdits compressed(Compression by, ResponseHead head, @Nullable HeadEdits edits) {
        return switch (by.decide(stream.head(), head)) {
            case NONE -> edits;
            case NOT_FOR_THIS_CLIENT -> Compression.varied(head, edits);
            case STILL_GZIP -> Compression.stillEncoded(head, edits);
            case GZIP -> {
                compressed = new GzipBody(loop, stream, by.level(), this::passedOn);
                yield Compression.encoded(head, edits);
            }
        };
    }

    /// Passes a piece of the answer's body on, or what the protocol that was switched to has instead of it.
    void pass(ByteBuf in, int length) {
        if (compressed != null) {
            compressed.write(in, length);
        } else {
            passedOn(length);
            stream.write(in, length);
        }
    }

    /// All of the answer's body has come.
    void passedAll(@Nullable Trailers trailers) {
        if (compressed != null) compressed.end();
        if (trailers != null) look(trailers);
    }

    /// An answer of gRPC says behind its body what became of the call, or in its head when it has no body.
    private void look(Head head) {
        if (head.has(FieldName.GRPC_STATUS)) grpc = head.value(FieldName.GRPC_STATUS);
    }

    /// Its backend agrees to another protocol.
    void switched(ResponseHead head) {
        headed = System.nanoTime() - begun;
        status = head.status();
        if (trace != null) trace.answered(status);
    }

    /// The proxy answers.
    void answered(OwnAnswer answer) {
        status = answer.status();
        if (trace != null) trace.answeredHere();
        if (!stream.head().method().equals("HEAD")) passedOn = answer.body().length;
    }

    /// A piece of the answer's body is written.
    void passedOn(long length) {
        passedOn += length;
    }

    /// Whether the request's body is larger than it may be, with these bytes of it.
    boolean isTooLarge(int length) {
        received += length;
        var most = edge.limits().bodyBytes();
        // What comes after a switch of protocols is no body.
        return most.isPresent()
                && received > most.getAsLong()
                && stream.head().framing().hasBody();
    }

    /// Whether all in all it has taken longer than it may.
    boolean isOverdue() {
        var total = edge.limits().total();
        return total.isPresent() && System.nanoTime() - begun > total.get().toNanos();
    }

    /// The proxy's own answer as the client gets it.
    OwnAnswer own(OwnAnswer answer) {
        return plan().answer(answer);
    }

    /// What the client is shown of a rejection.
    OwnAnswer page(Rejection rejection) {
        if (trace != null) trace.rejected(rejection.reason());
        return edge.page(rejection, plan);
    }

    /// The client has broken the rules after the head, so that it is answered nothing more.
    void broken(Rejection why) {
        if (trace != null) trace.rejected(why.reason());
        if (status == 0) status = why.status();
    }

    /// It is over.
    ///
    /// @return whether it was counted, with the time that it took, as one of a route
    boolean ended() {
        edge.ended();
        if (compressed != null) compressed.close();
        if (trace != null) trace.ended(status);
        RouteCounts routes = edge.routes();
        if (routes != null) routes.ended(plan == null ? null : plan.route(), status, System.nanoTime() - begun);
        log();
        return routes != null;
    }

    private void log() {
        // That of the moment: another one may have taken the place of that which the request came by.
        Edge now = loop.edge();
        AccessLog log = now == null ? null : now.log();
        if (log == null || plan == null) return;
        log.log(new Access(
                plan.facts(),
                Instant.now(),
                ZONE,
                new Access.Answer(status == 0 ? CLIENT_LEFT : status, passedOn, grpc),
                new Access.Times(connected, headed, System.nanoTime() - begun),
                upstream()));
    }

    private Access.@Nullable Upstream upstream() {
        if (pool == null || backend == null) return null;
        return new Access.Upstream(pool, backend.name(), backend.address(), tries);
    }
}
