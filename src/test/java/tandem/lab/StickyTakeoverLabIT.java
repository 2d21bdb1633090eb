package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.lab.ClassicLab.VIP;
import static tandem.lab.PairLab.LEASE_IS_OVER;
import static tandem.lab.PairLab.LIMIT;
import static tandem.lab.PairLab.STEADY;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two Tandem nodes without preemption: the address moves only when it must, and stays where it went.
class StickyTakeoverLabIT {
    /// The cookie of a session, and in it the jvmRoute of its Tomcat.
    private static final Pattern SESSION = Pattern.compile("(JSESSIONID=[0-9A-F]+\\.([a-z0-9-]+))");

    @RegisterExtension
    static final PairLab LAB = new PairLab("sticky-takeover");

    @Test
    void aKilledOwnerThatComesBackStandsBy() {
        LAB.readyToStay();
        try (var client = LAB.pair().client()) {
            Instant killed = Instant.now();
            LAB.pair().node(LAB.hostA()).kill();
            LAB.assertSoleOwner(LAB.hostB());
            Instant moved = Instant.now();
            LAB.start(LAB.hostA(), LAB.pair().sticky());
            LAB.pair().awaitRole(LAB.hostA(), "standby");
            LAB.assertSoleOwner(LAB.hostB());
            assertThat(LAB.history().gained("proxy-a", moved)).isEmpty();
            assertThat(LAB.history().lost("proxy-b", moved)).isEmpty();
            assertThat(LAB.note(client, killed).since(moved).peers())
                    .containsExactly(LAB.hostB().address());
        }
    }

    @Test
    void aSessionStaysWithItsTomcatAcrossATakeover() {
        LAB.readyToStay();
        String first = LAB.pair().get("/session");
        Matcher cookie = SESSION.matcher(first);
        assertThat(cookie.find()).as("%s", first).isTrue();
        String tomcat = cookie.group(2);
        assertThat(first)
                .contains("X-Backend: " + tomcat, "X-Peer: " + LAB.hostA().address())
                .endsWith("\r\n\r\n1");
        LAB.pair().node(LAB.hostA()).kill();
        LAB.assertSoleOwner(LAB.hostB());
        for (int count = 2; count <= 5; count++)
            assertThat(LAB.pair().get("/session", "Cookie: " + cookie.group(1)))
                    .contains("X-Backend: " + tomcat, "X-Peer: " + LAB.hostB().address())
                    .endsWith("\r\n\r\n" + count);
    }

    @Test
    void anAddressThatAnEarlierRunLeftIsCleanedAtStart() {
        LAB.readyToStay();
        LAB.pair().node(LAB.hostA()).kill();
        LAB.assertSoleOwner(LAB.hostB());
        LAB.hostA().addAddress(VIP);
        LAB.start(LAB.hostA(), LAB.pair().sticky());
        LAB.pair().awaitRole(LAB.hostA(), "standby");
        LAB.assertSoleOwner(LAB.hostB());
    }

    @Test
    void bothMayBeKilledAndStartedInTheReverseOrder() {
        LAB.readyToStay();
        LAB.pair().node(LAB.hostA()).kill();
        LAB.pair().node(LAB.hostB()).kill();
        LAB.start(LAB.hostB(), LAB.pair().sticky());
        LAB.assertSoleOwner(LAB.hostB());
        LAB.start(LAB.hostA(), LAB.pair().sticky());
        LAB.pair().awaitRole(LAB.hostA(), "standby");
        LAB.assertSoleOwner(LAB.hostB());
    }

    @Test
    void aFrozenOwnerIsReplacedAndDoesNotServeForLongWhenItThaws() {
        LAB.readyToStay();
        try (var client = LAB.pair().client()) {
            Instant frozen = Instant.now();
            LAB.pair().node(LAB.hostA()).freeze();
            LAB.assertSoleOwner(LAB.hostB());
            assertThat(LAB.history().lost("proxy-a", frozen))
                    .hasValueSatisfying(lost -> assertThat(lost).isBefore(frozen.plus(LEASE_IS_OVER)));
            client.awaitServedBy(LAB.hostB(), frozen, LIMIT);
            Instant thawed = Instant.now();
            LAB.pair().node(LAB.hostA()).thaw();
            String owner = LAB.pair().awaitOneActive(STEADY);
            assertThat(owner).as("the successor keeps it").isEqualTo("proxy-b");
            LAB.assertSoleOwner(LAB.hostB());
            Instant end = Instant.now();
            LAB.pair()
                    .lab()
                    .note("after the thaw two owners for "
                            + LAB.history().longestShared(thawed, end).toMillis() + " ms, in the end " + owner);
            LAB.note(client, frozen);
        }
    }

    /// Mode exec: the commands are a cloud's, which takes the address from whoever has it, and tells the routers.
    @Test
    void anAddressThatCommandsMoveFollowsAKillAndAnOrderlyStop() throws IOException {
        Path config = config(cloud());
        LAB.pair().ready(config);
        try (var client = LAB.pair().client()) {
            Instant killed = Instant.now();
            LAB.pair().node(LAB.hostA()).kill();
            client.awaitServedBy(LAB.hostB(), killed, LIMIT);
            LAB.assertSoleOwner(LAB.hostB());
            LAB.start(LAB.hostA(), config);
            LAB.pair().awaitRole(LAB.hostA(), "standby");

            Instant stopped = Instant.now();
            LAB.pair().node(LAB.hostB()).terminate();
            assertThat(LAB.pair().node(LAB.hostB()).exitCode(LIMIT)).isZero();
            client.awaitServedBy(LAB.hostA(), stopped, LIMIT);
            LAB.assertSoleOwner(LAB.hostA());
            LAB.note(client, killed);
        }
        LAB.pair().node(LAB.hostA()).terminate();
        assertThat(LAB.pair().node(LAB.hostA()).exitCode(LIMIT)).isZero();
        assertThat(LAB.hostA().holds(VIP))
                .as("proxy-a holds the address after its stop")
                .isFalse();
        LAB.pair().endNodes();
    }

    private static Path config(Path cloud) throws IOException {
        String sticky = Files.readString(LAB.pair().sticky());
        return Files.writeString(
                cloud.resolveSibling("exec.yaml"),
                sticky.substring(0, sticky.indexOf("\nvips:")) + """

                        vips:
                          - name: web
                            mode: exec
                            address: %s
                            claim: [sh, %s, claim]
                            release: [sh, %<s, release]
                            verify: [sh, %<s, verify]
                        """.formatted(VIP, cloud));
    }

    /// A script that is run in the network namespace of either node.
    private static Path cloud() throws IOException {
        Host a = LAB.hostA();
        Host b = LAB.hostB();
        return Files.writeString(LAB.pair().lab().folder().resolve("cloud.sh"), """
                set -e
                here=$(ip netns identify)
                on() { if [ "$1" = %1$s ]; then ip -n "$1" addr "$2" %5$s/32 dev %2$s; else ip -n "$1" addr "$2" %5$s/32 dev %4$s; fi; }
                none() { for host in %1$s %3$s; do on $host del 2>/dev/null || true; done; }
                case $1 in
                  claim) none; on "$here" add; ip -n %6$s neigh flush to %5$s ;;
                  release) on "$here" del 2>/dev/null || true ;;
                  verify) ip -n "$here" link show up >/dev/null ;;
                esac
                """.formatted(
                        a.namespace(),
                        a.device(),
                        b.namespace(),
                        b.device(),
                        VIP,
                        LAB.pair().clientHost().namespace()));
    }
}
