package tandem.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connection to a backend in memory, without a network: what one side writes, the other reads.
final class MemoryDial {
    private final EmbeddedChannel client = new EmbeddedChannel();
    private final EmbeddedChannel server = new EmbeddedChannel();
    private final Promise<Channel> ready = client.eventLoop().newPromise();
    private final long begun = System.currentTimeMillis();
    private @Nullable TlsSession session;

    private MemoryDial(ServerTls backend) {
        backend.install(server.pipeline(), agreed -> {
            session = agreed;
            server.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    var _ = ctx.writeAndFlush(message);
                }
            });
        });
    }

    /// A handshake to its end, good or bad.
    static MemoryDial to(ServerTls backend, BackendTls tls, String host) {
        var dial = new MemoryDial(backend);
        tls.secure(dial.client, host, 8443, Duration.ofSeconds(30), dial.ready);
        new MemoryWire(dial.client, dial.server).finish();
        return dial;
    }

    /// One to a server that says this instead of shaking hands.
    static MemoryDial toOneThatSays(String bytes, BackendTls tls) {
        var client = new EmbeddedChannel();
        Promise<Channel> ready = client.eventLoop().newPromise();
        tls.secure(client, "plain", 8080, Duration.ofSeconds(30), ready);
        client.writeInbound(Unpooled.copiedBuffer(bytes, java.nio.charset.StandardCharsets.US_ASCII));
        client.releaseOutbound();
        return new MemoryDial(ready, client);
    }

    private MemoryDial(Promise<Channel> ended, EmbeddedChannel with) {
        if (with.isOpen()) throw new AssertionError("the connection is still open");
        if (ended.isSuccess()) ready.setSuccess(ended.getNow());
        else ready.setFailure(ended.cause());
    }

    /// Why it failed; empty when it did not.
    Optional<String> failure() {
        if (!ready.isDone()) throw new IllegalStateException("it has not come to its end");
        return ready.isSuccess()
                ? Optional.empty()
                : Optional.of(String.valueOf(ready.cause().getMessage()));
    }

    /// What the backend has agreed to.
    TlsSession session() {
        if (session == null) throw new IllegalStateException("it has not come to its end");
        return session;
    }

    /// Whether an earlier session was resumed: it is older than this handshake. Something is sent first,
    /// since tickets of TLS 1.3 are held back until there is.
    boolean resumed() {
        client.writeOutbound(Unpooled.copiedBuffer(new byte[] {1}));
        new MemoryWire(client, server).finish();
        ByteBuf answer = client.readInbound();
        if (answer == null) throw new IllegalStateException("nothing came back");
        answer.release();
        return client.pipeline().get(SslHandler.class).engine().getSession().getCreationTime() < begun;
    }
}
