package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;

class HostProbesIT {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void aHostAnswersThatNobodyListensThere() throws Exception {
        try (var probes = new HostProbes(LOOPBACK)) {
            probes.targets(Map.of("b", new InetSocketAddress(LOOPBACK, 5701)));
            assertThat(probes.answers()).isEmpty();
            for (int round = 0; round < 3; round++) {
                probes.ask("b");
                Await.until("it answers", () -> probes.answers().equals(List.of("b")));
                assertThat(probes.answers()).isEmpty();
            }
        }
    }

    @Test
    void whoIsNotATargetAnyMoreIsNotAsked() throws Exception {
        try (var probes = new HostProbes(LOOPBACK)) {
            probes.targets(Map.of("b", new InetSocketAddress(LOOPBACK, 5701)));
            probes.ask("b");
            probes.targets(Map.of());
            probes.ask("b");
            assertThat(probes.answers()).isEmpty();
        }
    }
}
