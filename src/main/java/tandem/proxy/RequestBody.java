package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import tandem.http.Trailers;

/// A request's body on its way from the client to whichever backend is being tried.
///
/// It is read only as fast as the backend takes it. A bounded copy is kept as long as the request may have to
/// be sent again, and whatever comes while there is no backend yet.
final class RequestBody {
    private final ClientStream source;
    private int keepBytes;

    private @Nullable ByteBuf kept;
    private long received;
    private boolean replayable = true;
    private boolean complete;
    private @Nullable Trailers trailers;
    private @Nullable UpstreamStream sink;

    /// @param keepBytes how much may be kept; 0 for a request that will not be sent twice
    RequestBody(ClientStream source, int keepBytes) {
        this.source = source;
        this.keepBytes = keepBytes;
    }

    /// It may have to be sent twice after all. To be said before anything is sent.
    ///
    /// @param bytes how much may be kept
    void keepUpTo(int bytes) {
        keepBytes = bytes;
    }

    /// Whether all that was received can be sent again.
    boolean replayable() {
        return replayable;
    }

    /// Whether the client has sent all of it.
    boolean complete() {
        return complete;
    }

    /// Sends what is kept, and then what comes, to this sink. Only if [#replayable()].
    void sendTo(UpstreamStream to) {
        sink = to;
        ByteBuf sent = kept;
        if (sent != null && sent.isReadable()) to.write(sent.duplicate(), sent.readableBytes());
        if (received > keepBytes) drop();
        if (complete) to.end(trailers);
        else source.readBody(to.isWritable());
    }

    /// The sink can take more.
    void resume() {
        if (sink != null && !complete) source.readBody(true);
    }

    /// The sink takes no more; the client is held back until another is there.
    void detach() {
        sink = null;
        if (!complete) source.readBody(false);
    }

    /// The next bytes have come.
    ///
    /// @return whether they went to a sink that now wants to be waited for
    boolean received(ByteBuf in, int length) {
        received += length;
        UpstreamStream to = sink;
        if (to == null) {
            // No more than what the socket had to read just now.
            source.readBody(false);
            if (replayable) keep(in, length, true);
            else in.skipBytes(length);
            return false;
        }
        if (replayable && received <= keepBytes) keep(in, length, false);
        else drop();
        to.write(in, length);
        if (to.isWritable()) return false;
        source.readBody(false);
        return true;
    }

    private void keep(ByteBuf in, int length, boolean only) {
        ByteBuf copy = kept;
        if (copy == null) {
            copy = ByteBufAllocator.DEFAULT.heapBuffer(length);
            kept = copy;
        }
        copy.writeBytes(in, in.readerIndex(), length);
        if (only) in.skipBytes(length);
    }

    private void drop() {
        if (received > 0) replayable = false;
        release();
    }

    /// The client has sent all of it.
    void received(@Nullable Trailers last) {
        complete = true;
        trailers = last;
        if (sink != null) sink.end(last);
    }

    /// Nobody will ask for it any more.
    void release() {
        ByteBuf copy = kept;
        kept = null;
        if (copy != null) copy.release();
    }
}
