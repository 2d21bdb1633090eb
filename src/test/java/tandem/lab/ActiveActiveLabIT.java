package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Three addresses on two nodes, one of them of IPv6: each has a node that it prefers, and whoever is left has all.
class ActiveActiveLabIT {
    private static final String ONE = "192.168.77.50";
    private static final String TWO = "192.168.77.51";
    private static final String SIX = "fd77::50";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final PairLab LAB = new PairLab("active-active");

    private static Path config() throws IOException {
        String guide = Files.readString(TandemPair.GUIDE);
        String text = guide.substring(0, guide.indexOf("\nvips:")).replace("0.0.0.0:80", "\"[::]:80\"")
                + """

                vips:
                  - {name: one, mode: linux, address: %s/32, lease: 2s, prefer: master}
                  - {name: two, mode: linux, address: %s/32, lease: 2s, prefer: backup}
                  - {name: six, mode: linux, address: "%s/128", lease: 2s, prefer: backup}
                """.formatted(ONE, TWO, SIX);
        return Files.writeString(LAB.pair().lab().folder().resolve("three.yaml"), text);
    }

    private static void awaitHolders(Host one, Host two, Host six) {
        for (var expected : Map.of(ONE, one, TWO, two, SIX, six).entrySet()) {
            String ip = expected.getKey();
            LAB.await()
                    .until(
                            ip + " is on " + expected.getValue() + " and only there",
                            () -> List.of(LAB.hostA().holds(ip), LAB.hostB().holds(ip)),
                            holds -> holds.equals(
                                    List.of(expected.getValue() == LAB.hostA(), expected.getValue() == LAB.hostB())));
            String peer = "X-Peer: " + expected.getValue().address();
            LAB.await().until(ip + " is served by " + expected.getValue(), () -> get(ip), said -> said.contains(peer));
        }
    }

    private static String get(String ip) {
        return LAB.pair().clientHost().get(ip, 80, "/");
    }

    @Test
    void eachAddressIsOnTheNodeThatItPrefersAndTheOneThatIsLeftHasAll() throws Exception {
        Path config = config();
        LAB.pair().bringIpv6("fd17::", "fd77::/64");
        for (Host host : List.of(LAB.hostA(), LAB.hostB())) LAB.start(host, config);
        awaitHolders(LAB.hostA(), LAB.hostB(), LAB.hostB());

        LAB.pair().node(LAB.hostB()).kill();
        awaitHolders(LAB.hostA(), LAB.hostA(), LAB.hostA());
        LAB.start(LAB.hostB(), config);
        awaitHolders(LAB.hostA(), LAB.hostB(), LAB.hostB());

        LAB.pair().node(LAB.hostA()).terminate();
        assertThat(LAB.pair().node(LAB.hostA()).exitCode(LIMIT)).isZero();
        awaitHolders(LAB.hostB(), LAB.hostB(), LAB.hostB());
        LAB.start(LAB.hostA(), config);
        awaitHolders(LAB.hostA(), LAB.hostB(), LAB.hostB());

        LAB.pair().node(LAB.hostB()).terminate();
        assertThat(LAB.pair().node(LAB.hostB()).exitCode(LIMIT)).isZero();
        awaitHolders(LAB.hostA(), LAB.hostA(), LAB.hostA());
        LAB.pair().endNodes();
    }
}
