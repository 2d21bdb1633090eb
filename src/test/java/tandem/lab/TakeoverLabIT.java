package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.lab.PairLab.LEASE_IS_OVER;
import static tandem.lab.PairLab.LIMIT;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The main job: two Tandem nodes with the classic guide's configuration, one virtual address, and it moves.
/// Whatever happens, exactly one node holds it in the end: the better one, once it is back.
class TakeoverLabIT {
    @RegisterExtension
    static final PairLab LAB = new PairLab("takeover");

    @Test
    void theAddressIsOnTheHigherPriorityAndOnlyThere() {
        LAB.readyToPreempt();
        Instant start = Instant.now();
        LAB.assertSoleOwner(LAB.hostA());
        try (var client = LAB.pair().client()) {
            Attempts attempts = LAB.note(client, start);
            assertThat(attempts.peers()).containsExactly(LAB.hostA().address());
            assertThat(attempts.backends()).containsExactly("tomcat-1", "tomcat-2");
        }
    }

    @Test
    void aKilledOwnerIsReplacedAndTakesTheAddressBackWhenItPreempts() {
        LAB.readyToPreempt();
        try (var client = LAB.pair().client()) {
            Instant killed = Instant.now();
            LAB.pair().node(LAB.hostA()).kill();
            LAB.assertSoleOwner(LAB.hostB());
            client.awaitServedBy(LAB.hostB(), killed, LIMIT);
            assertThat(LAB.history().lost("proxy-a", killed))
                    .hasValueSatisfying(lost -> assertThat(lost).isBefore(killed.plus(LEASE_IS_OVER)));
            Instant again = Instant.now();
            LAB.start(LAB.hostA(), TandemPair.GUIDE);
            LAB.assertSoleOwner(LAB.hostA());
            client.awaitServedBy(LAB.hostA(), again, LIMIT);
            LAB.note(client, killed);
        }
    }

    @Test
    void anOwnerThatIsStoppedHandsOverAndEndsWithZero() {
        LAB.readyToPreempt();
        try (var client = LAB.pair().client()) {
            Instant stopped = Instant.now();
            LAB.pair().node(LAB.hostA()).terminate();
            assertThat(LAB.pair().node(LAB.hostA()).exitCode(LIMIT)).isZero();
            assertThat(LAB.hostA().holds(ClassicLab.VIP))
                    .as("the address was released before the end")
                    .isFalse();
            LAB.assertSoleOwner(LAB.hostB());
            client.awaitServedBy(LAB.hostB(), stopped, LIMIT);
            LAB.note(client, stopped);
        }
    }

    @Test
    void aRequestUnderWayIsAnsweredWhenTheOwnerIsStopped() {
        LAB.readyToPreempt();
        var answer = CompletableFuture.supplyAsync(() -> LAB.pair().get("/slow?ms=2000"));
        LAB.await()
                .until(
                        "the request is under way",
                        () -> LAB.pair().status(LAB.hostA()).getJsonObject("proxy"),
                        proxy -> proxy != null && proxy.getInteger("inFlight") > 0);
        LAB.pair().node(LAB.hostA()).terminate();
        assertThat(answer.join()).contains("X-Peer: " + LAB.hostA().address()).containsPattern("\r\n\r\ntomcat-[12]$");
        assertThat(LAB.pair().node(LAB.hostA()).exitCode(LIMIT)).isZero();
        LAB.assertSoleOwner(LAB.hostB());
    }

    @ParameterizedTest
    @EnumSource(names = {"PULLED", "SILENT"})
    void aCutOwnerIsReplacedAndOneOfThemGivesWayWhenItIsHealed(Cable cut) {
        LAB.readyToPreempt();
        try (var client = LAB.pair().client()) {
            Instant fault = Instant.now();
            LAB.hostA().cable(cut);
            LAB.awaitHolder(LAB.hostB());
            client.awaitServedBy(LAB.hostB(), fault, LIMIT);
            Instant healed = Instant.now();
            LAB.hostA().cable(Cable.WHOLE);
            // The better node preempts, once both know of each other again.
            LAB.assertSoleOwner(LAB.hostA());
            client.awaitServedBy(LAB.hostA(), healed, LIMIT);
            LAB.note(client, fault);
        }
    }

    @Test
    void anOwnerWhoseInterfaceIsSetDownIsReplaced() {
        LAB.readyToPreempt();
        try (var client = LAB.pair().client()) {
            Instant fault = Instant.now();
            LAB.hostA().interfaceDown();
            LAB.awaitHolder(LAB.hostB());
            client.awaitServedBy(LAB.hostB(), fault, LIMIT);
            Instant up = Instant.now();
            LAB.hostA().interfaceUp();
            LAB.assertSoleOwner(LAB.hostA());
            client.awaitServedBy(LAB.hostA(), up, LIMIT);
            LAB.note(client, fault);
        }
    }

    @Test
    void anAddressThatSomebodyDeletesComesBack() {
        LAB.readyToPreempt();
        try (var client = LAB.pair().client()) {
            Instant deleted = Instant.now();
            LAB.hostA().deleteAddress(ClassicLab.VIP);
            LAB.await()
                    .until(
                            "proxy-a has it again",
                            LAB::history,
                            history -> history.gained("proxy-a", deleted).isPresent());
            LAB.assertSoleOwner(LAB.hostA());
            client.awaitServedBy(LAB.hostA(), deleted, LIMIT);
            LAB.note(client, deleted);
        }
    }

    @Test
    void aForeignHostThatClaimsTheAddressIsShownAndAnsweredUntilItIsGone() {
        LAB.readyToPreempt();
        Host stranger = LAB.pair().lab().host("stranger", "192.168.17.66", "eth0");
        try (var client = LAB.pair().client()) {
            Instant claimed = Instant.now();
            // Whoever speaks from an address claims it in the ARP requests that come before.
            stranger.addAddress(ClassicLab.VIP);
            stranger.run("ip", "route", "replace", "192.168.17.0/24", "dev", "eth0", "src", ClassicLab.VIP);
            stranger.get(LAB.hostA().address(), 9, "/");
            String mac = stranger.run("cat", "/sys/class/net/eth0/address").strip();
            LAB.await()
                    .until("proxy-a tells who else claims the address", TakeoverLabIT::problem, p -> p.contains(mac));
            // Nobody gives way to a stranger, and the clients find their way back.
            client.awaitServed(LIMIT);
            stranger.deleteAddress(ClassicLab.VIP);
            LAB.await().until("the stranger is forgotten", TakeoverLabIT::problem, String::isEmpty);
            assertThat(LAB.history().since(claimed)).isEmpty();
            LAB.assertSoleOwner(LAB.hostA());
            client.awaitServed(LIMIT);
            LAB.note(client, claimed);
        } finally {
            stranger.interfaceDown();
        }
    }

    private static String problem() {
        var vips = LAB.pair().status(LAB.hostA()).getJsonArray("vips", new JsonArray());
        return vips.isEmpty()
                ? ""
                : Objects.requireNonNullElse(vips.getJsonObject(0).getString("problem"), "");
    }

    @Test
    void beaconsThatComeTwiceAreCountedAndMoveNothing() {
        LAB.readyToPreempt();
        Instant begin = Instant.now();
        for (Host host : List.of(LAB.hostA(), LAB.hostB())) {
            Host other = host == LAB.hostA() ? LAB.hostB() : LAB.hostA();
            host.run(
                    "nft",
                    "add table ip twice; add chain ip twice out { type filter hook output priority 0; };"
                            + " add rule ip twice out udp dport 5701 dup to " + other.address() + " device "
                            + host.device());
        }
        try {
            for (Host host : List.of(LAB.hostA(), LAB.hostB())) {
                long before = stale(host);
                LAB.await().until(host + " has heard many beacons twice", () -> stale(host), now -> now > before + 100);
            }
            LAB.assertSoleOwner(LAB.hostA());
            assertThat(LAB.history().since(begin)).isEmpty();
        } finally {
            for (Host host : List.of(LAB.hostA(), LAB.hostB())) host.run("nft", "delete", "table", "ip", "twice");
        }
    }

    private static long stale(Host host) {
        return LAB.pair()
                .status(host)
                .getJsonObject("cluster", new JsonObject())
                .getJsonObject("beacons", new JsonObject())
                .getLong("stale", 0L);
    }

    @Test
    void aKilledTomcatCostsTheClientsNothing() {
        LAB.readyToPreempt();
        try (var client = LAB.pair().patientClient()) {
            Instant killed = Instant.now();
            LAB.pair().tomcat(LAB.pair().backend1()).kill();
            client.awaitServed(LIMIT);
            awaitEveryAnswerFrom("tomcat-2", client);
            assertThat(LAB.note(client, killed).since(killed).failed()).isZero();
            LAB.assertSoleOwner(LAB.hostA());
        } finally {
            LAB.pair().startTomcat(LAB.pair().backend1(), "tomcat-1");
        }
    }

    @Test
    void aTomcatWhoseHostIsCutIsTakenOut() {
        LAB.readyToPreempt();
        try (var client = LAB.pair().client()) {
            Instant cut = Instant.now();
            LAB.pair().backend1().cable(Cable.SILENT);
            awaitEveryAnswerFrom("tomcat-2", client);
            Instant healed = Instant.now();
            LAB.pair().backend1().cable(Cable.WHOLE);
            LAB.await()
                    .until(
                            "tomcat-1 answers again",
                            () -> client.attempts().since(healed).backends(),
                            backends -> backends.contains("tomcat-1"));
            LAB.note(client, cut);
            LAB.assertSoleOwner(LAB.hostA());
        }
    }

    @Test
    void theAddressStaysWhenAllTomcatsAreGone() {
        LAB.readyToPreempt();
        Instant fault = Instant.now();
        List<Host> backends = List.of(LAB.pair().backend1(), LAB.pair().backend2());
        try (var client = LAB.pair().client()) {
            backends.forEach(backend -> LAB.pair().tomcat(backend).freeze());
            for (Host proxy : List.of(LAB.hostA(), LAB.hostB())) LAB.pair().awaitBackendsOut(proxy, backends.size());
            // Whoever noticed first gave the address to the one that had not yet; now nobody is better.
            LAB.await().until("the answer is 503", () -> LAB.pair().get("/"), answer -> answer.contains(" 503 "));
            String owner = LAB.pair().watch().awaitSoleOwner(PairLab.STEADY, LIMIT);
            Instant back = Instant.now();
            backends.forEach(backend -> LAB.pair().tomcat(backend).thaw());
            client.awaitServed(LIMIT);
            LAB.pair().lab().note("without Tomcats " + owner + " held the address");
            LAB.assertSoleOwner(LAB.hostA());
            assertThat(LAB.history().longestVacant(fault, back)).isLessThan(LEASE_IS_OVER);
            LAB.note(client, fault);
        } finally {
            backends.forEach(backend -> LAB.pair().tomcat(backend).thaw());
        }
    }

    private static void awaitEveryAnswerFrom(String backend, LoadClient client) {
        LAB.await()
                .until(
                        "for a second every attempt is answered by " + backend,
                        () -> client.attempts().since(Instant.now().minusSeconds(1)),
                        second -> second.list().size() > 50
                                && second.failed() == 0
                                && second.backends().equals(Set.of(backend)));
    }
}
