package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.lab.ClassicLab.VIP;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Planned moves under load: nothing fails and nothing is cut, one node has the address at the end, and nothing is left
/// of the move in any kernel.
class SwitchoverLabIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration STEADY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @RegisterExtension
    static final PairLab LAB = new PairLab("switchover");

    private static TandemPair pair;
    private static Host hostA;
    private static Host hostB;
    private static VipWatch watch;

    private String test = "";

    @BeforeAll
    static void labWithTwoTomcats() {
        if (!Command.there("nft")) Needs.missing("a planned move that cuts nothing", "the command nft");
        pair = LAB.pair();
        hostA = pair.hostA();
        hostB = pair.hostB();
        watch = pair.watch();
    }

    @BeforeEach
    void named(TestInfo info) {
        test = info.getTestMethod().orElseThrow().getName();
    }

    /// What clients do all the time while the address moves: new connections, kept ones at their full rate, and long
    /// downloads.
    private record Load(LoadClient fresh, LoadClient kept, LoadClient downloads) implements AutoCloseable {
        static Load begin() {
            return begin(VIP);
        }

        static Load begin(String host) {
            String page = "http://" + host + "/";
            // One download of two seconds after the other on each connection.
            var downloads =
                    pair.client("downloads", new LoadClient.Style(page + "stream/2000", Duration.ZERO, PATIENCE, 2));
            var kept = pair.client("kept", new LoadClient.Style(page, Duration.ofMillis(1), PATIENCE, 16));
            var fresh = pair.client("client", LoadClient.Style.patient(page));
            return new Load(fresh.awaitServed(LIMIT), kept.awaitServed(LIMIT), downloads);
        }

        void awaitServedBy(Host proxy, Instant from) {
            fresh.awaitServedBy(proxy, from, LIMIT);
            kept.awaitServedBy(proxy, from, LIMIT);
        }

        @Override
        public void close() {
            fresh.close();
            kept.close();
            downloads.close();
        }
    }

    private void assertNothingLost(Load load, Instant from) {
        Attempts fresh = load.fresh().finish();
        Attempts kept = load.kept().finish();
        Attempts downloads = load.downloads().finish();
        VipHistory history = watch.history();
        pair.lab()
                .note(test + ": new connections: " + fresh.summary(from) + "; kept: " + kept.summary(from)
                        + "; downloads: " + downloads.outcomes() + "; no owner for "
                        + history.longestVacant(from, Instant.now()).toMillis() + " ms\n" + history.text(from));
        assertThat(fresh.since(from).failed()).as("new connections that failed").isZero();
        assertThat(kept.since(from).failed())
                .as("requests on kept connections that failed")
                .isZero();
        assertThat(downloads.failed()).as("downloads that failed").isZero();
        assertThat(downloads.succeeded()).as("downloads").isPositive();
    }

    private static void assertNoTrace(Host... hosts) {
        for (Host host : hosts) {
            pair.lab()
                    .await(LIMIT)
                    .until("no table is left on " + host, () -> host.run("nft", "list", "ruleset"), String::isBlank);
            assertThat(host.run("ip", "-o", "addr", "show", "dev", "lo")).doesNotContain(VIP);
        }
    }

    private static void assertSoleOwner(Host owner) {
        watch.awaitSoleOwner(owner, STEADY, LIMIT);
        assertThat(hostA.holds(VIP)).as("proxy-a holds the address").isEqualTo(owner == hostA);
        assertThat(hostB.holds(VIP)).as("proxy-b holds the address").isEqualTo(owner == hostB);
    }

    @Test
    void aSwitchoverThereAndBackCutsNothing() {
        // What is counted has to be of this move.
        pair.endNodes();
        pair.ready(pair.sticky());
        try (var load = Load.begin();
                var sockets = sockets(4)) {
            Instant there = Instant.now();
            assertThat(pair.switchover(hostA)).isEqualTo("web: backup has it; no connection is cut\n");
            load.awaitServedBy(hostB, there);
            pair.lab()
                    .await(LIMIT)
                    .until(
                            "packets are counted that proxy-b hands back",
                            () -> handedBack(hostB),
                            packets -> packets > 0);
            // The download lives on at proxy-a, and the address comes back meanwhile.
            Instant back = Instant.now();
            pair.askForSwitchover(hostB);
            load.awaitServedBy(hostA, back);
            assertSoleOwner(hostA);
            Attempts messages = sockets.finish();
            assertThat(messages.failed())
                    .as("messages of WebSockets that were lost")
                    .isZero();
            assertThat(messages.since(back).succeeded()).as("messages").isPositive();
            assertNothingLost(load, there);
            assertThat(load.downloads().attempts().at(there).succeeded())
                    .as("downloads that lived on")
                    .isPositive();
        }
        assertNoTrace(hostA, hostB);
    }

    /// WebSockets by the virtual address, each with fifty messages and their echoes a second.
    private static LoadClient sockets(int count) {
        var style = new LoadClient.Style("ws://" + VIP + "/socket", Duration.ofMillis(20), PATIENCE, count);
        return pair.client("sockets", style).awaitServed(LIMIT);
    }

    @Test
    void whereThereIsNoNftTheClientsAreSentOffFirstAndTheRecordSaysHowManyWereCut() throws IOException {
        Path config = pair.lab().folder().resolve("brief.yaml");
        Files.writeString(config, Files.readString(pair.sticky()) + "\nstop:\n  drain: 2s\n");
        pair.endNodes();
        pair.startAlone(hostA, config);
        pair.awaitRole(hostA, "active");
        pair.ready(config);
        try (var fresh = pair.patientClient();
                var sockets = sockets(4)) {
            Instant moved = Instant.now();
            assertThat(hostA.post("127.0.0.1", 9900, "/v1/vips/web/switchover", "{}"))
                    .startsWith("HTTP/1.1 200");
            fresh.awaitServedBy(hostB, moved, LIMIT);
            String record = vip(hostA).getJsonObject("switchover").getString("last");
            pair.lab()
                    .note(test + ": " + record + "; new connections: "
                            + fresh.finish().summary(moved));
            // The WebSockets are still there when as little else is under way as can be.
            assertThat(record)
                    .matches("backup has it; [4-9] connections were cut, with [4-9] requests under way"
                            + " \\(the command nft cannot be run .*\\)");
            assertThat(sockets.finish().failed()).as("WebSockets that were cut").isGreaterThanOrEqualTo(4);
            assertSoleOwner(hostB);
        } finally {
            pair.endNodes();
        }
    }

    /// How many packets a node says that it has handed back.
    private static long handedBack(Host host) {
        return vip(host).getJsonObject("switchover").getLong("handedBackPackets");
    }

    private static JsonObject vip(Host host) {
        return pair.status(host).getJsonArray("vips", new JsonArray()).getJsonObject(0);
    }

    @Test
    void aSwitchoverOfAnIpv6AddressCutsNothingEither() throws IOException {
        String six = "fd77::50";
        String text = Files.readString(pair.sticky()).replace("listen: 0.0.0.0:80", "listen: \"[::]:80\"")
                + "  - {name: six, mode: linux, address: \"" + six + "/128\", lease: 2s}\n";
        pair.bringIpv6("fd17::", "fd77::/64");
        pair.ready(Files.writeString(pair.lab().folder().resolve("six.yaml"), text));
        pair.lab().await(LIMIT).until("proxy-a has " + six, () -> hostA.holds(six), holds -> holds);
        try (var load = Load.begin("[" + six + "]")) {
            Instant begin = Instant.now();
            for (Host owner : List.of(hostA, hostB)) {
                Instant moved = Instant.now();
                assertThat(owner.post("127.0.0.1", 9900, "/v1/vips/six/switchover", "{}"))
                        .startsWith("HTTP/1.1 200")
                        .contains("no connection is cut");
                load.awaitServedBy(owner == hostA ? hostB : hostA, moved);
            }
            assertNothingLost(load, begin);
            assertThat(hostA.holds(six)).isTrue();
            assertThat(hostB.holds(six)).isFalse();
        }
        assertSoleOwner(hostA);
        for (Host host : List.of(hostA, hostB)) {
            assertNoTrace(host);
            assertThat(host.run("ip", "-o", "addr", "show", "dev", "lo")).doesNotContain(six);
        }
    }

    /// The successor's tracker of connections knows an earlier one of the same port of the client's. Often it sees that
    /// the numbers do not fit; here it does not look at them.
    @Test
    void whatTheSuccessorKnowsOfAnEarlierConnectionOfTheSamePortCutsNothing() {
        pair.ready(pair.sticky());
        hostA.run("sysctl", "-q", "-w", "net.netfilter.nf_conntrack_tcp_be_liberal=1");
        pair.askForSwitchover(hostA);
        // While this one lives on at proxy-b, proxy-a tracks connections.
        LabProcess kept = begun("kept", "20081", "/stream/8000");
        pair.askForSwitchover(hostB);
        assertThat(begun("earlier", "20080", "/").exitCode(LIMIT)).isZero();
        pair.askForSwitchover(hostA);
        LabProcess later = begun("later", "20080", "/stream/4000");
        pair.askForSwitchover(hostB);
        assertThat(later.exitCode(LIMIT)).isZero();
        assertThat(kept.exitCode(LIMIT)).isZero();
        assertSoleOwner(hostA);
    }

    private LabProcess begun(String name, String port, String path) {
        LabProcess client = pair.clientHost()
                .start(test + "." + name, JavaCommand.small("tandem.lab.SamePortMain", VIP, "80", port, path));
        var lines = new LineTail(client.log());
        pair.lab().await(LIMIT).until("it is answered", lines::fresh, some -> some.contains(SamePortMain.BEGUN));
        return client;
    }

    @Test
    void whoCannotHandOverSaysSoAndNothingMoves() {
        pair.ready(pair.sticky());
        Instant begin = Instant.now();
        assertThat(hostA.post("127.0.0.1", 9900, "/v1/vips/nothing/switchover", "{}"))
                .startsWith("HTTP/1.1 404")
                .contains("there is no VIP nothing");
        // Also where the other node passes the wish on to the owner.
        for (Host asked : List.of(hostA, hostB))
            assertThat(asked.post("127.0.0.1", 9900, "/v1/vips/web/switchover", "{\"to\": \"nobody\"}"))
                    .startsWith("HTTP/1.1 409")
                    .contains("nothing is heard of a node nobody");
        assertThat(watch.history().since(begin)).isEmpty();
        assertSoleOwner(hostA);
    }

    @Test
    void anOrderlyStopCutsNothing() {
        pair.ready(pair.sticky());
        try (var load = Load.begin()) {
            Instant stop = Instant.now();
            pair.node(hostA).terminate();
            load.awaitServedBy(hostB, stop);
            assertThat(pair.node(hostA).exitCode(LIMIT)).isZero();
            assertSoleOwner(hostB);
            assertNothingLost(load, stop);
        }
        assertNoTrace(hostA, hostB);
    }

    @Test
    void anOldOwnerThatIsKilledWhileItsConnectionsLiveOnLeavesNoTraceAtItsNextStart() {
        pair.ready(pair.sticky());
        try (var load = Load.begin()) {
            Instant moved = Instant.now();
            pair.askForSwitchover(hostA);
            pair.node(hostA).kill();
            load.fresh().awaitServedBy(hostB, moved, LIMIT);
            assertThat(hostA.run("nft", "list", "ruleset")).contains("tandem-web");
        }
        assertSoleOwner(hostB);
        assertNoTrace(hostB);
        pair.start(hostA, pair.sticky());
        pair.awaitRole(hostA, "standby");
        assertNoTrace(hostA);
        assertSoleOwner(hostB);
    }

    @Test
    void aSuccessorThatIsKilledGivesTheAddressBackToTheOldOwner() {
        pair.ready(pair.sticky());
        try (var load = Load.begin()) {
            pair.askForSwitchover(hostA);
            Instant killed = Instant.now();
            pair.node(hostB).kill();
            load.fresh().awaitServedBy(hostA, killed, LIMIT);
            assertThat(hostB.run("nft", "list", "ruleset")).contains("tandem-web");
            assertSoleOwner(hostA);
            assertNoTrace(hostA);
        }
        pair.start(hostB, pair.sticky());
        pair.awaitRole(hostB, "standby");
        assertNoTrace(hostB);
        assertSoleOwner(hostA);
    }
}
