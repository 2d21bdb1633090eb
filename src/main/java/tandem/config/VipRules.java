package tandem.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tandem.config.InterfaceAddressFormat.InterfaceAddress;
import tandem.config.PoolSection.BackendSection;
import tandem.config.VipSection.ModeSection;

/// A virtual address is nobody's own, and clients who connect to it arrive at the proxy.
///
/// @param document the file
/// @param problems where problems go
record VipRules(Document document, Problems problems) {

    /// An address, and how it is written.
    private record Virtual(String text, InetAddress ip) {
        static Optional<Virtual> of(InterfaceAddress written) {
            return IpAddress.parse(written.address()).map(ip -> new Virtual(written.address(), ip));
        }

        boolean isV6() {
            return ip instanceof Inet6Address;
        }

        /// Whether requests to it arrive at a listener.
        boolean reaches(Endpoint listener) {
            return listener.isAt(ip)
                    || (listener.isWildcard() && (!isV6() || listener.host().indexOf(':') >= 0));
        }

        /// A listener that they would arrive at.
        String open(int port) {
            return (isV6() ? "[::]:" : "0.0.0.0:") + port;
        }
    }

    void check() {
        for (VipSection vip : document.vips()) {
            vip.prefer()
                    .ifPresent(
                            node -> node.ifPresent(name -> isKnown(vip.prefer().spot(), name)));
            vip.mode().ifPresent(mode -> {
                switch (mode) {
                    case ModeSection.Linux linux -> linux(vip, linux);
                    case ModeSection.Socket(var address) -> address.ifPresent(at -> socket(address.spot(), at));
                    case ModeSection.Exec exec ->
                        exec.address()
                                .content()
                                .flatMap(IpAddress::parse)
                                .ifPresent(address -> document.backends()
                                        .forEach(backend -> isNoBackend(backend, target -> target.isAt(address))));
                    case ModeSection.None() -> {}
                }
            });
        }
    }

    /// Where DNS tells of the nodes, their names are not known here.
    private void isKnown(Spot spot, String preferred) {
        if (!(document.cluster().roster() instanceof ClusterSection.Roster.Listed(var nodes))) return;
        var names =
                nodes.stream().flatMap(node -> node.name().content().stream()).toList();
        if (!names.contains(preferred))
            problems.error(
                    spot,
                    "found \"%s\", which is no node; expected one of %s%s"
                            .formatted(
                                    preferred,
                                    String.join(", ", names),
                                    Suggestion.asked(Suggestion.among(names, preferred))));
    }

    private void linux(VipSection vip, ModeSection.Linux linux) {
        for (NodeSection node : document.servers()) {
            hasDevice(vip, linux, node);
            labelFits(linux, node);
        }
        linux.address().content().flatMap(Virtual::of).ifPresent(address -> {
            if (address.isV6()) hasNoLabel(linux);
            for (NodeSection node : document.nodes()) {
                isNobodysOwn(linux.address().spot(), address, node);
            }
            for (NodeSection node : document.servers()) leadsToTheProxy(address, node);
            document.backends().forEach(backend -> isNoBackend(backend, target -> target.isAt(address.ip())));
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

    private void hasNoLabel(ModeSection.Linux linux) {
        if (linux.label().is(Optional::isPresent))
            problems.error(linux.label().spot(), "has no effect; only an IPv4 address can have a label");
    }

    private void labelFits(ModeSection.Linux linux, NodeSection node) {
        linux.label()
                .content()
                .flatMap(l -> l)
                .ifPresent(label -> linux.deviceOn(node)
                        .filter(device -> !label.equals(device) && !label.startsWith(device + ":"))
                        .ifPresent(device -> problems.error(
                                linux.label().spot(),
                                "found \"%s\"; expected a label that begins with the interface, such as %s:vip (of %s)"
                                        .formatted(label, device, node.spot().path()))));
    }

    private void isNobodysOwn(Spot spot, Virtual vip, NodeSection node) {
        if (node.address().is(own -> own.isAt(vip.ip())))
            problems.error(
                    spot,
                    "found \"%s\", which is the address of %s itself; expected one that no host has of its own"
                            .formatted(vip.text(), node.spot().path()));
    }

    private void leadsToTheProxy(Virtual vip, NodeSection node) {
        var proxy = node.ports().proxy();
        var listeners = Stream.concat(
                        Stream.of(proxy), document.listeners().stream().map(ListenerSection::listen))
                .toList();
        for (var listen : listeners)
            if (listen.is(at -> at.isAt(vip.ip())))
                problems.error(
                        listen.spot(),
                        "found the virtual address \"%s\", which only its owner can listen on; expected %s"
                                .formatted(
                                        listen.get().text(),
                                        vip.open(listen.get().port())));
        if (listeners.stream().noneMatch(listen -> listen.is(vip::reaches)))
            proxy.ifPresent(at -> problems.warning(
                    proxy.spot(),
                    "requests to the virtual address %s do not arrive at %s; expected %s"
                            .formatted(vip.text(), at.text(), vip.open(at.port()))));
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

    /// The socket of a virtual address is bound by one node after the other, beside the listeners that they
    /// have anyway.
    private void socket(Spot spot, Endpoint vip) {
        for (NodeSection node : document.nodes()) {
            for (var listener : ListenerRules.Listener.of(node, document.listeners())) {
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
