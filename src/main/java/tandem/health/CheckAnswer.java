package tandem.health;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Set;
import javax.net.ssl.SSLException;

/// Takes the answer to a check's request apart.
final class CheckAnswer extends SimpleChannelInboundHandler<HttpObject> {
    private static final Set<HttpVersion> VERSIONS = Set.of(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1);
    private static final int SWITCHING = 101;

    private final Listener listener;
    private boolean interim;
    private boolean over;

    /// Who hears of it.
    interface Listener {
        /// The head of the final answer has come.
        void answered(int status, HttpHeaders fields);

        /// More of its body.
        void received(byte[] bytes);

        /// It is complete.
        void completed();

        /// There is none, or no more of it.
        void failed(Throwable cause);
    }

    CheckAnswer(Listener listener) {
        this.listener = listener;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext on, HttpObject part) {
        if (over) return;
        if (part.decoderResult().isFailure()) {
            fail(part.decoderResult().cause());
            return;
        }
        if (part instanceof HttpResponse head) head(head);
        if (over || !(part instanceof HttpContent content)) return;
        if (!interim && content.content().isReadable()) listener.received(ByteBufUtil.getBytes(content.content()));
        if (!(part instanceof LastHttpContent) || over) return;
        if (interim) interim = false;
        else complete();
    }

    private void head(HttpResponse head) {
        int status = head.status().code();
        interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL && status != SWITCHING;
        if (!VERSIONS.contains(head.protocolVersion())) fail(new DecoderException("another version of HTTP"));
        else if (!interim) listener.answered(status, head.headers());
    }

    private void complete() {
        over = true;
        listener.completed();
    }

    private void fail(Throwable cause) {
        if (over) return;
        over = true;
        listener.failed(cause);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext on, Throwable cause) {
        fail(cause instanceof DecoderException && cause.getCause() instanceof SSLException tls ? tls : cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext on) {
        fail(new PrematureChannelClosureException());
    }
}
