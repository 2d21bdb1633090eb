package tandem.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import tandem.tls.HandshakeProblem.Reason;

/// Waits for the end of a handshake with a backend, tells what came of it, and goes.
final class BackendHandshake extends ChannelInboundHandlerAdapter {
    private static final String LATE = "no TLS handshake within the time for a connection";

    private final Told told;
    private final HandshakeCounts counts;
    private final Promise<Channel> ready;
    private boolean over;

    /// What the other side is told.
    ///
    /// @param address  where it is
    /// @param name     that it is asked for
    /// @param protocol that it has to agree to where it is not HTTP/1.1
    record Told(String address, String name, String protocol) {}

    BackendHandshake(Told told, HandshakeCounts counts, Promise<Channel> ready) {
        this.told = told;
        this.counts = counts;
        this.ready = ready;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        switch (event) {
            case SslHandshakeCompletionEvent end when end.isSuccess() -> succeed(ctx);
            case SslHandshakeCompletionEvent end -> fail(ctx, end.cause());
            default -> super.userEventTriggered(ctx, event);
        }
    }

    private void succeed(ChannelHandlerContext ctx) {
        if (over) return;
        String agreed = ctx.pipeline().get(SslHandler.class).applicationProtocol();
        // HTTP/1.1 is what a server speaks that says nothing.
        if (agreed == null ? !told.protocol.equals("http/1.1") : !agreed.equals(told.protocol)) {
            fail(ctx, HandshakeProblem.noProtocol(told.protocol.equals("h2") ? "HTTP/2" : "HTTP/1.1"));
            return;
        }
        over = true;
        counts.succeeded(told.address);
        // The protocol's handlers are added behind this one, and get what is read after this event.
        ready.setSuccess(ctx.channel());
        ctx.pipeline().remove(this);
    }

    private void fail(ChannelHandlerContext ctx, HandshakeProblem problem) {
        over = true;
        counts.failed(told.address, problem);
        var _ = ctx.close();
        ready.tryFailure(new HandshakeException(problem));
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        if (over) return;
        if (cause instanceof SslHandshakeTimeoutException) {
            over = true;
            counts.failed(told.address, new HandshakeProblem(Reason.LATE, LATE));
            var _ = ctx.close();
            ready.tryFailure(new ConnectTimeoutException(LATE));
        } else {
            fail(ctx, HandshakeDiagnosis.of(cause, told.name));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, new ClosedChannelException());
    }
}
