package tandem.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for the end of a handshake, tells what came of it, and goes.
final class HandshakeEnd extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeEnd.class);

    private final Consumer<TlsSession> established;
    private final LongAdder succeeded;
    private final LongAdder failed;
    private Optional<String> server = Optional.empty();
    private boolean over;

    HandshakeEnd(Consumer<TlsSession> established, LongAdder succeeded, LongAdder failed) {
        this.established = established;
        this.succeeded = succeeded;
        this.failed = failed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        switch (event) {
            case SniCompletionEvent named -> server = Optional.ofNullable(named.hostname());
            case SslHandshakeCompletionEvent end when end.isSuccess() -> succeed(ctx);
            case SslHandshakeCompletionEvent end -> fail(ctx, end.cause());
            default -> super.userEventTriggered(ctx, event);
        }
    }

    private void succeed(ChannelHandlerContext ctx) {
        over = true;
        succeeded.increment();
        var handler = ctx.pipeline().get(SslHandler.class);
        var session = handler.engine().getSession();
        var protocol = Optional.ofNullable(handler.applicationProtocol());
        // The protocol's handlers are added behind this one, and get what is read after this event.
        established.accept(TlsSession.of(session, server, protocol));
        ctx.pipeline().remove(this);
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        if (!over) failed.increment();
        over = true;
        LOG.debug("handshake with {} failed: {}", ctx.channel().remoteAddress(), cause.toString());
        var _ = ctx.close();
    }

    /// The handler of TLS tells of a failed handshake in this way too, and of one that never came to its own
    /// handler.
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, cause);
    }
}
