package tandem.proxy;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.tls.ServerTls;

/// A listener that is open.
///
/// @param tls     what makes its connections safe; null for a plain one
/// @param channel its socket
/// @param entrances of the event loops that serve it
record Listening(ListenerSettings settings, @Nullable ServerTls tls, Channel channel, List<Entrance> entrances) {
    Listening {
        entrances = List.copyOf(entrances);
    }

    /// The same socket, served in another way.
    Listening as(ListenerSettings other, @Nullable ServerTls safe) {
        return new Listening(other, safe, channel, entrances);
    }

    ListenerSnapshot snapshot() {
        InetSocketAddress bound = (InetSocketAddress) channel.localAddress();
        return new ListenerSnapshot(
                new ProxySettings.Listen(settings.listen().host(), bound.getPort()).text(),
                settings.http2(),
                Optional.ofNullable(tls).map(ServerTls::snapshot),
                entrances.stream().mapToInt(Entrance::clients).sum());
    }
}
