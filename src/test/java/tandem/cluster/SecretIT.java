package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cluster.TestNode.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.SideBySide;

/// Whole nodes with `secret-file`.
@SideBySide
class SecretIT {
    private static final String OLD = "an old secret of the cluster";
    private static final String NEW = "the one that comes after it";

    @TempDir
    static Path folder;

    private static Path old;
    private static Path oldThenNew;
    private static Path newThenOld;

    @BeforeAll
    static void write() throws IOException {
        old = Files.writeString(folder.resolve("old"), OLD + "\n");
        oldThenNew = Files.writeString(folder.resolve("old-then-new"), OLD + "\n" + NEW + "\n");
        newThenOld = Files.writeString(folder.resolve("new-then-old"), NEW + "\n" + OLD + "\n");
    }

    @Test
    void whileSecretsAreExchangedNodesHearEachOtherAndWhatIsForgedIsDropped() throws Exception {
        List<ClusterSettings> settings = TestSettings.cluster("a", "b");
        try (TestNode a = new TestNode(TestSettings.with(settings.get(0), oldThenNew)).fit();
                TestNode b = new TestNode(TestSettings.with(settings.get(1), newThenOld)).fit();
                DatagramSocket stranger = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            await("a hears b", () -> a.hears("b", Member::fit));
            await("b hears a", () -> b.hears("a", Member::fit));

            byte[] forged = Seal.of(Optional.empty(), "test").seal(leaving(a));
            int port = settings.get(0).bind().port();
            long before = a.cluster().beacons().forged();
            await("what is forged is counted", () -> {
                send(stranger, forged, port);
                return a.cluster().beacons().forged() > before;
            });
            assertThat(a.hears("b", Member::fit)).isTrue();
            assertThat(a.cluster().beacons().problems())
                    .anyMatch(line -> line.startsWith("what 127.0.0.1 says is dropped: not sealed"));
        }
    }

    @Test
    void nodesWithDifferentSecretsDoNotHearEachOtherAndSayWhy() throws Exception {
        List<ClusterSettings> settings = TestSettings.cluster("a", "b");
        try (TestNode a = new TestNode(TestSettings.with(settings.get(0), old)).fit();
                TestNode b = new TestNode(settings.get(1)).fit()) {
            for (TestNode node : List.of(a, b))
                await(
                        "it says so",
                        () -> node.cluster().beacons().problems().stream()
                                .anyMatch(line -> line.contains("cluster.secret-file")));
            assertThat(a.heard()).containsExactly("a");
            assertThat(b.heard()).containsExactly("b");
        }
    }

    /// What b would say, if somebody had its secret: of this very life, and newer than all that it says.
    private static String leaving(TestNode a) {
        NodeState said = a.cluster().members().stream()
                .filter(member -> member.name().equals("b"))
                .flatMap(member -> Optional.ofNullable(member.said()).stream())
                .findFirst()
                .orElseThrow();
        return NodeStateCodec.encode(new NodeState(
                "b",
                said.incarnation(),
                Long.MAX_VALUE,
                255,
                new Fitness.Leaving(),
                Map.of(),
                Map.of(),
                said.received()));
    }

    private static void send(DatagramSocket from, byte[] packet, int port) {
        try {
            from.send(new DatagramPacket(packet, packet.length, InetAddress.ofLiteral("127.0.0.1"), port));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
