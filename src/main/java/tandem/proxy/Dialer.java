package tandem.proxy;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.health.CheckDialer;
import tandem.route.ProxyAnnouncement;
import tandem.tls.BackendTls;

/// Opens the connections to the backends of one pool, of the kind that its settings say.
///
/// May be used on any event loop.
public final class Dialer implements CheckDialer {
    private final Sockets sockets;
    private final @Nullable ProxyAnnouncement announcement;
    private final @Nullable BackendTls tls;
    private final @Nullable UpstreamHttp2Settings http2;

    private Dialer(Sockets sockets, TransportSettings settings, @Nullable BackendTls tls) {
        this.sockets = sockets;
        this.announcement = settings.announcement().orElse(null);
        this.tls = tls;
        this.http2 = settings.http2().orElse(null);
    }

    /// Makes one.
    ///
    /// @param vertx its transport and its resolver are used
    /// @param tls   what makes connections safe; null where the settings say nothing of it
    public static Dialer open(Vertx vertx, TransportSettings settings, @Nullable BackendTls tls) {
        if (settings.tls().isPresent() != (tls != null))
            throw new IllegalArgumentException("TLS as the settings say, or none");
        return new Dialer(new Sockets(vertx), settings, tls);
    }

    /// Makes one for plain connections.
    public static Dialer open(Vertx vertx, TransportSettings settings) {
        return open(vertx, settings, null);
    }

    /// Whether a connection is one client's: then it must not serve another one.
    boolean isForOneClient() {
        return announcement != null;
    }

    @Override
    public boolean isSecure() {
        return tls != null;
    }

    @Override
    public boolean isHttp2() {
        return http2 != null;
    }

    /// How HTTP/2 is spoken on the connections; null for HTTP/1.1.
    @Nullable
    UpstreamHttp2Settings http2() {
        return http2;
    }

    /// Connects for a client's requests.
    ///
    /// @param limit   for the connection, and for the handshake of TLS where there is one
    /// @param buffers what it reads into, and what it may have to write
    /// @param client  whose requests they are, where they may be nobody else's
    /// @return a connection that HTTP can be spoken on, told of before anything of it is read
    Future<Channel> dial(
            EventLoop loop, Backend backend, Duration limit, Buffers buffers, ForwardedHeaders.@Nullable Peer client) {
        return dial(loop, new Call(backend, System.nanoTime() + limit.toNanos(), client), limit, buffers);
    }

    @Override
    public Future<Channel> dialForCheck(EventLoop loop, Backend backend, Duration limit) {
        return dial(loop, new Call(backend, System.nanoTime() + limit.toNanos(), null), limit, null);
    }

    private Future<Channel> dial(EventLoop loop, Call call, Duration limit, @Nullable Buffers buffers) {
        Promise<Channel> ready = loop.newPromise();
        InetSocketAddress to = Sockets.address(call.backend);
        Future<?> late = to.isUnresolved() ? loop.schedule(() -> late(ready), limit.toNanos(), NANOSECONDS) : null;
        var _ = sockets.connect(loop, to, limit).addListener((ChannelFuture connecting) -> {
            if (late != null) late.cancel(false);
            if (ready.isDone()) {
                var _ = connecting.channel().close();
                return;
            }
            if (connecting.isSuccess() && buffers != null) buffers.prepare(connecting.channel());
            connected(connecting, call, ready);
        });
        return ready;
    }

    /// To resolve a name may take longer than a connection may, where the name servers are silent.
    private static void late(Promise<Channel> ready) {
        ready.tryFailure(new ConnectTimeoutException("neither an address nor a connection in time"));
    }

    /// The addresses that the name of a backend has now, as far as is known; the same list while they are the
    /// same, and empty for a backend without a name.
    List<InetAddress> addresses(EventLoop loop, Backend backend) {
        return sockets.addresses(loop, backend.host());
    }

    /// Where a connection goes to.
    ///
    /// @param end    when it has to be ready, by [System#nanoTime()]
    /// @param client whose it is; null for nobody's
    private record Call(Backend backend, long end, ForwardedHeaders.@Nullable Peer client) {}

    private void connected(ChannelFuture connecting, Call call, Promise<Channel> ready) {
        if (!connecting.isSuccess()) {
            ready.setFailure(connecting.cause());
            return;
        }
        Channel channel = connecting.channel();
        if (announcement != null) announce(channel, announcement, call.client);
        if (tls == null) {
            ready.setSuccess(channel);
        } else {
            Duration left = Duration.ofNanos(call.end - System.nanoTime());
            tls.secure(channel, call.backend.host(), call.backend.port(), left, ready);
        }
    }

    /// It goes out with what is sent first.
    private static void announce(Channel channel, ProxyAnnouncement as, ForwardedHeaders.@Nullable Peer client) {
        ProxyAnnouncement.End source = client == null ? null : client.source();
        ProxyAnnouncement.End destination = client == null ? null : client.destination();
        byte[] header = source == null || destination == null ? as.own() : as.of(source, destination);
        var _ = channel.write(Unpooled.wrappedBuffer(header), channel.voidPromise());
    }
}
