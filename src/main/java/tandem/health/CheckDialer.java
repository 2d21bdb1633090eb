package tandem.health;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import tandem.backend.Backend;

/// Opens the connections that active checks are made on: of the kind that requests go on, unless the settings
/// say otherwise. May be used on any event loop.
public interface CheckDialer {

    /// Whether they speak TLS.
    boolean isSecure();

    /// Whether HTTP/2 is spoken on them, from the first byte on.
    boolean isHttp2();

    /// Connects, on behalf of nobody.
    ///
    /// @param limit for the connection, and for the handshake of TLS where there is one
    /// @return a connection that HTTP can be spoken on, told of before anything of it is read. A
    ///         [javax.net.ssl.SSLException] says in plain words what is wrong with TLS
    Future<Channel> dialForCheck(EventLoop loop, Backend backend, Duration limit);
}
