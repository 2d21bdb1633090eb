package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.cluster.ClusterSettings.Peer;
import tandem.cluster.Roster.Seat;

class BeaconTargetsTest {
    private static final Duration START = Duration.ZERO;

    @Test
    void configuredLiteralsAreTargetsFromTheBeginning() {
        var targets = new BeaconTargets(
                "a",
                List.of(new Peer("b", "10.0.0.2:5701"), new Peer("c", "[fd00::3]:5702"), new Peer("d", "node-d:5701")));

        assertThat(targets.update(List.of(), START))
                .containsOnlyKeys("b", "c")
                .containsEntry("b", new InetSocketAddress("10.0.0.2", 5701))
                .containsEntry("c", new InetSocketAddress("fd00::3", 5702));
    }

    @Test
    void aSeatTellsTheAddressOfANameAndTheNameOfAnAddress() {
        var targets = new BeaconTargets(
                "a", List.of(new Peer("d", "node-d:5701"), new Peer("10.0.0.5:5701", "10.0.0.5:5701")));

        assertThat(targets.update(List.of(seat("a", "1"), seat("d", "4"), seat("e", "5")), START))
                .containsOnlyKeys("d", "e");
    }

    @Test
    void whoHadASeatIsATargetForAMinuteMore() {
        var targets = new BeaconTargets("a", List.of());
        targets.update(List.of(seat("b", "2")), START);

        assertThat(targets.update(List.of(), Duration.ofSeconds(60))).containsOnlyKeys("b");
        assertThat(targets.update(List.of(), Duration.ofSeconds(61))).isEmpty();
    }

    @Test
    void anAddressThatMakesNoSenseIsNoTarget() {
        var targets = new BeaconTargets("a", List.of());

        assertThat(targets.update(List.of(new Seat("b", 1, ""), new Seat("c", 1, "10.0.0.1:99999")), START))
                .isEmpty();
    }

    private static Seat seat(String name, String last) {
        return new Seat(name, 1, "10.0.0." + last + ":5701");
    }
}
