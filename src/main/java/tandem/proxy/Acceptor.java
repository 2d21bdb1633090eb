package tandem.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands the connections of a listening socket to the event loops, in turn.
final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final long PAUSE_SECONDS = 1;

    private final List<Entrance> entrances;
    private int turn;

    /// @param entrances one for each event loop
    Acceptor(List<Entrance> entrances) {
        this.entrances = List.copyOf(entrances);
    }

    /// The event loops that are to have them.
    List<EventLoop> loops() {
        return entrances.stream().map(entrance -> entrance.loop().eventLoop()).toList();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel accepted = (Channel) message;
        Entrance entrance = entrances.get(turn);
        turn = (turn + 1) % entrances.size();
        entrance.loop().buffers().prepare(accepted);
        entrance.prepare(accepted);
        var _ = entrance.loop().eventLoop().register(accepted).addListener(registered -> {
            if (!registered.isSuccess()) accepted.unsafe().closeForcibly();
        });
    }

    /// No file descriptor is left, most likely: to try again at once would fail again at once.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn("Cannot accept connections, trying again in {} s: {}", PAUSE_SECONDS, cause.getMessage());
        context.channel().config().setAutoRead(false);
        var _ = context.executor()
                .schedule(() -> context.channel().config().setAutoRead(true), PAUSE_SECONDS, TimeUnit.SECONDS);
    }
}
