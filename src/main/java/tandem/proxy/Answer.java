package tandem.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer to one request on its way to the client.
///
/// The head is held back until the first piece of the body is there, so that a short answer is one
/// write; but never longer than to the end of what the backend's socket had to read just now, since
/// a stream of events may have its first piece much later than its head.
final class Answer {
    private final Loop loop;
    private final HttpServerResponse response;
    private final HttpVersion version;
    /// Whether the connection ends with this answer; asked for when the head is made.
    private final ClosePolicy closePolicy;

    private Framing framing = Framing.NONE;
    private @Nullable Buffer held;
    private boolean prepared;
    private boolean begun;
    private boolean closes;

    /// Knows about the client's connection.
    interface ClosePolicy {
        boolean closesAfterAnswer();
    }

    Answer(Loop loop, HttpServerResponse response, HttpVersion version, ClosePolicy closePolicy) {
        this.loop = loop;
        this.response = response;
        this.version = version;
        this.closePolicy = closePolicy;
    }

    /// Whether any byte of the answer has been written.
    boolean begun() {
        return begun;
    }

    /// Whether the client's connection must end after it.
    boolean closes() {
        return closes;
    }

    /// Whether only the end of the connection tells the client where the answer ends.
    boolean endsWithConnection() {
        return framing.kind() == Framing.Kind.UNTIL_CLOSE;
    }

    /// Passes on that the backend wants the request's body.
    void proceed() {
        if (!prepared && version != HttpVersion.HTTP_1_0) response.writeContinue();
    }

    /// Takes over a backend's status and fields.
    ///
    /// @param received how the backend framed it
    /// @return null, or what is wrong with it
    @Nullable
    String begin(HttpClientResponse from, Framing received) {
        try {
            prepare(from, received);
        } catch (IllegalArgumentException e) {
            response.headers().clear();
            return "a field of the answer is not valid: " + e.getMessage();
        }
        if (framing.hasBody()) loop.later(this::flush);
        return null;
    }

    private void prepare(HttpClientResponse from, Framing received) {
        // The status without its phrase: that has no meaning (RFC 9112 §4), and with one the server
        // would no longer know a 304.
        response.setStatusCode(from.statusCode());
        HopByHop hopByHop = HopByHop.of(from.headers());
        for (Map.Entry<String, String> field : from.headers()) {
            if (!hopByHop.drops(field.getKey())) response.headers().add(field.getKey(), field.getValue());
        }
        framing = frame(received);
        closes = closePolicy.closesAfterAnswer() || endsWithConnection();
        if (closes) closeAfter();
        prepared = true;
    }

    /// Frames the answer for the client's version, whatever it was to the backend's.
    private Framing frame(Framing received) {
        return switch (received.kind()) {
            case NONE, LENGTH -> received;
            case CHUNKED, UNTIL_CLOSE -> {
                response.headers().remove(HttpHeaders.CONTENT_LENGTH);
                if (version == HttpVersion.HTTP_1_0) yield Framing.UNTIL_CLOSE;
                response.setChunked(true);
                yield Framing.CHUNKED;
            }
        };
    }

    private void closeAfter() {
        // The server adds a field of its own to an HTTP/1.0 answer, and this is after that.
        if (version == HttpVersion.HTTP_1_0)
            response.headersEndHandler(made -> response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
        else response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }

    private void flush() {
        // An HTTP/1.0 answer without a length has no head of its own in Vert.x: it waits for the
        // first piece.
        if (begun || !prepared || response.closed() || (endsWithConnection() && held == null)) return;
        begun = true;
        Buffer first = held;
        held = null;
        if (first == null) response.writeHead();
        else response.write(first);
    }

    /// Passes on a piece of the body.
    ///
    /// @return whether the client takes more; if not, [#onDrain] tells when it does
    boolean write(Buffer chunk) {
        if (!begun && held == null) {
            held = chunk;
            return true;
        }
        flush();
        response.write(chunk);
        return !response.writeQueueFull();
    }

    void onDrain(Runnable drained) {
        response.drainHandler(ready -> drained.run());
    }

    void end() {
        begun = true;
        Buffer last = held;
        held = null;
        if (last == null) response.end();
        else response.end(last);
    }

    /// Drops an answer of which nothing has gone out.
    void discard() {
        held = null;
        prepared = false;
        framing = Framing.NONE;
        closes = false;
        response.headersEndHandler(null);
        response.headers().clear();
    }

    /// Answers in the proxy's own name.
    void reject(Rejection rejection) {
        begun = true;
        prepared = true;
        closes = rejection.closes() || closePolicy.closesAfterAnswer();
        response.setStatusCode(rejection.status());
        response.headers().set(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
        if (rejection.retryAfterSeconds() > 0)
            response.headers().set("Retry-After", Integer.toString(rejection.retryAfterSeconds()));
        if (closes) closeAfter();
        response.end(rejection.body());
    }
}
