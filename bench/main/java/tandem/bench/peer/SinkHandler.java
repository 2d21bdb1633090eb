package tandem.bench.peer;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/// Answers a request when its body is there, with 115 bytes. What wants to become a WebSocket is passed on.
final class SinkHandler extends ChannelInboundHandlerAdapter {
    private static final byte[] BODY = "x".repeat(115).getBytes(StandardCharsets.US_ASCII);

    private boolean upgrades;
    private boolean keepAlive;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            upgrades = request.headers().contains(HttpHeaderNames.UPGRADE);
            keepAlive = HttpUtil.isKeepAlive(request);
            if (HttpUtil.is100ContinueExpected(request)) {
                var _ = context.writeAndFlush(
                        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE),
                        context.voidPromise());
            }
        }
        if (upgrades || !(message instanceof HttpContent || message instanceof HttpRequest)) {
            context.fireChannelRead(message);
            return;
        }
        boolean last = message instanceof LastHttpContent;
        ReferenceCountUtil.release(message);
        if (!last) return;
        var answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(BODY));
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, BODY.length);
        HttpUtil.setKeepAlive(answer, keepAlive);
        var written = context.writeAndFlush(answer);
        if (!keepAlive) written.addListener(ChannelFutureListener.CLOSE);
    }
}
