package tandem.proxy;

/// How much there is by one address of this node.
///
/// @param connections of clients that are open
/// @param inFlight    requests on them that are not yet answered in full
public record Connected(int connections, int inFlight) {
    static final Connected NOBODY = new Connected(0, 0);

    Connected and(Connected other) {
        return new Connected(connections + other.connections, inFlight + other.inFlight);
    }
}
