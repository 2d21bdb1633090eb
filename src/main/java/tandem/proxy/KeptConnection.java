package tandem.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection to a backend as the pool keeps it: whose it is, since when it is idle, and where what it says goes.
abstract class KeptConnection extends ChannelInboundHandlerAdapter {
    private final Loop loop;
    private final ForwardedHeaders.@Nullable Peer owner;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Outgoing out;
    private long idleSince;
    private int addressesSeen;

    /// @param owner the only client that it may serve; null for all
    KeptConnection(Loop loop, ForwardedHeaders.@Nullable Peer owner) {
        this.loop = loop;
        this.owner = owner;
    }

    @Override
    public final void handlerAdded(ChannelHandlerContext added) {
        context = added;
        out = new Outgoing(loop, added);
    }

    final Channel channel() {
        return Objects.requireNonNull(context).channel();
    }

    final Outgoing out() {
        return Objects.requireNonNull(out);
    }

    final ForwardedHeaders.@Nullable Peer owner() {
        return owner;
    }

    final long idleSince() {
        return idleSince;
    }

    final void idleSince(long now) {
        idleSince = now;
    }

    /// Which version of its backend's [Whereabouts] it was held against last.
    final int addressesSeen() {
        return addressesSeen;
    }

    final void addressesSeen(int version) {
        addressesSeen = version;
    }

    final void close() {
        var _ = channel().close();
    }
}
