package tandem.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request's body on its way from the client to whichever backend is being tried.
///
/// It is read only as fast as the backend takes it. A bounded copy is kept as long as the request
/// may have to be sent again.
final class RequestBody {
    private final HttpServerRequest source;
    private final Framing framing;
    private final int keepBytes;
    private final Runnable moved;

    private final List<Buffer> kept = new ArrayList<>();
    private long keptBytes;
    private long received;
    private boolean complete;
    private @Nullable Sink sink;

    /// Where the body goes.
    interface Sink {

        /// Takes the next piece.
        ///
        /// @param last whether the body is complete with it
        /// @return whether it can take more at once; if not, [RequestBody#resume()] is called when
        ///                 it can
        boolean take(Buffer chunk, boolean last);

        /// The body is complete; only when no chunk was the last.
        void finish();
    }

    /// The source is paused until a sink is there.
    ///
    /// @param keepBytes how much may be kept; 0 for a request that will not be sent twice
    /// @param moved     told whenever the client has sent something
    RequestBody(HttpServerRequest source, Framing framing, int keepBytes, Runnable moved) {
        this.source = source;
        this.framing = framing;
        this.keepBytes = keepBytes;
        this.moved = moved;
        source.pause();
        source.handler(this::received);
        source.endHandler(end -> ended());
    }

    Framing framing() {
        return framing;
    }

    /// Whether all that was received can be sent again.
    boolean replayable() {
        return received == keptBytes;
    }

    /// Whether the client has sent all of it.
    boolean complete() {
        return complete;
    }

    /// Sends what is kept, and then what comes, to this sink. Only if [#replayable()].
    void sendTo(Sink to) {
        sink = to;
        boolean ready = true;
        long sent = 0;
        for (Buffer chunk : kept) {
            sent += chunk.length();
            ready = to.take(chunk, isLast(sent));
        }
        if (complete) finish(to);
        else if (ready) source.resume();
    }

    /// The sink can take more.
    void resume() {
        if (sink != null) source.resume();
    }

    /// The sink takes no more; the client is held back until another is there.
    void detach() {
        sink = null;
        if (!complete) source.pause();
    }

    private void received(Buffer chunk) {
        moved.run();
        if (chunk.length() == 0) return;
        received += chunk.length();
        keep(chunk);
        if (sink != null && !sink.take(chunk, isLast(received)) && !complete) source.pause();
    }

    private void keep(Buffer chunk) {
        if (keptBytes + chunk.length() == received && received <= keepBytes) {
            kept.add(chunk);
            keptBytes += chunk.length();
        } else {
            kept.clear();
            keptBytes = 0;
        }
    }

    private void ended() {
        moved.run();
        complete = true;
        if (sink != null) finish(sink);
    }

    private void finish(Sink to) {
        // A body of known length was finished by its last chunk.
        if (framing.kind() != Framing.Kind.LENGTH) to.finish();
    }

    private boolean isLast(long sent) {
        return framing.kind() == Framing.Kind.LENGTH && sent == framing.length();
    }
}
