package tandem.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.config.PoolSection.BackendSection;

/// Listeners of one host do not get in each other's way, and no node is its own backend.
///
/// @param document the file
/// @param problems where problems go
record ListenerRules(Document document, Problems problems) {

    /// A listener of a node.
    ///
    /// @param node whose it is
    /// @param at   where it listens
    record Listener(NodeSection node, Value<Endpoint> at) {

        /// All listeners of a node whose addresses are well written: proxy, further ones, admin, health,
        /// member; of a witness the member alone.
        static List<Listener> of(NodeSection node, List<ListenerSection> further) {
            var ports = node.ports();
            var listeners = new ArrayList<Listener>();
            if (!node.witness().is(yes -> yes)) {
                add(listeners, node, ports.proxy());
                for (var listener : further) add(listeners, node, listener.listen());
                add(listeners, node, ports.admin());
                ports.health()
                        .ifPresent(health -> health.ifPresent(at ->
                                add(listeners, node, Value.of(ports.health().spot(), at))));
            }
            add(listeners, node, node.address());
            return listeners;
        }

        private static void add(List<Listener> listeners, NodeSection node, Value<Endpoint> at) {
            at.ifPresent(ignored -> listeners.add(new Listener(node, at)));
        }

        boolean collidesWith(Listener other) {
            return sameHost(other) && at.get().collidesWith(other.at.get());
        }

        private boolean sameHost(Listener other) {
            if (node.spot().equals(other.node.spot())) return true;
            var host = host(node);
            return host.isPresent() && host.equals(host(other.node));
        }

        private static Optional<InetAddress> host(NodeSection node) {
            return node.address().content().flatMap(Endpoint::address);
        }
    }

    void check() {
        var listeners = document.nodes().stream()
                .flatMap(node -> Listener.of(node, document.listeners()).stream())
                .toList();
        for (int later = 0; later < listeners.size(); later++) {
            var listener = listeners.get(later);
            listeners.subList(0, later).stream()
                    .filter(listener::collidesWith)
                    .findFirst()
                    .ifPresent(earlier -> report(earlier, listener));
        }
        document.backends().forEach(this::noCircle);
    }

    private void report(Listener one, Listener other) {
        var shared = one.at.spot();
        if (shared.equals(other.at.spot())) {
            problems.error(
                    other.node.spot(),
                    "this node is on the same host as %s, and both would listen on %s (%s); expected a port of its own"
                            .formatted(one.node.spot().path(), one.at.get().text(), shared.path()));
            return;
        }
        boolean inOrder = one.at.spot().line() <= other.at.spot().line();
        var first = inOrder ? one.at : other.at;
        var second = inOrder ? other.at : one.at;
        problems.error(
                second.spot(),
                "found \"%s\", where %s (%s) listens already; expected another port"
                        .formatted(
                                second.get().text(),
                                first.spot().path(),
                                first.get().text()));
    }

    private void noCircle(BackendSection backend) {
        backend.address()
                .ifPresent(target -> document.nodes().stream()
                        .filter(node -> isServedBy(target, node))
                        .findFirst()
                        .ifPresent(node -> problems.error(
                                backend.address().spot(),
                                "found \"%s\", where %s itself listens for clients; expected another server"
                                        .formatted(target.text(), node.spot().path()))));
    }

    private static boolean isServedBy(Endpoint target, NodeSection node) {
        return node.ports().proxy().is(listener -> reaches(target, node, listener));
    }

    /// Whether a connection to the target ends at the node's own listener.
    private static boolean reaches(Endpoint target, NodeSection node, Endpoint listener) {
        var address = target.address();
        if (address.isEmpty() || !target.collidesWith(listener)) return false;
        boolean onThisHost = address.get().isLoopbackAddress() || node.address().is(own -> own.isAt(address.get()));
        return onThisHost || !listener.isWildcard();
    }
}
