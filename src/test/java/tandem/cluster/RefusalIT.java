package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cluster.TestNode.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.fixture.SideBySide;

/// The beacons of two nodes over real sockets: what the kernel says of a port at which nobody listens any more.
@SideBySide
class RefusalIT {
    /// By silence alone a loss would take a hundred seconds.
    private static final BeaconSettings SLOW =
            new BeaconSettings(Duration.ofSeconds(1), BeaconSettings.Misses.fixed(100), Optional.empty(), false);

    private static final Seal SEAL = Seal.of(Optional.empty(), "test");

    private final InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    private final List<ClusterSettings> settings = TestSettings.cluster("a", "b").stream()
            .map(one -> TestSettings.with(one, SLOW))
            .toList();

    @Test
    void aProcessThatIsGoneIsNoticedByItsHostsRefusal() throws InterruptedException {
        Mailbox mail = mailbox();
        try (Beacons a = beacons(0, mail)) {
            Beacons b = beacons(1, mailbox());
            List<Mailbox.Letter> heard = new ArrayList<>();
            try (b) {
                await("a hears b", () -> {
                    b.send(SEAL.seal(NodeStateCodec.encode(state("b", 1))));
                    heard.addAll(mail.take());
                    return !heard.isEmpty();
                });
            }
            assertThat(a.counts(heard.getFirst().state(), true, Duration.ZERO)).isTrue();

            Duration later = Duration.ofSeconds(2);
            List<FailureDetector.Loss> losses = new ArrayList<>();
            await("b's host refuses what a sends", () -> {
                a.send(SEAL.seal(NodeStateCodec.encode(state("a", 1))));
                losses.addAll(a.refusals(later));
                return !losses.isEmpty();
            });
            assertThat(losses)
                    .containsExactly(new FailureDetector.Loss("b", 1, later, "its host says that its process is gone"));
            assertThat(a.silences(later)).isEmpty();
        }
    }

    private Beacons beacons(int index, Mailbox mail) {
        ClusterSettings own = settings.get(index);
        List<ClusterSettings.Peer> others = ((Discovery.Nodes) own.discovery())
                .peers().stream()
                        .filter(peer -> !peer.name().equals(own.self()))
                        .toList();
        Beacons beacons = new Beacons(own, loopback, others, mail, () -> {});
        beacons.aim(List.of(), Duration.ZERO);
        return beacons;
    }

    private static Mailbox mailbox() {
        return new Mailbox(SEAL, () -> Duration.ZERO);
    }

    private static NodeState state(String node, long sequence) {
        return new NodeState(node, 1, sequence, 100, new Fitness.Fit(), Map.of(), Map.of(), Map.of());
    }
}
