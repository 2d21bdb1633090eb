package tandem.bench.contestant;

import tandem.bench.host.Ports;

/// The ports of the loopback address on which a contestant takes requests.
///
/// @param http plain
/// @param admin where Tandem tells of itself; of no meaning for others
/// @param https with TLS, and there HTTP/2 too; of no meaning where it is not supported
public record Entrance(int http, int https, int admin) {

    /// Ports that nobody listens on.
    public static Entrance free() {
        return new Entrance(Ports.free(), Ports.free(), Ports.free());
    }
}
