package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import tandem.route.ProxyHeader;
import tandem.route.ProxyHeader.Read;

/// Takes the header of the PROXY protocol off the beginning of a connection, says whose it is, and goes. A
/// connection without one is closed, unless it is the host's own: the node looks in this way whether it
/// serves.
final class ProxyHeaderHandler extends ChannelInboundHandlerAdapter {
    private byte[] bytes = new byte[256];
    private int length;

    /// Whose connection it is, once that is known.
    ///
    /// @param source the client; empty for whoever has connected
    record Source(Optional<InetAddress> source) {}

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        int taken = Math.min(in.readableBytes(), ProxyHeader.MOST_BYTES - length);
        if (length + taken > bytes.length) bytes = Arrays.copyOf(bytes, ProxyHeader.MOST_BYTES);
        in.readBytes(bytes, length, taken);
        length += taken;
        switch (ProxyHeader.read(bytes, length)) {
            case Read.More _ -> in.release();
            case Read.Whole(int end, Optional<InetAddress> source) ->
                passOn(context, in.readerIndex(in.readerIndex() - (length - end)), source);
            case Read.Bad _ -> {
                if (length == taken && isOwn(context)) {
                    passOn(context, in.readerIndex(in.readerIndex() - length), Optional.empty());
                } else {
                    in.release();
                    var _ = context.close();
                }
            }
        }
    }

    private void passOn(ChannelHandlerContext context, ByteBuf rest, Optional<InetAddress> source) {
        context.fireUserEventTriggered(new Source(source));
        context.fireChannelRead(rest);
        context.pipeline().remove(this);
    }

    private boolean isOwn(ChannelHandlerContext context) {
        var remote = (InetSocketAddress) context.channel().remoteAddress();
        var local = (InetSocketAddress) context.channel().localAddress();
        return remote != null && local != null && remote.getAddress().equals(local.getAddress());
    }
}
