package tandem.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.URI;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// One WebSocket of [Echo].
final class EchoTalk extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final int MOST_BYTES = 64 * 1024;

    private final EventLoop loop;
    private final ByteBuf message;
    private final Histogram histogram;
    private final Promise<Boolean> opened;
    private @Nullable Channel channel;
    private boolean running;
    private volatile boolean broken;
    private long sent;

    EchoTalk(EventLoop loop, int bytes, Histogram histogram) {
        this.loop = loop;
        this.message = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[bytes]));
        this.histogram = histogram;
        this.opened = loop.newPromise();
    }

    void join(ChannelPipeline pipeline, String path) {
        var handshake = WebSocketClientHandshakerFactory.newHandshaker(
                URI.create("ws://localhost" + path), WebSocketVersion.V13, null, false, new DefaultHttpHeaders());
        pipeline.addLast(
                new HttpClientCodec(),
                new HttpObjectAggregator(MOST_BYTES),
                new WebSocketClientProtocolHandler(handshake),
                this);
    }

    /// When the handshake is done.
    Future<Boolean> opened() {
        return opened;
    }

    void failedToOpen(Throwable cause) {
        opened.tryFailure(cause);
    }

    void begin() {
        loop.execute(() -> {
            running = true;
            send();
        });
    }

    void end() {
        loop.execute(() -> {
            running = false;
            var open = channel;
            if (open == null) return;
            var _ = open.close();
        });
    }

    /// Whether it broke before its end.
    boolean broken() {
        return broken;
    }

    private void send() {
        var open = channel;
        if (open == null) return;
        sent = System.nanoTime();
        var _ = open.writeAndFlush(new BinaryWebSocketFrame(message.duplicate()), open.voidPromise());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            channel = context.channel();
            opened.trySuccess(true);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (!running) return;
        histogram.recordValue(Math.max(1, System.nanoTime() - sent));
        send();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        broken |= running;
        opened.tryFailure(new IllegalStateException("the connection was closed"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        opened.tryFailure(cause);
        var _ = context.close();
    }
}
