package tandem.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.cluster.ClusterSettings.Bind;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.cluster.ClusterSettings.Peer;
import tandem.cluster.ClusterSettings.Timing;
import tandem.fixture.FreePorts;

/// Settings of clusters on the loopback.
final class TestSettings {

    /// Half a second of silence: the machine may be busy, and the test's own JVM has no precedence.
    private static final BeaconSettings PATIENT =
            new BeaconSettings(Duration.ofMillis(10), BeaconSettings.Misses.fixed(50), Optional.empty(), false);

    private TestSettings() {}

    /// As many nodes as names, on free ports; the first has priority 100, the next 90, and so on.
    static List<ClusterSettings> cluster(String... names) {
        List<Peer> peers = new ArrayList<>();
        List<Integer> ports = FreePorts.find(names.length);
        for (int i = 0; i < names.length; i++) peers.add(new Peer(names[i], "127.0.0.1:" + ports.get(i)));
        List<ClusterSettings> all = new ArrayList<>();
        for (int i = 0; i < names.length; i++)
            all.add(of(names[i], new Bind("127.0.0.1", ports.get(i)), new Discovery.Nodes(peers), 100 - 10 * i));
        return all;
    }

    /// The same for a node that waits for the others however long a busy machine takes to start them.
    static ClusterSettings awaitingAll(ClusterSettings usual) {
        var timing = new Timing(
                Duration.ofMinutes(2), Timing.DEFAULT.heartbeatInterval(), Timing.DEFAULT.heartbeatTimeout());
        return new ClusterSettings(
                usual.name(),
                usual.self(),
                usual.bind(),
                usual.priority(),
                usual.discovery(),
                usual.policy(),
                timing,
                usual.beacons());
    }

    static ClusterSettings of(String self, Bind bind, Discovery discovery) {
        return of(self, bind, discovery, 100);
    }

    private static ClusterSettings of(String self, Bind bind, Discovery discovery, int priority) {
        return new ClusterSettings(
                "test", self, bind, priority, discovery, ElectionPolicy.STICKY, Timing.DEFAULT, PATIENT);
    }

    /// The same with other beacons.
    static ClusterSettings with(ClusterSettings settings, BeaconSettings beacons) {
        return new ClusterSettings(
                settings.name(),
                settings.self(),
                settings.bind(),
                settings.priority(),
                settings.discovery(),
                settings.policy(),
                settings.timing(),
                beacons);
    }

    /// The same with a secret.
    static ClusterSettings with(ClusterSettings settings, Path secretFile) {
        return with(
                settings,
                new BeaconSettings(PATIENT.interval(), PATIENT.misses(), Optional.of(secretFile.toString()), false));
    }

    /// `dns SERVICE PORT` or `NAME=HOST:PORT...`.
    static Discovery discovery(List<String> arguments) {
        if (arguments.getFirst().equals("dns"))
            return new Discovery.Dns(arguments.get(1), Integer.parseInt(arguments.get(2)));
        return new Discovery.Nodes(arguments.stream()
                .map(argument -> new Peer(
                        argument.substring(0, argument.indexOf('=')), argument.substring(argument.indexOf('=') + 1)))
                .toList());
    }

    /// The nodes of the settings, as [#discovery] reads them.
    static String[] arguments(ClusterSettings settings) {
        return switch (settings.discovery()) {
            case Discovery.Nodes(var peers) ->
                peers.stream().map(peer -> peer.name() + "=" + peer.address()).toArray(String[]::new);
            case Discovery.Dns(var service, var port) -> new String[] {"dns", service, Integer.toString(port)};
        };
    }
}
