package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Passes the events of a client's channel on to its [ClientConnection].
final class ClientHandler extends ChannelInboundHandlerAdapter {
    private final Entrance entrance;
    private @Nullable ClientConnection connection;

    ClientHandler(Entrance entrance) {
        this.entrance = entrance;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        // Who has a header of the PROXY protocol to come is counted as whom that names.
        if (context.pipeline().get(ProxyHeaderHandler.class) == null && !admits(context, remote(context))) {
            var _ = context.close();
            return;
        }
        connection = new ClientConnection(entrance, context);
    }

    private static @Nullable InetSocketAddress remote(ChannelHandlerContext context) {
        return (InetSocketAddress) context.channel().remoteAddress();
    }

    private boolean admits(ChannelHandlerContext context, @Nullable InetSocketAddress client) {
        Edge edge = entrance.loop().edge();
        if (edge == null) return true;
        var local = (InetSocketAddress) context.channel().localAddress();
        if (client == null || local == null || !edge.admits(client, local)) return false;
        var _ = context.channel().closeFuture().addListener(closed -> edge.left(client, local));
        return true;
    }

    /// A load balancer has said whose connection it passes on.
    private void announced(ChannelHandlerContext context, @Nullable InetAddress source) {
        var client = source == null ? remote(context) : new InetSocketAddress(source, 0);
        if (client == null || !admits(context, client)) {
            var _ = context.close();
        } else if (source != null) {
            context.channel().attr(Entrance.CLIENT).set(client);
        }
    }

    /// Another protocol was chosen before anything was asked: the channel goes on without this.
    void leave() {
        ClientConnection left = connection;
        connection = null;
        if (left != null) left.closed();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (connection != null) connection.read(in);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        entrance.loop().flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (connection != null) connection.ready();
        entrance.loop().flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (connection != null && event instanceof ChannelInputShutdownEvent) connection.inputEnded();
        if (connection != null && event instanceof ProxyHeaderHandler.Source(Optional<InetAddress> source))
            announced(context, source.orElse(null));
        entrance.loop().flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (connection != null) connection.closed();
        entrance.loop().flush();
    }
}
