package tandem.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.route.ProxyAnnouncement;

/// Opens the connections to the backends of one pool, of the kind that its settings say.
///
/// May be used on any event loop.
public final class Dialer {
    private final Sockets sockets;
    private final @Nullable ProxyAnnouncement announcement;

    private Dialer(Sockets sockets, TransportSettings settings) {
        this.sockets = sockets;
        this.announcement = settings.announcement().orElse(null);
    }

    /// Makes one.
    ///
    /// @param vertx its transport and its resolver are used
    public static Dialer open(Vertx vertx, TransportSettings settings) {
        return new Dialer(new Sockets(vertx), settings);
    }

    /// Whether a connection is one client's: then it must not serve another one.
    boolean isForOneClient() {
        return announcement != null;
    }

    /// Connects for a client's requests.
    ///
    /// @param limit   for the connection
    /// @param receive what it reads into
    /// @param client  whose requests they are, where they may be nobody else's
    /// @return a connection that HTTP can be spoken on, told of before anything of it is read
    Future<Channel> dial(
            EventLoop loop,
            Backend backend,
            Duration limit,
            ReceiveBuffer receive,
            ForwardedHeaders.@Nullable Peer client) {
        Promise<Channel> ready = loop.newPromise();
        var _ = sockets.connect(loop, backend, limit).addListener((ChannelFuture connecting) -> {
            if (connecting.isSuccess()) Sockets.prepare(connecting.channel(), receive);
            connected(connecting, client, ready);
        });
        return ready;
    }

    private void connected(ChannelFuture connecting, ForwardedHeaders.@Nullable Peer client, Promise<Channel> ready) {
        if (!connecting.isSuccess()) {
            ready.setFailure(connecting.cause());
            return;
        }
        if (announcement != null) announce(connecting.channel(), announcement, client);
        ready.setSuccess(connecting.channel());
    }

    /// It goes out with what is sent first.
    private static void announce(Channel channel, ProxyAnnouncement as, ForwardedHeaders.@Nullable Peer client) {
        ProxyAnnouncement.End source = client == null ? null : client.source();
        ProxyAnnouncement.End destination = client == null ? null : client.destination();
        byte[] header = source == null || destination == null ? as.own() : as.of(source, destination);
        var _ = channel.write(Unpooled.wrappedBuffer(header), channel.voidPromise());
    }
}
