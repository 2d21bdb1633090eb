package tandem.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tandem.backend.Failure;
import tandem.http.RequestHead;
import tandem.http.ResponseHead;
import tandem.http.Trailers;

/// One request to a backend, whatever carries it: an HTTP/1 connection, or a stream of an HTTP/2 connection.
///
/// All of it runs on one event loop. What is written goes out with [Loop#flush].
interface UpstreamStream {
    /// Answers before the final one, which pass whether the client reads or not (RFC 9110 §15.2), and so are kept
    /// for one that does not.
    int MOST_INTERIM = 100;
    String TOO_MANY_INTERIM = "it sends interim answers without end";

    /// Who is told of what the backend does.
    interface Listener {

        /// An answer that precedes the final one, not 101.
        ///
        /// @return whether another one may follow; if not, the backend sends them without end
        boolean interim(ResponseHead answer);

        /// The head of the final answer, whose framing is known; it is valid during the call only.
        void answered(ResponseHead answer);

        /// The backend agrees to switch protocols, as [RequestHead#upgrades] allows.
        void switched(ResponseHead answer);

        /// The next bytes of the body; exactly these have to be read.
        void received(ByteBuf in, int length);

        /// The answer is complete, and the stream must not be used any more; or, after a switch, the backend
        /// sends no more.
        void ended(@Nullable Trailers trailers);

        /// There is no answer, or no more of it. The stream must not be used any more.
        void failed(Failure failure);

        /// The backend takes more of the request.
        void ready();
    }

    /// Sends a request's head.
    ///
    /// @param edits null where nothing but the usual is changed
    void send(RequestHead head, ForwardedHeaders forwarded, @Nullable HeadEdits edits);

    /// Sends the next bytes of its body.
    void write(ByteBuf in, int length);

    /// The request is complete.
    void end(@Nullable Trailers trailers);

    /// Whether the backend takes more at once; if not, [Listener#ready] tells when it does.
    boolean isWritable();

    /// Whether the backend's host has not acknowledged all that was sent; false also where that cannot be known.
    boolean isUnacknowledged();

    /// Whether it can still be written to; after a switch.
    boolean isOpen();

    /// Whether more of the answer is wanted; back-pressure.
    void read(boolean wanted);

    /// Nobody wants the answer any more; the listener is told nothing.
    void abandon();
}
