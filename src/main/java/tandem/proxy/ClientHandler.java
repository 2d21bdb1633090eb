package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
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
        connection = new ClientConnection(entrance, context);
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
