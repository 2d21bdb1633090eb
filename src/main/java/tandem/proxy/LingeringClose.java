package tandem.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/// Lets a client read an answer that it gets while it is still sending.
///
/// A socket that is closed with unread bytes in it sends a reset, and a reset makes the client's
/// kernel throw away what it has received: the client would see a broken connection and not the 413
/// or 431 that explains it. So the connection is closed in one direction first, what still comes is
/// read and dropped, and the rest follows when the client has closed too or after a moment (RFC
/// 9112 §9.6).
final class LingeringClose extends ChannelOutboundHandlerAdapter {
    private static final long MOMENT_SECONDS = 2;

    private boolean armed;
    private boolean lingering;

    /// From now on a close lingers.
    void arm() {
        armed = true;
    }

    /// From now on a close is one at once, even if one is lingering.
    void disarm() {
        armed = false;
        lingering = false;
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        Channel channel = context.channel();
        if (lingering) {
            var _ = channel.closeFuture().addListener(closed -> promise.trySuccess());
            return;
        }
        if (!armed || !(channel instanceof DuplexChannel duplex) || !channel.isActive()) {
            finish(context, promise);
            return;
        }
        lingering = true;
        context.pipeline().addFirst(new Drop());
        var _ = context.executor().schedule(() -> finish(context, promise), MOMENT_SECONDS, TimeUnit.SECONDS);
        var _ = duplex.shutdownOutput().addListener(done -> {
            if (!done.isSuccess()) finish(context, promise);
        });
        channel.config().setAutoRead(true);
    }

    private static void finish(ChannelHandlerContext context, ChannelPromise promise) {
        // Whoever wants to know holds the promise.
        var _ = context.close(promise);
    }

    private static final class Drop extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
