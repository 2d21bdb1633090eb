package tandem.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import tandem.backend.Backend;

/// Makes TCP connections of the kind that Vert.x's transport offers, on its event loops.
///
/// What Vert.x lays over a connection costs as much as the rest of the proxy's work, so the handlers here sit
/// on Netty's pipeline directly.
final class Sockets {
    /// A host acknowledges within 40 ms, and Linux sends again what is not after 200 ms.
    private static final int SILENCE_MILLIS = 250;

    private final EventLoopGroup acceptors;
    private final ChannelFactory<? extends Channel> clients;
    private final ChannelFactory<? extends ServerChannel> servers;
    private final RememberedNames resolver;

    Sockets(Vertx vertx) {
        VertxInternal inside = (VertxInternal) vertx;
        Transport transport = inside.transport();
        this.acceptors = inside.acceptorEventLoopGroup();
        this.clients = transport.channelFactory(false);
        this.servers = transport.serverChannelFactory(false);
        this.resolver = new RememberedNames(inside.nameResolver().nettyAddressResolverGroup(), System::nanoTime);
    }

    /// Listens on an address. A single event loop accepts by itself, as a worker of nginx does: to wake it
    /// for each connection from another thread would cost half of what the whole request does. Several have
    /// one beside them.
    ///
    /// @param acceptor gets each connection as a message
    ChannelFuture bind(ProxySettings.Listen listen, Acceptor acceptor) {
        List<EventLoop> loops = acceptor.loops();
        return new Bootstrap()
                .group(loops.size() == 1 ? loops.getFirst() : acceptors)
                .channelFactory(servers)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(acceptor)
                .bind(new InetSocketAddress(InetAddress.ofLiteral(listen.host()), listen.port()));
    }

    /// Connects to a backend.
    ///
    /// @param to      a name that is not known yet is resolved first
    /// @param timeout for the connection alone
    ChannelFuture connect(EventLoop loop, InetSocketAddress to, Duration timeout) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(clients)
                .resolver(resolver)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .handler(new NoHandler())
                .connect(to);
    }

    /// The addresses that a name has now as far as is known; empty when none is known.
    List<InetAddress> addresses(EventLoop loop, String name) {
        return resolver.addresses(loop, name);
    }

    /// Where a backend is; unresolved where that is a name.
    static InetSocketAddress address(Backend backend) {
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(backend.host()), backend.port());
        } catch (IllegalArgumentException name) {
            return InetSocketAddress.createUnresolved(backend.host(), backend.port());
        }
    }

    /// Whether the other host has not acknowledged all that was sent to it; false also where the transport
    /// does not tell. The kernel knows; to ask it takes a system call.
    static boolean unacknowledged(Channel channel) {
        return channel instanceof EpollSocketChannel epoll
                && channel.isActive()
                && epoll.tcpInfo().unacked() > 0;
    }

    /// Whether the other host has said nothing at all for long, although something that was sent to it is not
    /// acknowledged; false also where the transport does not tell. For connections that always have something
    /// under way.
    static boolean isSilent(Channel channel) {
        return channel instanceof EpollSocketChannel epoll
                && channel.isActive()
                && epoll.tcpInfo().unacked() > 0
                && epoll.tcpInfo().lastAckRecv() >= SILENCE_MILLIS;
    }

    /// Ends the one direction.
    static void shutdownOutput(Channel channel) {
        if (!(channel instanceof DuplexChannel duplex) || !channel.isActive()) return;
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            var _ = duplex.shutdownOutput();
        } else {
            // Without its own end, TLS would take that of the connection for an attack (RFC 8446 §6.1).
            var _ = tls.closeOutbound().addListener(sent -> {
                if (!channel.isActive()) return;
                var _ = duplex.shutdownOutput();
            });
        }
    }

    /// Closes so that the other side sees an error, even where the end of the connection ends the answer.
    static void reset(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = channel.close();
    }

    private static final class NoHandler extends io.netty.channel.ChannelHandlerAdapter {}
}
