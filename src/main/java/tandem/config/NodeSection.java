package tandem.config;

import java.util.List;
import java.util.Optional;
import tandem.cluster.ClusterSettings;
import tandem.cluster.ClusterSettings.Peer;

/// An item of `cluster.nodes` as it was read, with what the rest of the file says for all nodes filled in.
///
/// @param spot     the entry
/// @param name     the node's name
/// @param address  where its member listens
/// @param priority of the node
/// @param device   interface of virtual addresses that name none
/// @param ports    where it listens
/// @param witness  whether it only votes
record NodeSection(
        Spot spot,
        Value<String> name,
        Value<Endpoint> address,
        Value<Integer> priority,
        Value<Optional<String>> device,
        Ports ports,
        Value<Boolean> witness) {
    private static final int DEFAULT_PRIORITY = 100;

    /// Where a node listens, apart from its member.
    ///
    /// @param proxy  for clients
    /// @param admin  for the operator
    /// @param health for probes, perhaps
    record Ports(Value<Endpoint> proxy, Value<Endpoint> admin, Value<Optional<Endpoint>> health) {}

    /// A node that the file says nothing about: the only one, or any of those that DNS tells of.
    ///
    /// @param at    where the file would tell of it
    /// @param ports where all nodes listen
    static NodeSection standard(Spot at, Ports ports) {
        return new NodeSection(
                at,
                Value.of(at, "this-node"),
                Value.of(at, new Endpoint(ClusterSection.LOOPBACK, ClusterSection.DEFAULT_PORT)),
                Value.of(at, DEFAULT_PRIORITY),
                Value.of(at, Optional.empty()),
                ports,
                Value.of(at, false));
    }

    static NodeSection read(Section s, NodeSection standard) {
        var everywhere = standard.ports;
        var witness = s.optional("witness", ChoiceFormat.truth(), false);
        if (witness.is(yes -> yes))
            for (var key : List.of("priority", "device", "listen", "admin"))
                s.misplaced(key, "has no effect; a witness serves nobody");
        return new NodeSection(
                s.spot(),
                s.required("name", TextFormat.NAME),
                s.required("address", EndpointFormat.withDefaultPort(ClusterSection.DEFAULT_PORT, "192.168.17.129")),
                priority(s),
                s.maybe("device", TextFormat.DEVICE),
                new Ports(
                        s.optional("listen", ProxySection.LISTEN, everywhere.proxy),
                        s.optional("admin", AdminSection.LISTEN, everywhere.admin),
                        everywhere.health),
                witness);
    }

    static Value<Integer> priority(Section s) {
        return s.optional("priority", new IntegerFormat(0, ClusterSettings.MAX_PRIORITY), DEFAULT_PRIORITY);
    }

    NodeSection withPriority(Value<Integer> other) {
        return new NodeSection(spot, name, address, other, device, ports, witness);
    }

    NodeSection named(String other) {
        return new NodeSection(spot, Value.of(spot, other), address, priority, device, ports, witness);
    }

    NodeSection at(String host, int port) {
        return new NodeSection(spot, name, Value.of(spot, new Endpoint(host, port)), priority, device, ports, witness);
    }

    /// How the other nodes know it.
    Peer peer() {
        return new Peer(name.get(), address.get().text());
    }
}
