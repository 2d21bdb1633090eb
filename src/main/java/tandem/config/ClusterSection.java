package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.cluster.BeaconSettings;
import tandem.cluster.BeaconSettings.Misses;
import tandem.cluster.ClusterSettings;
import tandem.cluster.ClusterSettings.Bind;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.cluster.ClusterSettings.Timing;
import tandem.cluster.ElectionPolicy;

/// The section `cluster` as it was read.
///
/// @param spot   where the nodes are, or would be
/// @param name   of the cluster
/// @param roster who is in it
/// @param policy sticky or preempting
/// @param quorum how many nodes an owner hears, if that is asked, and whether it needs their pledges
/// @param timing how long to wait for whom
/// @param beacons how nodes notice that another one has fallen silent
/// @param track  interfaces besides those of virtual addresses
record ClusterSection(
        Spot spot,
        Value<String> name,
        Roster roster,
        Value<ElectionPolicy> policy,
        QuorumSection quorum,
        Value<Timing> timing,
        Value<BeaconSettings> beacons,
        Value<List<String>> track) {
    static final int DEFAULT_PORT = 5701;
    /// Where the member of a node without others listens; and what stands for the address of a node that DNS tells of.
    static final String LOOPBACK = "127.0.0.1";

    private static final int MOST_NODES = 64;
    private static final int MOST_INTERFACES = 64;

    /// Who is in the cluster.
    sealed interface Roster {

        /// The nodes that the file tells of. Where it cannot know them, one that stands for whichever node reads it.
        List<NodeSection> nodes();

        /// The file lists them.
        record Listed(List<NodeSection> nodes) implements Roster {}

        /// A DNS name resolves to them.
        ///
        /// @param dns  what to ask for
        /// @param node any of them
        record Found(Value<Discovery.Dns> dns, NodeSection node) implements Roster {
            @Override
            public List<NodeSection> nodes() {
                return List.of(node);
            }
        }

        /// One node is all there is.
        record Alone(NodeSection node) implements Roster {
            @Override
            public List<NodeSection> nodes() {
                return List.of(node);
            }
        }
    }

    /// @param s        the section
    /// @param standard what a node is whose entry says nothing
    static ClusterSection read(Section s, NodeSection standard) {
        var name = s.optional("name", TextFormat.NAME, "tandem");
        var roster = roster(s, standard);
        var preempt = s.optional("preempt", ChoiceFormat.truth(), ElectionPolicy.STICKY.preempt());
        var delay = s.optional(
                "preempt-delay", upTo(ElectionPolicy.MAX_PREEMPT_DELAY), ElectionPolicy.STICKY.preemptDelay());
        var policy = s.make(() -> new ElectionPolicy(preempt.get(), delay.get()));
        var spot = s.has("discovery") ? s.spotOf("discovery") : s.spotOf("nodes");
        var quorum = QuorumSection.read(s, MOST_NODES);
        // Beside both, what is wrong is that there are nodes.
        if (s.has("discovery") && !s.has("nodes"))
            s.misplaced("quorum", "how many nodes there are cannot be known from DNS; expected a list of nodes");
        var timing = timing(s);
        var beacons = beacons(s);
        var track = s.values("track", MOST_INTERFACES, TextFormat.DEVICE);
        return new ClusterSection(spot, name, roster, policy, quorum, timing, beacons, track);
    }

    /// The settings of one of its nodes, once the whole file is known to be right.
    ///
    /// @param lease the longest one of a virtual address
    ClusterSettings settings(NodeSection self, Optional<Duration> lease) {
        var address = self.address().get();
        var discovery = switch (roster) {
            case Roster.Listed(var nodes) ->
                new Discovery.Nodes(nodes.stream().map(NodeSection::peer).toList());
            case Roster.Found(var dns, var ignored) -> dns.get();
            case Roster.Alone(var ignored) -> new Discovery.Nodes(List.of(self.peer()));
        };
        return new ClusterSettings(
                name.get(),
                self.name().get(),
                new Bind(address.host(), address.port()),
                self.priority().get(),
                discovery,
                quorum.settings(roster.nodes(), lease).map(policy.get()::with).orElseGet(policy::get),
                timing.get(),
                beacons.get());
    }

    private static Roster roster(Section s, NodeSection standard) {
        if (!s.isWritten()) return new Roster.Alone(standard);
        if (s.has("discovery")) return found(s, standard);
        s.alsoKnown("nodes", "discovery");
        s.misplaced("priority", "has no effect beside nodes; expected as \"priority\" of a node's own entry");
        var expected = "a list of at least one node (or a section \"discovery\")";
        return new Roster.Listed(
                s.someSections("nodes", MOST_NODES, expected, item -> NodeSection.read(item, standard)));
    }

    private static Roster found(Section s, NodeSection standard) {
        s.misplaced("nodes", "excludes cluster.discovery: list the nodes, or have them found by DNS");
        // Read for its problems alone: who then decides for the list should not meet them one by one.
        s.sections("nodes", MOST_NODES, item -> NodeSection.read(item, standard));
        var dns = s.section("discovery", ClusterSection::dns);
        int port = dns.content().map(Discovery.Dns::port).orElse(DEFAULT_PORT);
        return new Roster.Found(dns, standard.at(LOOPBACK, port).withPriority(NodeSection.priority(s)));
    }

    private static Value<Discovery.Dns> dns(Section s) {
        var service = s.required("dns", new HostNameFormat());
        var port = s.optional("port", new IntegerFormat(1, EndpointFormat.MAX_PORT), DEFAULT_PORT);
        return s.make(() -> new Discovery.Dns(service.get(), port.get()));
    }

    private static Value<Timing> timing(Section s) {
        var wait = s.optional("start-wait", upTo(Duration.ofMinutes(5)), Timing.DEFAULT.startWait());
        var interval = s.optional(
                "heartbeat-interval", DurationFormat.wholeSeconds(1, 60), Timing.DEFAULT.heartbeatInterval());
        var timeout =
                s.optional("heartbeat-timeout", DurationFormat.wholeSeconds(2, 600), Timing.DEFAULT.heartbeatTimeout());
        timeout.ifPresent(silence -> interval.ifPresent(pause -> {
            if (silence.compareTo(pause) <= 0)
                s.problem(
                        s.has("heartbeat-timeout") ? timeout.spot() : interval.spot(),
                        "heartbeat-timeout is %s and heartbeat-interval is %s; expected a timeout that is longer"
                                .formatted(DurationFormat.text(silence), DurationFormat.text(pause)));
        }));
        return s.make(() -> new Timing(wait.get(), interval.get(), timeout.get()));
    }

    private static Value<BeaconSettings> beacons(Section s) {
        var standard = BeaconSettings.DEFAULT;
        var interval = s.optional(
                "beacon-interval",
                DurationFormat.between(BeaconSettings.MIN_INTERVAL, BeaconSettings.MAX_INTERVAL),
                standard.interval());
        var misses = misses(s);
        var secret = s.maybe("secret-file", TextFormat.FILE);
        var realTime = s.optional("real-time", ChoiceFormat.truth(), standard.realTime());
        return s.make(() -> new BeaconSettings(interval.get(), misses.get(), secret.get(), realTime.get()));
    }

    private static Value<Misses> misses(Section s) {
        var calm = s.optional("beacon-misses", new IntegerFormat(Misses.MIN, Misses.MAX_CALM), Misses.DEFAULT.calm());
        var limit = s.maybe("beacon-misses-limit", new IntegerFormat(Misses.MIN, Misses.MAX));
        limit.ifPresent(most -> calm.ifPresent(least -> most.filter(value -> value < least)
                .ifPresent(value -> s.problem(
                        limit.spot(),
                        "beacon-misses-limit is %d and beacon-misses is %d; expected a limit that is not less"
                                .formatted(value, least)))));
        var host = s.maybe("beacon-misses-host", new IntegerFormat(Misses.MIN, Misses.MAX_CALM));
        host.ifPresent(few -> calm.ifPresent(more -> few.filter(value -> value > more)
                .ifPresent(value -> s.problem(
                        host.spot(),
                        "beacon-misses-host is %d and beacon-misses is %d; expected not more than that"
                                .formatted(value, more)))));
        return s.make(() -> new Misses(
                host.get().orElse(Math.min(calm.get(), Misses.DEFAULT.hostGone())),
                calm.get(),
                limit.get().orElse(Math.max(calm.get(), Misses.DEFAULT.most()))));
    }

    private static Format<Duration> upTo(Duration most) {
        return DurationFormat.between(Duration.ZERO, most);
    }
}
