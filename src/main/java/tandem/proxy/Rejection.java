package tandem.proxy;

import io.netty.handler.codec.http.HttpResponseStatus;
import tandem.Pure;
import tandem.backend.Failure;
import tandem.http.Refusal;

/// An answer that the proxy gives itself, because no backend can or may.
///
/// It names the reason in the words of whoever sent the request: no address, no name of a machine,
/// no stack trace.
///
/// @param status            400 to 599
/// @param reason            one line
/// @param retryAfterSeconds when to try again; 0 says nothing about it
/// @param closes            whether the client's connection ends with it
/// @param why               for figures
@Pure
record Rejection(int status, String reason, int retryAfterSeconds, boolean closes, Why why) {
    private static final int SOON = 1;

    /// Why a request is rejected, in a word.
    enum Why {
        /// It is malformed, or can be read in two ways.
        BAD_REQUEST,
        /// The client ended it early.
        CLIENT_GONE,
        /// The client was too slow in sending it.
        CLIENT_SLOW,
        /// The client asks too often.
        CLIENT_RATE,
        /// As many requests are under way as may be.
        BUSY,
        TOO_LARGE,
        /// It took too long, all in all.
        OVERDUE,
        /// No backend is in service.
        NO_BACKEND,
        /// No backend could be connected to.
        UNREACHABLE,
        /// Every backend has all the requests that it may, and as many wait as may.
        QUEUE_FULL,
        /// It has waited for a backend for as long as it may.
        QUEUE_TIMEOUT,
        /// Every connection to the pool is busy.
        POOL_EXHAUSTED,
        /// A backend broke off.
        BROKEN_OFF,
        /// A backend was silent for too long.
        SILENT,
        /// A backend answered with what is no HTTP.
        BAD_RESPONSE
    }

    static Rejection of(Refusal refusal) {
        return new Rejection(refusal.status(), refusal.text(), 0, true, Why.BAD_REQUEST);
    }

    /// Every backend of the pool is out.
    static Rejection noBackend(String pool) {
        return new Rejection(503, "no backend of pool " + pool + " is in service", SOON, false, Why.NO_BACKEND);
    }

    /// Every backend of the pool has all the requests that it may, and as many wait as may.
    static Rejection queueFull(String pool) {
        return new Rejection(503, "every backend of pool " + pool + " is busy", SOON, false, Why.QUEUE_FULL);
    }

    /// It has waited for a backend for as long as it may.
    static Rejection waitedTooLong(String pool) {
        return new Rejection(
                503, "no backend of pool " + pool + " became free in time", SOON, false, Why.QUEUE_TIMEOUT);
    }

    /// What a client is told once a failure is final.
    static Rejection of(Failure.Kind kind, String pool) {
        return switch (kind) {
            case CONNECT_FAILED, TLS_FAILED, UNRESOLVED ->
                bad("no backend of pool " + pool + " could be reached", Why.UNREACHABLE);
            case CONNECT_TIMEOUT -> late("no backend of pool " + pool + " could be reached in time", Why.UNREACHABLE);
            case POOL_EXHAUSTED ->
                new Rejection(503, "every connection to pool " + pool + " is busy", SOON, false, Why.POOL_EXHAUSTED);
            case KEPT_CONNECTION_CLOSED, CLOSED_BEFORE_RESPONSE, TRUNCATED_RESPONSE, GOING_AWAY, STREAM_REFUSED ->
                bad("a backend of pool " + pool + " broke off before it had answered", Why.BROKEN_OFF);
            case FIELDS_TOO_LARGE ->
                new Rejection(431, "the fields are larger than pool " + pool + " takes", 0, false, Why.BAD_REQUEST);
            case RESPONSE_TIMEOUT, PACKETS_LOST, TRY_TIMEOUT ->
                late("a backend of pool " + pool + " did not answer in time", Why.SILENT);
            case BAD_RESPONSE ->
                bad("a backend of pool " + pool + " answered with something that is not valid HTTP", Why.BAD_RESPONSE);
            case ERROR_STATUS -> bad("a backend of pool " + pool + " answered with an error", Why.BAD_RESPONSE);
            case CLIENT_GONE -> new Rejection(400, "the request ended early", 0, true, Why.CLIENT_GONE);
        };
    }

    /// The path can be read in more than one way, and routes are chosen by it.
    static Rejection unclear() {
        return new Rejection(400, "the path is ambiguous (RFC 3986 section 3.3)", 0, false, Why.BAD_REQUEST);
    }

    /// The client has not sent all of it in time.
    static Rejection slowClient() {
        return new Rejection(
                408, "the request did not come in time (RFC 9110 section 15.5.9)", 0, true, Why.CLIENT_SLOW);
    }

    /// The client asks too often.
    ///
    /// @param nanos until it may ask again
    static Rejection tooMany(long nanos) {
        int seconds = (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(nanos, 1_000_000_000L));
        return new Rejection(429, "too many requests", seconds, false, Why.CLIENT_RATE);
    }

    /// As many requests are under way as may be.
    static Rejection busy() {
        return new Rejection(503, "too many requests are under way", SOON, false, Why.BUSY);
    }

    /// The body is larger than it may be.
    static Rejection tooLarge() {
        return new Rejection(413, "the body is too large", 0, true, Why.TOO_LARGE);
    }

    /// There is no such file.
    static Rejection noSuchFile() {
        return ofFile(404, "there is no such file");
    }

    /// There may be such a file, and it is not served.
    static Rejection noAccess() {
        return ofFile(403, "this is not served");
    }

    /// A file is known by its path, and has to be got.
    static Rejection noMethodOfFiles() {
        return ofFile(405, "a file knows only GET and HEAD");
    }

    /// The file is not as the client wants it (RFC 9110 §13.1).
    static Rejection changed() {
        return ofFile(412, "the file is not in the state that the request is for");
    }

    /// The file system fails.
    static Rejection unreadable() {
        return ofFile(500, "the file cannot be read");
    }

    /// An answer as any other of a file, which is not counted among the rejections.
    private static Rejection ofFile(int status, String reason) {
        return new Rejection(status, reason, 0, false, Why.BAD_REQUEST);
    }

    /// All in all it took too long.
    static Rejection overdue() {
        return late("the request took too long", Why.OVERDUE);
    }

    private static Rejection bad(String reason, Why why) {
        return new Rejection(502, reason, 0, false, why);
    }

    private static Rejection late(String reason, Why why) {
        return new Rejection(504, reason, 0, false, why);
    }

    /// The status's name.
    String phrase() {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    /// The whole body, plain text: status, its name, and the reason.
    String body() {
        return status + " " + phrase() + ": " + reason + "\n";
    }
}
