package tandem.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/// The ways to end a TCP connection for which Vert.x has no public call.
///
/// [HttpConnection#close()] waits until everything written has been taken by the other side: for
/// ever, when that has stopped reading. And resetting a request gives its connection back to the
/// pool although half of a body may have been sent on it, so that the next request would be read as
/// the rest of that body.
final class Sockets {
    private Sockets() {}

    /// Closes at once; what is written and not sent is dropped.
    static void abort(HttpConnection connection) {
        var _ = context(connection).close();
    }

    /// Closes so that the other side sees an error, even where the end of the connection ends the
    /// answer.
    static void reset(HttpConnection connection) {
        ChannelHandlerContext context = context(connection);
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = context.close();
    }

    /// Prepares a client's connection for [LingeringClose#arm()].
    static LingeringClose lingering(HttpConnection connection) {
        LingeringClose handler = new LingeringClose();
        context(connection).pipeline().addFirst(handler);
        return handler;
    }

    private static ChannelHandlerContext context(HttpConnection connection) {
        return ((ConnectionBase) connection).channelHandlerContext();
    }
}
