package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.lab.ClassicLab.VIP;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The main job: two Tandem nodes with the classic guide's configuration, one virtual address, and it moves.
/// Whatever happens, exactly one node holds it in the end.
class TakeoverLabIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration STEADY = Duration.ofSeconds(2);
    /// The lease of the guide's configuration, and time for a busy machine to notice that it is over.
    private static final Duration LEASE_IS_OVER = Duration.ofSeconds(2 + 3);

    /// The cookie of a session, and in it the jvmRoute of its Tomcat.
    private static final Pattern SESSION = Pattern.compile("(JSESSIONID=[0-9A-F]+\\.([a-z0-9-]+))");

    private static TandemPair pair;
    private static Host hostA;
    private static Host hostB;
    private static VipWatch watch;

    private String test = "";

    @BeforeAll
    static void labWithTwoTomcats() {
        pair = TandemPair.open("takeover");
        hostA = pair.hostA();
        hostB = pair.hostB();
        watch = pair.watch();
    }

    @AfterAll
    static void closed() {
        if (pair != null) pair.close();
    }

    @BeforeEach
    void named(TestInfo info) {
        test = info.getTestMethod().orElseThrow().getName();
        if (!info.getDisplayName().startsWith(test))
            test += "-" + info.getDisplayName().replaceAll("[^A-Za-z0-9]+", "-");
        pair.begin(test);
    }

    @AfterEach
    void reset() {
        pair.reset();
    }

    /// The kernels' word, and that of the hosts when they are asked.
    private static void assertSoleOwner(Host owner) {
        watch.awaitSoleOwner(owner, STEADY, LIMIT);
        assertThat(hostA.holds(VIP)).as("proxy-a holds the address").isEqualTo(owner == hostA);
        assertThat(hostB.holds(VIP)).as("proxy-b holds the address").isEqualTo(owner == hostB);
    }

    /// Ends the client, and tells what it saw of a fault and who held the address meanwhile.
    private Attempts note(LoadClient client, Instant fault) {
        Attempts attempts = client.finish();
        Instant now = Instant.now();
        VipHistory history = watch.history();
        pair.lab()
                .note(test + ": " + attempts.summary(fault) + "; no owner for "
                        + history.longestVacant(fault, now).toMillis() + " ms, two for "
                        + history.longestShared(fault, now).toMillis() + " ms\n"
                        + attempts.since(fault).timeline(fault) + history.text(fault));
        return attempts;
    }

    @Test
    void theAddressIsOnTheHigherPriorityAndOnlyThere() {
        Instant start = Instant.now();
        pair.startBoth(test, pair.guide());
        assertSoleOwner(hostA);
        try (var client = pair.client()) {
            Attempts attempts = note(client, start);
            assertThat(attempts.peers()).containsExactly(hostA.address());
            assertThat(attempts.backends()).containsExactly("tomcat-1", "tomcat-2");
        }
    }

    @Test
    void aKilledOwnerIsReplacedAndTakesTheAddressBackWhenItPreempts() {
        pair.startBoth(test, pair.guide());
        try (var client = pair.client()) {
            Instant killed = Instant.now();
            pair.node(hostA).kill();
            assertSoleOwner(hostB);
            client.awaitServedBy(hostB, killed, LIMIT);
            assertThat(watch.history().lost("proxy-a", killed))
                    .hasValueSatisfying(lost -> assertThat(lost).isBefore(killed.plus(LEASE_IS_OVER)));
            Instant again = Instant.now();
            pair.start(hostA, pair.guide());
            assertSoleOwner(hostA);
            client.awaitServedBy(hostA, again, LIMIT);
            note(client, killed);
        }
    }

    @Test
    void aKilledOwnerThatComesBackStandsByWithoutPreemption() {
        pair.startBoth(test, pair.sticky());
        try (var client = pair.client()) {
            Instant killed = Instant.now();
            pair.node(hostA).kill();
            assertSoleOwner(hostB);
            Instant moved = Instant.now();
            pair.start(hostA, pair.sticky());
            pair.awaitRole(hostA, "standby");
            assertSoleOwner(hostB);
            assertThat(watch.history().gained("proxy-a", moved)).isEmpty();
            assertThat(watch.history().lost("proxy-b", moved)).isEmpty();
            assertThat(note(client, killed).since(moved).peers()).containsExactly(hostB.address());
        }
    }

    @Test
    void anOwnerThatIsStoppedHandsOverAndEndsWithZero() {
        pair.startBoth(test, pair.guide());
        try (var client = pair.client()) {
            Instant stopped = Instant.now();
            pair.node(hostA).terminate();
            assertThat(pair.node(hostA).exitCode(LIMIT)).isZero();
            assertThat(hostA.holds(VIP))
                    .as("the address was released before the end")
                    .isFalse();
            assertSoleOwner(hostB);
            client.awaitServedBy(hostB, stopped, LIMIT);
            note(client, stopped);
        }
    }

    @Test
    void aRequestUnderWayIsAnsweredWhenTheOwnerIsStopped() {
        pair.startBoth(test, pair.guide());
        var answer = CompletableFuture.supplyAsync(() -> pair.get("/slow?ms=2000"));
        pair.lab()
                .await(LIMIT)
                .until(
                        "the request is under way",
                        () -> pair.status(hostA).getJsonObject("proxy"),
                        proxy -> proxy != null && proxy.getInteger("inFlight") > 0);
        pair.node(hostA).terminate();
        assertThat(answer.join()).contains("X-Peer: " + hostA.address()).containsPattern("\r\n\r\ntomcat-[12]$");
        assertThat(pair.node(hostA).exitCode(LIMIT)).isZero();
        assertSoleOwner(hostB);
    }

    @Test
    void aSessionStaysWithItsTomcatAcrossATakeover() {
        pair.startBoth(test, pair.sticky());
        String first = pair.get("/session");
        Matcher cookie = SESSION.matcher(first);
        assertThat(cookie.find()).as("%s", first).isTrue();
        String tomcat = cookie.group(2);
        assertThat(first)
                .contains("X-Backend: " + tomcat, "X-Peer: " + hostA.address())
                .endsWith("\r\n\r\n1");
        pair.node(hostA).kill();
        assertSoleOwner(hostB);
        for (int count = 2; count <= 5; count++)
            assertThat(pair.get("/session", "Cookie: " + cookie.group(1)))
                    .contains("X-Backend: " + tomcat, "X-Peer: " + hostB.address())
                    .endsWith("\r\n\r\n" + count);
    }

    @ParameterizedTest
    @EnumSource(names = {"PULLED", "SILENT"})
    void aCutOwnerIsReplacedAndOneOfThemGivesWayWhenItIsHealed(Cable cut) {
        pair.startBoth(test, pair.guide());
        try (var client = pair.client()) {
            Instant fault = Instant.now();
            hostA.cable(cut);
            pair.lab()
                    .await(LIMIT)
                    .until(
                            "proxy-b holds the address",
                            watch::history,
                            history -> history.owners().contains("proxy-b"));
            client.awaitServedBy(hostB, fault, LIMIT);
            Instant healed = Instant.now();
            hostA.cable(Cable.WHOLE);
            // The better node preempts, once both know of each other again.
            assertSoleOwner(hostA);
            client.awaitServedBy(hostA, healed, LIMIT);
            note(client, fault);
        }
    }

    @Test
    void anAddressThatAnEarlierRunLeftIsCleanedAtStart() {
        hostA.addAddress(VIP);
        pair.start(hostB, pair.sticky());
        pair.awaitRole(hostB, "active");
        assertThat(hostA.holds(VIP)).isTrue();
        pair.start(hostA, pair.sticky());
        pair.awaitRole(hostA, "standby");
        assertSoleOwner(hostB);
    }

    @Test
    void bothMayBeKilledAndStartedInTheReverseOrder() {
        pair.startBoth(test, pair.guide());
        pair.node(hostA).kill();
        pair.node(hostB).kill();
        pair.start(hostB, pair.guide());
        assertSoleOwner(hostB);
        pair.start(hostA, pair.guide());
        assertSoleOwner(hostA);
    }

    @Test
    void aFrozenOwnerIsReplacedAndDoesNotServeForLongWhenItThaws() {
        pair.startBoth(test, pair.sticky());
        try (var client = pair.client()) {
            Instant frozen = Instant.now();
            pair.node(hostA).freeze();
            assertSoleOwner(hostB);
            assertThat(watch.history().lost("proxy-a", frozen))
                    .hasValueSatisfying(lost -> assertThat(lost).isBefore(frozen.plus(LEASE_IS_OVER)));
            client.awaitServedBy(hostB, frozen, LIMIT);
            Instant thawed = Instant.now();
            pair.node(hostA).thaw();
            pair.awaitRole(hostA, "standby");
            watch.awaitSoleOwner(STEADY, LIMIT);
            Instant end = Instant.now();
            pair.lab()
                    .note(test + ": after the thaw two owners for "
                            + watch.history().longestShared(thawed, end).toMillis() + " ms");
            note(client, frozen);
        }
    }

    @Test
    void anAddressThatSomebodyDeletesComesBack() {
        pair.startBoth(test, pair.guide());
        try (var client = pair.client()) {
            Instant deleted = Instant.now();
            hostA.deleteAddress(VIP);
            pair.lab()
                    .await(LIMIT)
                    .until(
                            "proxy-a has it again",
                            watch::history,
                            history -> history.gained("proxy-a", deleted).isPresent());
            assertSoleOwner(hostA);
            client.awaitServedBy(hostA, deleted, LIMIT);
            note(client, deleted);
        }
    }

    @Test
    void aKilledTomcatCostsTheClientsNothing() {
        pair.startBoth(test, pair.guide());
        try (var client = pair.patientClient()) {
            Instant killed = Instant.now();
            pair.tomcat(pair.backend1()).kill();
            client.awaitServed(LIMIT);
            awaitEveryAnswerFrom("tomcat-2", client);
            assertThat(note(client, killed).since(killed).failed()).isZero();
            assertSoleOwner(hostA);
        } finally {
            pair.startTomcat(pair.backend1(), "tomcat-1");
        }
    }

    @Test
    void aTomcatWhoseHostIsCutIsTakenOut() {
        pair.startBoth(test, pair.guide());
        try (var client = pair.client()) {
            Instant cut = Instant.now();
            pair.backend1().cable(Cable.SILENT);
            awaitEveryAnswerFrom("tomcat-2", client);
            Instant healed = Instant.now();
            pair.backend1().cable(Cable.WHOLE);
            pair.lab()
                    .await(LIMIT)
                    .until(
                            "tomcat-1 answers again",
                            () -> client.attempts().since(healed).backends(),
                            backends -> backends.contains("tomcat-1"));
            note(client, cut);
            assertSoleOwner(hostA);
        }
    }

    private static void awaitEveryAnswerFrom(String backend, LoadClient client) {
        pair.lab()
                .await(LIMIT)
                .until(
                        "for a second every attempt is answered by " + backend,
                        () -> client.attempts().since(Instant.now().minusSeconds(1)),
                        second -> second.list().size() > 50
                                && second.failed() == 0
                                && second.backends().equals(Set.of(backend)));
    }
}
