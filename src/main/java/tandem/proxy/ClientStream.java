package tandem.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tandem.http.RequestHead;
import tandem.http.ResponseHead;
import tandem.http.Trailers;

/// One request of a client and the way back for its answer, whatever carries it: an HTTP/1 connection now and
/// then, or a stream of an HTTP/2 connection.
///
/// The other direction is [Exchange]: it is told of the body's pieces, of the client's readiness for more,
/// and of its leaving. All of it runs on one event loop. What is written goes out with [Loop#flush].
interface ClientStream {

    /// What was asked; stays as it is to the end of the exchange.
    RequestHead head();

    /// Whether it came by HTTP/2; its head is in the form of HTTP/1.1 all the same.
    default boolean isHttp2() {
        return false;
    }

    /// Where its listener sends all clients instead of serving them; null where it serves them.
    @Nullable
    OwnAnswer redirect();

    /// Who asks.
    ForwardedHeaders forwarded();

    /// The address of this node that the client has connected to.
    String local();

    /// Where it is counted.
    Traffic traffic();

    /// Something has moved on the client's side, so it is not idle.
    void moved();

    /// Whether more of the request's body is wanted; back-pressure.
    void readBody(boolean wanted);

    /// Whether the client takes more of the answer at once; if not, it tells with [Exchange#clientReady].
    boolean isWritable();

    /// Passes on an answer that precedes the final one (RFC 9110 §15.2).
    void interim(ResponseHead answer);

    /// Begins the final answer.
    ///
    /// @param edits null where nothing but the usual is changed
    /// @param last  whether it has to be the last on its connection
    void begin(ResponseHead answer, @Nullable HeadEdits edits, boolean last);

    /// Begins to speak the protocol that the request asked for and the backend agreed to (RFC 9110 §7.8).
    void switchProtocols(ResponseHead answer);

    /// Passes on the next bytes of the answer's body, or of the protocol that was switched to.
    void write(ByteBuf in, int length);

    /// After a switch, the backend sends no more; the client still may.
    void endHalf();

    /// The answer is complete, and with it this exchange; after a switch, both sides have ended.
    void end(@Nullable Trailers trailers);

    /// Answers in the proxy's own name; with it this exchange is complete.
    ///
    /// @param last whether it has to be the last on its connection
    void answer(OwnAnswer answer, boolean last);

    /// Begins an answer in the proxy's own name whose body comes with [#write], or is a file in [#plain].
    ///
    /// @param last whether it has to be the last on its connection
    void begin(OwnAnswer answer, boolean last);

    /// Where the bytes of a file can be sent without being read; null where each byte has to be encrypted or framed.
    default @Nullable Outgoing plain() {
        return null;
    }

    /// Ends an answer of which a part has gone out, so that the client notices that the rest is missing.
    void cutOff();
}
