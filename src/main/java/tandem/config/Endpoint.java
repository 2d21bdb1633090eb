package tandem.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import tandem.Pure;

/// A host and a port.
///
/// @param host    a name, or an address literal without brackets
/// @param port    0 to 65535
/// @param address the address, when the host is not a name; kept because rules compare it many times
@Pure
record Endpoint(String host, int port, Optional<InetAddress> address) {

    Endpoint(String host, int port) {
        this(host, port, IpAddress.parse(host));
    }

    /// `host:port`, with an IPv6 literal in brackets.
    String text() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    boolean isWildcard() {
        return address.filter(InetAddress::isAnyLocalAddress).isPresent();
    }

    /// Whether the host is this address, however each of them is written.
    boolean isAt(InetAddress other) {
        return address.filter(other::equals).isPresent();
    }

    /// Whether two listeners of one host would get in each other's way. Port 0 never does: it takes a free one.
    boolean collidesWith(Endpoint other) {
        if (port != other.port || port == 0) return false;
        return host.equals(other.host) || covers(other) || other.covers(this);
    }

    private boolean covers(Endpoint other) {
        if (address.isEmpty() || other.address.isEmpty()) return false;
        if (address.equals(other.address)) return true;
        // A listener on [::] takes IPv4 connections as well.
        return isWildcard() && (host.indexOf(':') >= 0 || other.address.get() instanceof Inet4Address);
    }
}
