package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tandem.backend.Mode;
import tandem.backend.PoolChange;
import tandem.cluster.Fitness;
import tandem.fixture.SideBySide;
import tandem.health.Standing;
import tandem.tls.CertificateSnapshot;

/// The dashboard of a node that asks for tokens, and what it says of changes that are not simply done, in a
/// real browser: one story in the order of the methods.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SideBySide
class DashboardAccessIT {
    private static final String OWNER = "[data-vip=main] .owner";
    private static final String SWITCHOVER = "[data-vip=main] .switchover";
    private static final NewToken OPERATOR = NewToken.of(new Caller("alice", Caller.Role.OPERATOR));
    private static final NewToken VIEWER = NewToken.of(new Caller("bob", Caller.Role.VIEWER));

    @TempDir
    static Path folder;

    private static final Vertx VERTX = Vertx.vertx();
    private static final FakeNode NODE = new FakeNode("proxy-a");
    private static final FakeNode OTHER = NODE.with(new FakeNode("proxy-b"));
    private static int rewritten;
    private static String url = "";
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        OTHER.owner(Optional.of("proxy-a"));
        NODE.heard = new Fitness.Fit();
        var tokens = tokens(OPERATOR, VIEWER);
        var settings = new AdminSettings(
                new AdminSettings.Listen("127.0.0.1", 0),
                null,
                new AdminSettings.Access(Optional.of(tokens.toString()), Optional.empty()),
                List.of());
        url = "http://127.0.0.1:"
                + FakeNode.start(VERTX, settings, NODE.services()).port();
        browser = new Browser(Files.createDirectory(folder.resolve("profile")));
        browser.screen(1200, 900, false);
    }

    @AfterAll
    static void stop() {
        if (browser != null) browser.close();
        VERTX.close();
    }

    private static Path tokens(NewToken... known) throws IOException {
        var lines = new StringBuilder();
        for (var one : known) lines.append(one.line()).append("\n");
        var file = Files.writeString(folder.resolve("tokens"), lines);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10L * ++rewritten)));
    }

    /// Types a token and signs in, more slowly than the page is drawn.
    private static void signIn(String token) throws Exception {
        browser.await("#token-go", text -> text.equals("Sign in"));
        browser.element("#token").sendKeys(token);
        browser.script("""
                return new Promise(done => {
                    let left = 2;
                    const drawn = new MutationObserver(() => {
                        if (--left === 0) {
                            drawn.disconnect();
                            done(true);
                        }
                    });
                    drawn.observe(document.querySelector('title'), {childList: true});
                })""");
        browser.element("#token-go").click();
    }

    /// Confirms what is asked, and waits for what comes of it.
    private static void goAndRead(String outcome) throws Exception {
        browser.element("#dialog-go").click();
        browser.await("#outcome", text -> text.equals(outcome));
    }

    @Test
    @Order(1)
    void aWrongTokenIsToldSoAndARightOneLetsIn() throws Exception {
        browser.open(url);
        signIn("tdm_wrong");
        browser.await("#token-wrong", text -> text.equals("This token is not known here, or not any more."));
        assertThat(browser.barriers()).isEmpty();
        browser.picture("sign-in");

        signIn(VIEWER.token());

        browser.await(OWNER, text -> text.equals("proxy-a owns 192.168.77.50/32"));
        assertThat(browser.text("#caller")).isEqualTo("signed in as bob, viewer");
    }

    @Test
    @Order(2)
    void aViewerSeesAllAndNoButtonThatWouldBeRefused() throws Exception {
        browser.await("[data-backend=tomcat-1] .mark", text -> text.equals("healthy"));
        assertThat(browser.script("return Array.from(document.querySelectorAll('button'), one => one.id)"))
                .isEqualTo(List.of("theme", "language"));
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    @Order(3)
    void whoseTokenIsTakenAwayIsAskedForAnother() throws Exception {
        tokens(OPERATOR);
        browser.await("#token-wrong", text -> text.contains("not any more"));
        assertThat(browser.script("return sessionStorage.length")).isEqualTo(0L);
        assertThat(browser.text(OWNER)).isEmpty();
        signIn(OPERATOR.token());
        browser.await("#caller", text -> text.equals("signed in as alice, operator"));
        // And stays so when the page is loaded again.
        browser.open(url);
        browser.await(SWITCHOVER, text -> text.equals("Switch over …"));
    }

    @Test
    @Order(4)
    void aSwitchoverThatIsUnderWayIsNotShownAsDone() throws Exception {
        NODE.reply = new SwitchoverReply.UnderWay("it takes a while");
        browser.element(SWITCHOVER).click();
        goAndRead("Under way, not yet done: it takes a while. This page shows what comes of it.");
        assertThat(browser.barriers()).isEmpty();
        browser.element("#dialog-close").click();
    }

    @Test
    @Order(5)
    void whatCannotBeReadIsNotChanged() throws Exception {
        var before = NODE.events.since(0, EventLog.MOST).size();
        browser.script("""
                window.real = window.fetch;
                window.fetch = (url, options) => String(url) === '/v1/vips/main'
                    ? Promise.reject(new TypeError('lost')) : window.real(url, options)""");
        browser.element(SWITCHOVER).click();
        goAndRead("Not done: what it is now cannot be read from the node");
        browser.element("#dialog-close").click();
        browser.script("window.fetch = window.real");
        assertThat(NODE.events.since(0, EventLog.MOST)).hasSize(before);
    }

    @Test
    @Order(6)
    void aChangeWhoseAnswerIsLostIsSentAgainWithItsKeyAndMadeOnce() throws Exception {
        browser.script("""
                window.keys = [];
                window.fetch = async (url, options) => {
                    const answer = await window.real(url, options);
                    if (options.method !== 'POST') return answer;
                    window.keys.push(options.headers['Idempotency-Key']);
                    if (window.keys.length === 1) throw new TypeError('lost');
                    return answer;
                }""");
        browser.element("[data-backend=tomcat-1] .drain").click();
        goAndRead("Done: draining");
        browser.element("#dialog-close").click();
        browser.script("window.fetch = window.real");
        assertThat(browser.script("return window.keys.length")).isEqualTo(2L);
        assertThat(browser.script("return new Set(window.keys).size")).isEqualTo(1L);
        assertThat(NODE.changes).singleElement().isInstanceOf(PoolChange.Drain.class);
        assertThat(OTHER.changes).hasSize(1);
    }

    @Test
    @Order(7)
    void aCertificateNearItsEndIsBrokenAlsoThatOfTheAdminListener() throws Exception {
        var end = Instant.now().plus(Duration.ofDays(10)).truncatedTo(ChronoUnit.SECONDS);
        NODE.certificate =
                Optional.of(new CertificateSnapshot("admin.pem", List.of(), "CN=a", "CN=ca", "0b", Instant.EPOCH, end));
        browser.await(
                "#troubles",
                text -> text.contains("warning") && text.contains("admin.pem of node proxy-a expires at " + end));
        NODE.certificate = Optional.empty();
        browser.await("#troubles", text -> !text.contains("admin.pem") && text.contains("Pool tomcat has no backend"));
        var drained = NODE.mode;
        NODE.mode = new Mode.Enabled();
        browser.await("#broken-none", text -> text.contains("Nothing"));
        NODE.mode = drained;
    }

    /// The page reckons by itself, from what the nodes say.
    @Test
    @Order(7)
    void thePageReckonsTheEndOfCertificatesAsTheNodesDo() {
        var now = Instant.parse("2026-11-30T12:00:00Z");
        for (var life : List.of(Duration.ofHours(12), Duration.ofDays(7), Duration.ofDays(90)))
            for (var left : List.of(-1L, 0L, 1L, 40L, 100L, 170L, 240L, 400L, 900L)) {
                var end = now.plus(life.multipliedBy(left).dividedBy(1000));
                var begin = end.minus(life);
                var grade = switch (Expiry.of(begin, end, now)) {
                    case FAR -> "null";
                    case SOON -> "warning";
                    case URGENT, EXPIRED -> "error";
                };
                assertThat(browser.script(
                                "const [begin, end, now] = arguments; return import('/dashboard/model.js').then(model =>"
                                        + " String(model.expiry({notBefore: begin, notAfter: end}, Date.parse(now))))",
                                begin.toString(),
                                end.toString(),
                                now.toString()))
                        .as("%s of %s left", left, life)
                        .isEqualTo(grade);
            }
    }

    /// Drained, or out: either way nobody takes who comes anew.
    @Test
    @Order(7)
    void thePageKnowsAPoolThatTakesNobodyAndNodesThatDoNotUnderstandEachOther() {
        for (var backend : List.of("enabled out", "draining healthy", "draining out")) {
            var words = backend.split(" ", -1);
            assertThat(browser.script("""
                            const [mode, state] = arguments;
                            const status = {vips: [], ready: true, listeners: [], cluster: {beacons: {problems: ['apart']}}, pools: [{
                              name: 'shop', backends: [{name: 'one', mode, state, reason: ''}]}]};
                            return import('/dashboard/model.js').then(model => model.troubles({nodes: [{name: 'a', status}]})
                              .map(one => `${one.grade} ${one.key}`).join(', '))""", words[0], words[1]))
                    .asString()
                    .as(backend)
                    .contains("error trouble.pool", "error trouble.apart");
        }
    }

    @Test
    @Order(7)
    void aWitnessThatIsLostIsBrokenInBothLanguages() throws Exception {
        NODE.witnesses = Set.of("witness");
        OTHER.witnesses = NODE.witnesses;
        OTHER.alsoThere = List.of(OTHER.member("witness", new Fitness.Witness()));
        browser.await(
                "#troubles", text -> text.matches("(?s).*warning\\s+Witness witness is not heard by proxy-a\\b.*"));
        OTHER.alsoThere = List.of();
        browser.await(
                "#troubles", text -> text.matches("(?s).*error\\s+Witness witness is not heard by proxy-a, proxy-b.*"));
        browser.wholePage("witness-lost");
        browser.element("#language").click();
        browser.await("#troubles", text -> text.contains("proxy-a, proxy-b 听不到见证节点 witness"));
        browser.element("#language").click();
        NODE.alsoThere = List.of(NODE.member("witness", new Fitness.Witness()));
        OTHER.alsoThere = NODE.alsoThere;
        browser.await("#troubles", text -> !text.contains("itness"));
    }

    @Test
    @Order(7)
    void whyTlsWithABackendFailsAndWhatAnotherNodeSeesIsBroken() throws Exception {
        var before = NODE.handshakes;
        NODE.handshakes = Map.of("10.0.0.1:8080", "its certificate is not for tomcat-1");
        browser.await(
                "#troubles",
                text -> text.contains(
                        "TLS from node proxy-a to backend tomcat/tomcat-1 fails: its certificate is not for tomcat-1"));
        browser.await(
                "[data-backend=tomcat-1] .tls",
                text -> text.contains("TLS from proxy-a fails: its certificate is not for tomcat-1"));
        OTHER.standing = Standing.OUT;
        browser.await(
                "#troubles",
                text -> text.contains("Backend tomcat/tomcat-1 is out as proxy-b sees it: 2 requests failed in a row"));
        browser.wholePage("backend-troubles");
        assertThat(browser.barriers()).isEmpty();
        NODE.handshakes = before;
        OTHER.standing = Standing.HEALTHY;
        browser.await("#troubles", text -> !text.contains("TLS") && !text.contains("sees it"));
        NODE.shown = Optional.of(new CertificateSnapshot(
                "proxy.pem", List.of(), "CN=a", "CN=ca", "0c", Instant.EPOCH, Instant.EPOCH.plusSeconds(1)));
        browser.await("#troubles", text -> text.contains("proxy.pem of node proxy-a has expired"));
        NODE.shown = Optional.empty();
        browser.await("#troubles", text -> !text.contains("proxy.pem"));
    }

    @Test
    @Order(8)
    void aChangeThatANodeHasNotMadeIsNotShownAsDone() throws Exception {
        NODE.others.clear();
        browser.await("#troubles", text -> text.contains("Node proxy-b does not answer"));
        browser.element("[data-backend=tomcat-1] .enable").click();
        goAndRead("Done, but not on every node: proxy-b: node proxy-b did not answer within 700 ms");
        browser.picture("not-on-every-node");
        assertThat(browser.barriers()).isEmpty();
    }
}
