package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.lab.ClassicLab.VIP;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The lab itself, with the virtual address moved by hand and Tomcats in place of the proxies.
class LabIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration HOLD = Duration.ofMillis(500);
    private static final String URL = "http://" + VIP + "/";

    private static ClassicLab classic;
    private static Host hostA;
    private static Host hostB;
    private static LabProcess onA;
    private static VipWatch watch;

    @BeforeAll
    static void standInsServeOnBothHosts() {
        classic = ClassicLab.open("lab-it");
        hostA = classic.proxyA();
        hostB = classic.proxyB();
        watch = VipWatch.start(classic.lab(), VIP, hostA, hostB);
        onA = standIn(hostA);
        standIn(hostB);
    }

    private static LabProcess standIn(Host host) {
        host.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind");
        return classic.startTomcat(host, host.name(), VIP, 80);
    }

    @AfterAll
    static void closed() {
        if (classic != null) classic.close();
    }

    @AfterEach
    void nobodyHoldsTheAddress() {
        classic.lab().healAll();
        for (Host host : List.of(hostA, hostB)) if (host.holds(VIP)) host.deleteAddress(VIP);
    }

    private static void give(Host host) {
        host.addAddress(VIP);
        host.run("arping", "-q", "-A", "-c", "1", "-I", host.device(), "-s", VIP, VIP);
    }

    private static LoadClient client(LoadClient.Style style) {
        return LoadClient.start(classic.lab(), classic.client(), "client", style)
                .awaitServed(LIMIT);
    }

    private static void awaitFailed(LoadClient client, Instant from, long count) {
        classic.lab()
                .await(LIMIT)
                .until(
                        count + " attempts failed",
                        () -> client.attempts().since(from),
                        since -> since.failed() >= count);
    }

    @Test
    void theClientSeesAMoveOfTheAddressAsOneGap() {
        give(hostA);
        try (var client = client(LoadClient.Style.newConnections(URL))) {
            watch.awaitSoleOwner(hostA, HOLD, LIMIT);
            Instant moved = Instant.now();
            hostA.deleteAddress(VIP);
            awaitFailed(client, moved, 20);
            give(hostB);
            watch.awaitSoleOwner(hostB, HOLD, LIMIT);
            client.awaitServed(LIMIT);
            Instant end = Instant.now();
            Attempts seen = client.finish();
            VipHistory history = watch.history();
            assertThat(seen.since(moved).backends()).contains("proxy-b");
            assertThat(history.longestVacant(moved, end)).isPositive().isLessThanOrEqualTo(seen.longestGap(moved));
            assertThat(history.longestShared(moved, end)).isZero();
        }
    }

    @Test
    void twoOwnersAtOnceAreSeen() {
        Instant start = Instant.now();
        hostA.addAddress(VIP);
        hostB.addAddress(VIP);
        assertThat(hostA.holds(VIP)).isTrue();
        assertThat(hostB.addresses()).containsExactlyInAnyOrder("192.168.17.131", VIP);
        classic.lab()
                .await(LIMIT)
                .until(
                        "both are seen",
                        watch::history,
                        history -> history.owners().size() == 2);
        hostA.deleteAddress(VIP);
        assertThat(watch.awaitSoleOwner(HOLD, LIMIT)).isEqualTo("proxy-b");
        assertThat(watch.history().longestShared(start, Instant.now())).isPositive();
    }

    @Test
    void aLeasedAddressGoesByItself() {
        Instant start = Instant.now();
        hostA.run("ip", "addr", "add", VIP + "/32", "dev", "eth1", "valid_lft", "1", "preferred_lft", "1");
        watch.awaitSoleOwner(hostA, HOLD, LIMIT);
        classic.lab()
                .await(LIMIT)
                .until(
                        "it is gone",
                        watch::history,
                        history -> history.lost("proxy-a", start).isPresent());
        assertThat(hostA.holds(VIP)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"PULLED", "SILENT"})
    void aCutCableLosesRequestsUntilItIsHealed(Cable cut) {
        give(hostA);
        try (var client = client(LoadClient.Style.newConnections(URL))) {
            Instant start = Instant.now();
            hostA.cable(cut);
            awaitFailed(client, start, 20);
            assertThat(hostA.run("cat", "/sys/class/net/eth1/carrier").strip())
                    .isEqualTo(cut == Cable.PULLED ? "0" : "1");
            hostA.cable(Cable.WHOLE);
            client.awaitServed(LIMIT);
            assertThat(client.finish().since(start).outcomes())
                    .containsKeys(Attempt.Outcome.TIMEOUT, Attempt.Outcome.OK);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aFrozenServerAnswersAgainWhenItIsThawed(int connections) {
        give(hostA);
        try (var client =
                client(new LoadClient.Style(URL, Duration.ofMillis(5), Duration.ofMillis(250), connections))) {
            Instant frozen = Instant.now();
            onA.freeze();
            awaitFailed(client, frozen, 4);
            onA.thaw();
            client.awaitServed(LIMIT);
            assertThat(client.finish().since(frozen).outcomes())
                    .containsKeys(Attempt.Outcome.TIMEOUT, Attempt.Outcome.OK);
        }
    }

    @Test
    void aKilledServerRefusesConnections() {
        give(hostA);
        try (var client = client(LoadClient.Style.newConnections(URL))) {
            Instant start = Instant.now();
            onA.kill();
            assertThat(onA.exitCode(LIMIT)).isEqualTo(128 + 9);
            awaitFailed(client, start, 20);
            assertThat(client.finish().since(start).outcomes()).containsKey(Attempt.Outcome.REFUSED);
        } finally {
            onA = standIn(hostA);
        }
    }

    @Test
    void aTerminatedProcessEndsWithItsOwnCode() {
        LabProcess process = hostA.start("orderly", List.of("sh", "-c", "trap 'exit 7' TERM; echo up; read line"));
        var tail = new LineTail(process.log());
        classic.lab().await(LIMIT).until("it is up", tail::fresh, lines -> lines.contains("up"));
        process.terminate();
        assertThat(process.exitCode(LIMIT)).isEqualTo(7);
    }
}
