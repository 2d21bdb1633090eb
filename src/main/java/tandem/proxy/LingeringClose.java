package tandem.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.concurrent.TimeUnit;

/// Lets a client read an answer that it gets while it is still sending.
///
/// A socket that is closed with unread bytes in it sends a reset, and a reset makes the client's kernel throw
/// away what it has received: the client would see a broken connection and not the 413 or 431 that explains
/// it. So the connection is closed in one direction first, what still comes is read and dropped by its
/// handler, and the rest follows when the client has closed too or after a moment (RFC 9112 §9.6).
final class LingeringClose {
    private static final long MOMENT_SECONDS = 2;

    private LingeringClose() {}

    /// Ends a connection whose handler drops what it reads from now on.
    static void close(Outgoing out) {
        out.flushAndThen(LingeringClose::written);
    }

    private static void written(ChannelFuture last) {
        Channel channel = last.channel();
        if (!last.isSuccess()) {
            var _ = channel.close();
            return;
        }
        Sockets.shutdownOutput(channel);
        channel.config().setAutoRead(true);
        var _ = channel.eventLoop()
                .schedule(
                        () -> {
                            var _ = channel.close();
                        },
                        MOMENT_SECONDS,
                        TimeUnit.SECONDS);
    }
}
