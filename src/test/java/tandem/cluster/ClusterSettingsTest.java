package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tandem.cluster.ClusterSettings.Bind;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.cluster.ClusterSettings.Peer;
import tandem.cluster.ClusterSettings.Timing;

class ClusterSettingsTest {
    private static final Discovery NODES =
            new Discovery.Nodes(List.of(new Peer("a", "10.0.0.1:5701"), new Peer("b", "[fd00::2]:5701")));

    @Test
    void prioritiesAreThoseOfVrrp() {
        assertThat(settings("a", 0).priority()).isZero();
        assertThat(settings("a", 255).priority()).isEqualTo(255);
        refused(() -> settings("a", 256), "a priority is 0 to 255, not 256");
        refused(() -> settings("a", -1), "a priority is 0 to 255, not -1");
    }

    @Test
    void aNodeIsOneOfItsCluster() {
        refused(() -> settings("c", 100), "this node, c, is not among the nodes of the cluster");
        refused(
                () -> new Discovery.Nodes(List.of(new Peer("a", "x:1"), new Peer("a", "y:1"))),
                "two nodes of the cluster have the same name");
        refused(
                () -> new Discovery.Nodes(List.of(new Peer("a", "x:1"), new Peer("b", "x:1"))),
                "two nodes of the cluster have the same address");
    }

    @Test
    void aMemberListensOnOneAddress() {
        assertThat(new Bind("fd00::1", 5701).address()).isEqualTo("[fd00::1]:5701");
        refused(
                () -> new Bind("0.0.0.0", 5701),
                "the member listens on one address of this host, not on 0.0.0.0: the others connect to it, and a"
                        + " wildcard would include the VIP");
        refused(
                () -> new Bind("::", 5701),
                "the member listens on one address of this host, not on ::: the others"
                        + " connect to it, and a wildcard would include the VIP");
        refused(() -> new Bind("10.0.0.1", 0), "a port is 1 to 65535, not 0");
        refused(() -> new Bind(" ", 5701), "the member needs an address to listen on");
        refused(() -> new Discovery.Dns("tandem", 65536), "a port is 1 to 65535, not 65536");
    }

    @Test
    void aPeersAddressHasAPort() {
        refused(() -> new Peer("b", "10.0.0.2"), "the address of node b is host:port, not 10.0.0.2");
        refused(() -> new Peer("b", "fd00::2:5701"), "the address of node b is host:port, not fd00::2:5701");
        refused(() -> new Peer("b", "10.0.0.2:0"), "the address of node b is host:port, not 10.0.0.2:0");
        refused(() -> new Peer("b", "10.0.0.2:65536"), "the address of node b is host:port, not 10.0.0.2:65536");
    }

    @Test
    void heartbeatsAreWholeSecondsAndTheTimeoutIsLonger() {
        assertThat(Timing.DEFAULT.heartbeatTimeout()).isEqualTo(Duration.ofSeconds(2));
        refused(
                () -> timing(3000, 1500, 3000),
                "the heartbeat interval is a whole number of seconds, at least 1, not 1500 ms");
        refused(
                () -> timing(3000, 1000, 2500),
                "the heartbeat timeout is a whole number of seconds, at least 1, not 2500 ms");
        refused(
                () -> timing(3000, 0, 2000),
                "the heartbeat interval is a whole number of seconds, at least 1, not 0 ms");
        refused(
                () -> timing(3000, 2000, 2000),
                "the heartbeat timeout, 2 s, must be longer than the heartbeat interval, 2 s");
        refused(() -> timing(-1, 1000, 2000), "the start wait is 0 s to 5 min, not -1 ms");
        refused(() -> timing(300_001, 1000, 2000), "the start wait is 0 s to 5 min, not 300001 ms");
    }

    private static ClusterSettings settings(String self, int priority) {
        return new ClusterSettings(
                "tandem",
                self,
                new Bind("10.0.0.1", 5701),
                priority,
                NODES,
                ElectionPolicy.STICKY,
                Timing.DEFAULT,
                BeaconSettings.DEFAULT);
    }

    private static Timing timing(long startWait, long interval, long timeout) {
        return new Timing(Duration.ofMillis(startWait), Duration.ofMillis(interval), Duration.ofMillis(timeout));
    }

    private static void refused(ThrowingCallable construction, String message) {
        assertThatThrownBy(construction)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
