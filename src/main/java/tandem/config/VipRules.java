package tandem.config;

import java.net.InetAddress;
import java.util.function.Predicate;
import tandem.config.PoolSection.BackendSection;
import tandem.config.VipSection.ModeSection;

/// A virtual address is nobody's own, and clients who connect to it arrive at the proxy.
///
/// @param document the file
/// @param problems where problems go
record VipRules(Document document, Problems problems) {

    void check() {
        for (VipSection vip : document.vips()) {
            vip.mode().ifPresent(mode -> {
                switch (mode) {
                    case ModeSection.Linux linux -> linux(vip, linux);
                    case ModeSection.Socket(var address) -> address.ifPresent(at -> socket(address.spot(), at));
                    case ModeSection.None() -> {}
                }
            });
        }
    }

    private void linux(VipSection vip, ModeSection.Linux linux) {
        for (NodeSection node : document.nodes()) hasDevice(vip, linux, node);
        linux.address().content().flatMap(a -> IpAddress.parse(a.address())).ifPresent(address -> {
            for (NodeSection node : document.nodes()) {
                isNobodysOwn(linux.address().spot(), address, node);
                leadsToTheProxy(address, node);
            }
            document.backends().forEach(backend -> isNoBackend(backend, target -> target.isAt(address)));
        });
    }

    private void hasDevice(VipSection vip, ModeSection.Linux linux, NodeSection node) {
        boolean known =
                linux.device().content().isPresent() && node.device().content().isPresent();
        if (known && linux.deviceOn(node).isEmpty())
            problems.error(
                    vip.spot().below("device"),
                    "missing; expected an interface here, or as \"device\" of %s"
                            .formatted(node.spot().path()));
    }

    private void isNobodysOwn(Spot spot, InetAddress vip, NodeSection node) {
        if (node.address().is(own -> own.isAt(vip)))
            problems.error(
                    spot,
                    "found \"%s\", which is the address of %s itself; expected one that no host has of its own"
                            .formatted(vip.getHostAddress(), node.spot().path()));
    }

    private void leadsToTheProxy(InetAddress vip, NodeSection node) {
        var listen = node.ports().proxy();
        listen.ifPresent(at -> {
            var open = "0.0.0.0:" + at.port();
            if (at.isAt(vip))
                problems.error(
                        listen.spot(),
                        "found the virtual address \"%s\", which only its owner can listen on; expected %s"
                                .formatted(at.text(), open));
            else if (!at.isWildcard())
                problems.warning(
                        listen.spot(),
                        "requests to the virtual address %s do not arrive at %s; expected %s"
                                .formatted(vip.getHostAddress(), at.text(), open));
        });
    }

    private void isNoBackend(BackendSection backend, Predicate<Endpoint> isVip) {
        backend.address()
                .content()
                .filter(isVip)
                .ifPresent(target -> problems.error(
                        backend.address().spot(),
                        "found \"%s\", which is a virtual address of these nodes; expected another server"
                                .formatted(target.text())));
    }

    /// The socket of a virtual address is bound by one node after the other, beside the listeners that they have
    /// anyway.
    private void socket(Spot spot, Endpoint vip) {
        for (NodeSection node : document.nodes()) {
            for (var listener : ListenerRules.Listener.of(node)) {
                if (vip.collidesWith(listener.at().get()))
                    problems.error(
                            spot,
                            "found \"%s\", where %s (%s) listens; expected another port"
                                    .formatted(
                                            vip.text(),
                                            listener.at().spot().path(),
                                            listener.at().get().text()));
            }
        }
        document.backends().forEach(backend -> isNoBackend(backend, vip::collidesWith));
    }
}
