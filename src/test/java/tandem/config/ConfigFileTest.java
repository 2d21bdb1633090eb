package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.AdminSettings;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.health.HealthSettings;
import tandem.health.Probe;
import tandem.http.HeadLimits;
import tandem.proxy.HashKey;
import tandem.proxy.HedgeSettings;
import tandem.proxy.Http2Limits;
import tandem.proxy.ProxySettings;
import tandem.proxy.QueueSettings;
import tandem.proxy.RetryOn;
import tandem.proxy.RetrySettings;
import tandem.proxy.TransportSettings;
import tandem.proxy.UpstreamHttp2Settings;
import tandem.tls.BackendTlsSettings;
import tandem.tls.CertificateSettings.Source;
import tandem.tls.TlsSettings.Version;
import tandem.vip.VipSettings;
import tandem.vip.VipSettings.Mode;

class ConfigFileTest {
    private static final String POOLS = "pools: [{name: tomcat, backends: [{address: tomcat:8080}]}]\n";

    @TempDir
    Path folder;

    private Loading loading = new Loading(Path.of(""));

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    @Test
    void theShortestFileHasOneBackendAndDefaultsForEverythingElse() {
        var settings = loading.valid(POOLS, Loading.node("a"));

        assertThat(settings.proxy())
                .isEqualTo(new ProxySettings(
                        new ProxySettings.Listen("0.0.0.0", 80),
                        "tomcat",
                        Runtime.getRuntime().availableProcessors(),
                        List.of(),
                        ProxySettings.Timeouts.DEFAULT,
                        ProxySettings.Limits.DEFAULT));
        var pool = settings.pools().getFirst();
        assertThat(pool.balance()).isEqualTo(Algorithm.ROUND_ROBIN);
        assertThat(pool.backends()).containsExactly(new Backend("tomcat:8080", "tomcat", 8080, 1));
        assertThat(pool.health()).isEqualTo(HealthSettings.DEFAULT);
        assertThat(settings.vips()).isEmpty();
        assertThat(settings.admin())
                .isEqualTo(new AdminSettings(
                        new AdminSettings.Listen("127.0.0.1", 9900),
                        null,
                        AdminSettings.Access.LOCAL,
                        List.of(new AdminSettings.Peer("a", Optional.of("http://127.0.0.1:9900")))));
        assertThat(settings.stop()).isEqualTo(Settings.Stop.DEFAULT);
    }

    private static final Probe CHECK_OF_GREEN = new Probe(
            Optional.of(8443),
            new Probe.Http(
                    "POST",
                    "/health",
                    Optional.of("shop:1"),
                    new Probe.Statuses(List.of(new Probe.Statuses.Range(204, 204), new Probe.Statuses.Range(207, 208))),
                    new Probe.Body.Json("/status", "UP")));

    private static final TransportSettings TRANSPORT_OF_GREEN = new TransportSettings(
            Optional.empty(),
            Optional.of(new BackendTlsSettings(
                    false,
                    Optional.empty(),
                    Optional.of("inside"),
                    Optional.of(new Source.Pem("/c", "/k", Optional.of("/p"))),
                    Version.TLS_1_3)),
            Optional.of(new UpstreamHttp2Settings(7, Duration.ofSeconds(8), Duration.ofMillis(900))),
            Optional.of(TransportSettings.secured(new BackendTlsSettings(
                    true, Optional.of("/ca"), Optional.of("shop.example.com"), Optional.empty(), Version.TLS_1_2))));

    @Test
    void everyKeyReachesItsSetting() {
        var settings = loading.valid("""
                proxy:
                  listen: "[::]:8443"
                  pool: green
                  event-loops: 3
                  trusted-proxies: [10.0.0.0/8, "fd00::/8"]
                  connect-timeout: 11ms
                  response-timeout: 12s
                  header-timeout: 41s
                  body-timeout: 42s
                  idle-timeout: 13s
                  backend-idle-timeout: 14s
                  connections-per-backend: 15
                  waiters-per-backend: 16
                  attempts: 17
                  replay-bytes: 18KiB
                  header-bytes: 19KiB
                  header-fields: 21
                  target-bytes: 2048
                  buffer-bytes: 22KiB
                  http2: {streams: 23, resets: 24, reset-window: 25s, control-frames: 26, continuations: 27,
                          empty-frames: 28, window: 96KiB}
                  warm-connections: 20
                pools:
                  - name: blue
                    backends: [{address: 10.0.0.1:80}]
                  - name: green
                    balance: maglev
                    hash: cookie Cart
                    tls: {verify: false, server-name: inside, certificate: /c, key: /k, password-file: /p,
                          minimum-version: 1.3}
                    http: 2
                    http2: {streams: 7, ping: 8s, ping-timeout: 900ms}
                    retry: {budget: 35%, try-timeout: 36ms, hedge-after: p90, on: [connect], on-status: [502]}
                    queue: {requests-per-backend: 37, length: 38, timeout: 39ms}
                    backends:
                      - {name: one, address: "[fd00::1]:8081", weight: 21}
                      - {address: "tomcat-2:8082", weight: 0, backup: true}
                    check:
                      {kind: https, port: 8443, method: POST, path: /health, host: "shop:1", expect: "204,207-208",
                       json: {pointer: /status, value: UP}, tls: {server-name: shop.example.com, ca-file: /ca},
                       interval: 23s, interval-when-down: 21s, jitter: 20%, timeout: 22s, rise: 24, fall: 25}
                    eject:
                      failures: 26
                      duration: 27s
                      max-duration: 28m
                      ratio: 29%
                      min-requests: 30
                      window: 31s
                      max-ejected: 32%
                      on-status: [503, 504]
                    slow-start: 33s
                    panic: 34%
                admin: {health-listen: 0.0.0.0:9901, listen: "[::1]:9902", tokens-file: /etc/tandem/tokens,
                        tls: {certificate: /c, key: /k}}
                stop: {drain: 28s, handover: 0s}
                """, Loading.node("a"));

        assertThat(settings.proxy())
                .isEqualTo(new ProxySettings(
                        new ProxySettings.Listen("::", 8443),
                        "green",
                        3,
                        List.of("10.0.0.0/8", "fd00::/8"),
                        new ProxySettings.Timeouts(
                                Duration.ofMillis(11),
                                Duration.ofSeconds(12),
                                Duration.ofSeconds(41),
                                Duration.ofSeconds(42),
                                Duration.ofSeconds(13),
                                Duration.ofSeconds(14)),
                        new ProxySettings.Limits(
                                15,
                                16,
                                17,
                                18 * 1024,
                                new HeadLimits(19 * 1024, 2048, 21),
                                22 * 1024,
                                new Http2Limits(23, 24, Duration.ofSeconds(25), 26, 27, 28, 96 * 1024),
                                20)));
        var green = settings.pools().get(1);
        assertThat(green.balance()).isEqualTo(Algorithm.MAGLEV);
        assertThat(green.balancing().hash()).isEqualTo(new HashKey(HashKey.Kind.COOKIE, "Cart"));
        assertThat(green.retry())
                .isEqualTo(new RetrySettings(
                        35,
                        Duration.ofMillis(36),
                        Set.of(RetryOn.CONNECT),
                        new HedgeSettings(Duration.ZERO, 90),
                        Set.of(502)));
        assertThat(green.transport()).isEqualTo(TRANSPORT_OF_GREEN);
        assertThat(green.queue()).hasValue(new QueueSettings(37, 38, Duration.ofMillis(39)));
        assertThat(settings.pools().getFirst().queue()).isEmpty();
        assertThat(green.backends())
                .containsExactly(
                        new Backend("one", "fd00::1", 8081, 21),
                        new Backend("tomcat-2:8082", "tomcat-2", 8082, 0, true));
        assertThat(green.health())
                .isEqualTo(new HealthSettings(
                        new HealthSettings.Check(
                                CHECK_OF_GREEN,
                                Duration.ofSeconds(23),
                                Duration.ofSeconds(21),
                                Duration.ofSeconds(22),
                                24,
                                25,
                                20),
                        new HealthSettings.Eject(
                                26, Duration.ofSeconds(27), Duration.ofMinutes(28), 29, 30, Duration.ofSeconds(31), 32),
                        1,
                        Duration.ofSeconds(33),
                        34,
                        Optional.empty(),
                        Set.of(503, 504)));
        assertThat(settings.admin())
                .isEqualTo(new AdminSettings(
                        new AdminSettings.Listen("::1", 9902),
                        new AdminSettings.Listen("0.0.0.0", 9901),
                        new AdminSettings.Access(
                                Optional.of("/etc/tandem/tokens"), Optional.of(new AdminSettings.Tls("/c", "/k"))),
                        List.of(new AdminSettings.Peer("a", Optional.of("https://[::1]:9902")))));
        assertThat(settings.stop()).isEqualTo(new Settings.Stop(Duration.ofSeconds(28), Duration.ZERO));
    }

    @Test
    void whatAClientSendsMayTakeAsLongAsItMayBeIdleUnlessItIsSaidOtherwise() {
        var timeouts = loading.valid(POOLS + "proxy: {idle-timeout: 5s, body-timeout: 6s}\n", Loading.node("a"))
                .proxy()
                .timeouts();
        assertThat(timeouts.header()).isEqualTo(Duration.ofSeconds(5));
        assertThat(timeouts.body()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void everyKeyOfTheClusterReachesItsSetting() {
        var settings = loading.valid(POOLS + """
                        cluster:
                          name: west
                          nodes:
                            - {name: a, address: "10.0.0.11:5801", priority: 200, device: eth7, listen: 0.0.0.0:81,
                               admin: 127.0.0.1:82}
                            - {name: b, address: 10.0.0.12, device: eth7}
                          preempt: true
                          preempt-delay: 3m
                          start-wait: 0s
                          heartbeat-interval: 2s
                          heartbeat-timeout: 5s
                        vips:
                          - {name: one, mode: linux, address: 10.0.0.50/24, lease: 5s, device: eth9}
                          - {name: two, mode: socket, address: "127.0.0.1:8080"}
                          - {name: three, mode: none}
                          - {name: four, mode: linux, address: "fd00::50/64", prefer: b}
                          - {name: five, mode: linux, address: 10.0.0.51, label: "eth7:web"}
                          - name: six
                            mode: exec
                            address: 203.0.113.7
                            claim: [/opt/move, "to us", -v]
                            release: [/opt/leave]
                            verify: [/opt/look]
                            timeout: 3s
                          - {name: seven, mode: exec, address: "2001:db8::7", claim: [a], release: [b], prefer: a}
                        """, Loading.node("a"));

        var cluster = settings.cluster();
        assertThat(cluster.name()).isEqualTo("west");
        assertThat(cluster.priority()).isEqualTo(200);
        assertThat(cluster.policy().preempt()).isTrue();
        assertThat(cluster.policy().preemptDelay()).isEqualTo(Duration.ofMinutes(3));
        assertThat(cluster.timing().startWait()).isZero();
        assertThat(cluster.timing().heartbeatInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(cluster.timing().heartbeatTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.proxy().listen()).isEqualTo(new ProxySettings.Listen("0.0.0.0", 81));
        assertThat(settings.admin().listen()).isEqualTo(new AdminSettings.Listen("127.0.0.1", 82));
        assertThat(settings.vips())
                .containsExactly(
                        new VipSettings("one", new Mode.Linux("10.0.0.50", 24, "eth9", Duration.ofSeconds(5))),
                        new VipSettings("two", new Mode.Socket("127.0.0.1", 8080)),
                        new VipSettings("three", new Mode.None()),
                        new VipSettings(
                                "four",
                                new Mode.Linux("fd00::50", 64, "eth7", Mode.Linux.DEFAULT_LEASE),
                                Optional.of("b")),
                        new VipSettings(
                                "five",
                                new Mode.Linux(
                                        "10.0.0.51", 32, "eth7", Mode.Linux.DEFAULT_LEASE, Optional.of("eth7:web"))),
                        new VipSettings(
                                "six",
                                new Mode.Exec(
                                        "203.0.113.7",
                                        List.of("/opt/move", "to us", "-v"),
                                        List.of("/opt/leave"),
                                        List.of("/opt/look"),
                                        Duration.ofSeconds(3))),
                        new VipSettings(
                                "seven",
                                new Mode.Exec(
                                        "2001:db8::7",
                                        List.of("a"),
                                        List.of("b"),
                                        List.of(),
                                        Mode.Exec.DEFAULT_TIMEOUT),
                                Optional.of("a")));
    }

    @Test
    void anAliasStandsForWhatItsAnchorMarks() {
        var settings = loading.valid("""
                pools:
                  - {name: blue, backends: [{address: 10.0.0.1:80}], check: &slow {interval: 30s}}
                  - {name: green, backends: [{address: 10.0.0.2:80}], check: *slow}
                proxy: {pool: blue}
                """, Loading.node("a"));

        assertThat(settings.pools().get(1).health())
                .isEqualTo(settings.pools().get(0).health());
        assertThat(settings.pools().get(1).health().check().interval()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void warningsDoNotHinder() {
        var file = loading.write("proxy: {listen: 10.0.0.11:80}\n" + POOLS
                + "vips: [{mode: linux, address: 10.0.0.50, device: eth0}]\n");

        var loaded = ConfigFile.load(file, Loading.node("a"));

        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        assertThat(loaded.report().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
            assertThat(problem.text()).startsWith(file + ":1:17: warning: proxy.listen: requests to the virtual");
        });
        assertThat(loaded.report().summary()).isEqualTo(file + ": valid, 1 warning");
    }

    @Test
    void theSameFileIsRefusedOnEveryNodeForAProblemOfOneOfThem() {
        var yaml = POOLS
                + "cluster: {nodes: [{name: a, address: 10.0.0.11}, {name: b, address: 10.0.0.12, priority: 300}]}\n";

        assertThat(loading.refused(yaml, Loading.node("a")))
                .isEqualTo(loading.refused(yaml, Loading.node("b")))
                .contains("cluster.nodes[1].priority: found \"300\"; expected a number from 0 to 255");
    }

    @Test
    void settingsThatARecordRefusesAreAProblemOfTheirSection() {
        var problems = new Problems("FILE");
        var root = YamlText.compose("a:\n  b: 1\n", problems).orElseThrow();

        var value = Section.read(
                root,
                "",
                problems,
                s -> s.section("a", a -> {
                    var b = a.required("b", new IntegerFormat(0, 9));
                    return a.make(() -> {
                        throw new IllegalArgumentException("b is too " + b.get());
                    });
                }));

        assertThat(value.content()).isEmpty();
        assertThat(problems.report().text()).isEqualTo("FILE:2:3: a: b is too 1\nFILE: 1 problem");
    }
}
