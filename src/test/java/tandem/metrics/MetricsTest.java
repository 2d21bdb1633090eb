package tandem.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tandem.admin.Event;
import tandem.admin.EventLog;
import tandem.admin.NodeSnapshot;
import tandem.admin.Readiness;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.cluster.BeaconCounts;
import tandem.cluster.Lateness;
import tandem.cluster.MemberStatus;
import tandem.fitness.Finding;
import tandem.health.BackendStatus;
import tandem.health.CheckResult;
import tandem.health.Standing;
import tandem.proxy.ListenerSnapshot;
import tandem.proxy.PoolSnapshot;
import tandem.proxy.ProxySnapshot;
import tandem.tls.BackendTlsSnapshot;
import tandem.tls.CertificateSnapshot;
import tandem.tls.HandshakeProblem.Reason;
import tandem.tls.TlsSnapshot;
import tandem.vip.Renewals;
import tandem.vip.Role;
import tandem.vip.Transition;
import tandem.vip.VipStatus;

class MetricsTest {
    private static final Path MONITORING = Path.of("..", "conf", "monitoring");
    private static final Set<String> COMES_WITH_A_COLLECTION =
            Set.of("jvm_gc_pause_seconds", "jvm_gc_pause_seconds_max");

    private static final ListenerSnapshot LISTENER = new ListenerSnapshot(
            "0.0.0.0:443",
            true,
            Optional.of(new TlsSnapshot(List.of(certificate("shop.pem", 86_400)), 5, 1, Optional.empty())),
            9);
    private static final ProxySnapshot.Durations TOOK = new ProxySnapshot.Durations(
            List.of(1L, 0L, 2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L), Duration.ofMillis(12_500));
    private static final ProxySnapshot.Durations WAITS = new ProxySnapshot.Durations(
            List.of(0L, 0L, 0L, 5L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L), Duration.ofMillis(40));

    private final EventLog events = new EventLog();
    private final Metrics metrics = new Metrics(
            this::node, events, () -> Map.of("webhook", Map.of("done", 3L, "failed", 1L)), List.of(Runnable::run));
    private Standing standing = Standing.HEALTHY;
    private List<Transition> transitions = List.of(taken(Optional.empty(), 3));

    @AfterEach
    void close() {
        metrics.close();
    }

    private static CertificateSnapshot certificate(String file, long seconds) {
        return new CertificateSnapshot(
                file, List.of("shop"), "CN=shop", "CN=ca", "1", Instant.EPOCH, Instant.EPOCH.plusSeconds(seconds));
    }

    private static Transition taken(Optional<Duration> silence, int announcedMillis) {
        return new Transition(
                Instant.EPOCH,
                3,
                new Role.Standby("b"),
                new Role.Active("a"),
                "b is gone",
                Optional.of(new Transition.Takeover(
                        silence,
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(announcedMillis),
                        silence)));
    }

    private NodeSnapshot node() {
        var check = new BackendStatus.LastCheck(new CheckResult.Passed(200, Duration.ofMillis(5)), Duration.ZERO);
        var backend = new BackendStatus(
                new Backend("tomcat \"1\"\n", "10.0.0.1", 8080, 1),
                standing,
                "checks pass",
                Duration.ofSeconds(1),
                Optional.of(check),
                new BackendStatus.Counts(0, 0, 0),
                new BackendStatus.Checks(61, 2));
        return new NodeSnapshot(
                new NodeSnapshot.About("a", "test", "1", Instant.EPOCH, "0.0.0.0:80"),
                new Readiness(true, List.of()),
                List.of(new MemberStatus("a", "10.0.0.9:5701", true, null)),
                new BeaconCounts(
                        10,
                        9,
                        1,
                        2,
                        3,
                        new BeaconCounts.Pace(
                                Duration.ofMillis(5),
                                4,
                                Map.of("b", Duration.ofMillis(8)),
                                Map.of(
                                        "b",
                                        new Lateness(
                                                List.of(900L, 50L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L),
                                                Duration.ofSeconds(3))))),
                new NodeSnapshot.Vips(
                        List.of(new VipStatus(
                                "main",
                                "10.0.0.5/32",
                                new Role.Active("a"),
                                3,
                                "",
                                Instant.EPOCH,
                                Optional.empty(),
                                transitions)),
                        List.of(),
                        Map.of("main", new Renewals(40, 1))),
                new NodeSnapshot.Inside(true, List.of(new Finding("own data path", true, "fine"))),
                new ProxySnapshot(
                        100,
                        5,
                        2,
                        7,
                        List.of(),
                        new ProxySnapshot.Figures(
                                Map.of("no_backend", 4L, "bad_request", 1L),
                                Map.of("try_timeout", 2L),
                                Map.of(
                                        "shop",
                                        Map.of(
                                                "tomcat-1",
                                                new ProxySnapshot.Answers(TOOK, Map.of("2xx", 3L, "5xx", 1L)),
                                                "tomcat-2",
                                                new ProxySnapshot.Answers(
                                                        ProxySnapshot.Durations.NONE, Map.of("2xx", 0L, "5xx", 5L)))),
                                Map.of("shop", Map.of("tomcat-1", 9L)),
                                List.of(new ProxySnapshot.RouteTraffic(
                                        "www.example.org",
                                        "/shop/*",
                                        Map.of("2xx", 7L, "5xx", 1L),
                                        ProxySnapshot.Durations.NONE)),
                                Map.of("exported", 3L, "dropped", 1L, "failed", 0L),
                                Map.of("written", 90L, "dropped", 10L),
                                Map.of("shop", WAITS))),
                new NodeSnapshot.Serving(
                        List.of(LISTENER),
                        List.of(new NodeSnapshot.Pool(
                                "shop",
                                1,
                                List.of(new PoolSnapshot.Member(
                                        backend,
                                        new Mode.Enabled(),
                                        new PoolSnapshot.Traffic(
                                                90,
                                                4,
                                                1,
                                                Optional.of(Duration.ofMillis(7)),
                                                5,
                                                6,
                                                7,
                                                OptionalInt.of(32)))),
                                Optional.of(new PoolSnapshot.Queue(200, 3, 2, 1, WAITS)),
                                Optional.of(new BackendTlsSnapshot(
                                        true,
                                        7,
                                        Map.of(Reason.WRONG_NAME, 2L),
                                        Map.of("10.0.0.1:8443", "its certificate is not for shop"),
                                        Optional.of("there is no file /ca"),
                                        Optional.of(certificate("proxy.pem", 259_200)))),
                                new PoolSnapshot.Sticky(17, 4, Optional.empty()),
                                new PoolSnapshot.Hedges(23, 9))),
                        Optional.of(certificate("admin.pem", 172_800))));
    }

    private Exposition scraped() {
        return Exposition.parse(metrics.text());
    }

    @Test
    void everyFigureOfTheSnapshotIsThere() {
        var found = scraped();
        assertThat(found.value("tandem_proxy_requests_total", Map.of())).isEqualTo(100);
        assertThat(found.value("tandem_proxy_rejections_total", Map.of("reason", "no_backend")))
                .isEqualTo(4);
        assertThat(found.value("tandem_proxy_retries_total", Map.of("reason", "try_timeout")))
                .isEqualTo(2);
        assertThat(found.value("tandem_pool_sticky_breaks_total", Map.of("pool", "shop")))
                .isEqualTo(17);
        assertThat(found.value("tandem_backend_request_limit", Map.of("pool", "shop")))
                .isEqualTo(32);
        assertThat(found.value("tandem_pool_hedges_total", Map.of("pool", "shop")))
                .isEqualTo(23);
        assertThat(found.value("tandem_pool_hedges_won_total", Map.of("pool", "shop")))
                .isEqualTo(9);
        assertThat(found.value("tandem_pool_affinity_cookies_refused_total", Map.of("pool", "shop")))
                .isEqualTo(4);
        assertThat(found.value("tandem_backend_sessions", Map.of("pool", "shop")))
                .isEqualTo(7);
        assertThat(found.types()).containsEntry("tandem_pool_response_seconds", "histogram");
        assertThat(found.value("tandem_pool_response_seconds_bucket", Map.of("pool", "shop", "le", "0.005")))
                .isEqualTo(3);
        assertThat(found.value("tandem_pool_response_seconds_bucket", Map.of("pool", "shop", "le", "10.0")))
                .isEqualTo(3);
        assertThat(found.value("tandem_pool_response_seconds_count", Map.of("pool", "shop")))
                .isEqualTo(4);
        assertThat(found.value("tandem_pool_response_seconds_sum", Map.of("pool", "shop")))
                .isEqualTo(12.5);
        assertThat(found.types()).containsEntry("tandem_backend_response_seconds", "histogram");
        assertThat(found.value("tandem_backend_response_seconds_count", Map.of("pool", "shop", "backend", "tomcat-1")))
                .isEqualTo(4);
        assertThat(found.value("tandem_backend_response_seconds_count", Map.of("pool", "shop", "backend", "tomcat-2")))
                .isZero();
        assertThat(found.value("tandem_backend_responses_total", Map.of("backend", "tomcat-2", "status", "5xx")))
                .isEqualTo(5);
        assertThat(found.value("tandem_pool_responses_total", Map.of("pool", "shop", "status", "5xx")))
                .isEqualTo(6);
        assertThat(found.value("tandem_backend_checks_total", Map.of("pool", "shop", "result", "failed")))
                .isEqualTo(2);
        assertThat(found.value("tandem_route_requests_total", Map.of("route", "/shop/*", "status", "5xx")))
                .isEqualTo(1);
        assertThat(found.types()).containsEntry("tandem_route_request_seconds", "histogram");
        assertThat(found.value("tandem_tracing_spans_total", Map.of("result", "dropped")))
                .isEqualTo(1);
        assertThat(found.value("tandem_buffers_bytes", Map.of("memory", "direct")))
                .isNotNegative();
        assertThat(found.value("tandem_vip_lease_renewals_total", Map.of("vip", "main", "result", "failed")))
                .isEqualTo(1);
        assertThat(found.value("tandem_beacons_late_total", Map.of())).isEqualTo(4);
        assertThat(found.value("tandem_beacon_gap_seconds", Map.of("member", "b")))
                .isEqualTo(0.008);
        assertThat(found.types()).containsEntry("tandem_beacon_lateness_seconds", "histogram");
        assertThat(found.value("tandem_beacon_lateness_seconds_bucket", Map.of("member", "b", "le", "0.0025")))
                .isEqualTo(950);
        assertThat(found.value("tandem_beacon_lateness_seconds_count", Map.of("member", "b")))
                .isEqualTo(951);
        for (var wait : List.of("tandem_pool_queue_wait_seconds", "tandem_pool_connection_wait_seconds")) {
            assertThat(found.types()).containsEntry(wait, "histogram");
            assertThat(found.value(wait + "_bucket", Map.of("pool", "shop", "le", "0.01")))
                    .isEqualTo(5);
            assertThat(found.value(wait + "_sum", Map.of("pool", "shop"))).isEqualTo(0.04);
        }
        assertThat(found.value("tandem_listener_connections", Map.of("listener", "0.0.0.0:443")))
                .isEqualTo(9);
        assertThat(found.value("tandem_backend_connections", Map.of("pool", "shop")))
                .isEqualTo(6);
        assertThat(found.value("tandem_backend_sessions", Map.of("pool", "shop")))
                .isEqualTo(7);
        assertThat(found.value("tandem_tls_handshakes_total", Map.of("result", "failed")))
                .isEqualTo(1);
        assertThat(found.value("tandem_certificate_expiry_timestamp_seconds", Map.of("file", "shop.pem")))
                .isEqualTo(86_400);
        assertThat(found.value("tandem_certificate_expiry_timestamp_seconds", Map.of("listener", "admin")))
                .isEqualTo(172_800);
        assertThat(found.value("tandem_certificate_expiry_timestamp_seconds", Map.of("listener", "pool shop")))
                .isEqualTo(259_200);
        assertThat(found.value("tandem_certificate_lifetime_seconds", Map.of("file", "proxy.pem")))
                .isEqualTo(259_200);
        assertThat(found.value("tandem_certificate_files_refused", Map.of("listener", "0.0.0.0:443")))
                .isZero();
        assertThat(found.value("tandem_vip_role", Map.of("vip", "main", "role", "active")))
                .isEqualTo(1);
        assertThat(found.value("tandem_vip_role", Map.of("vip", "main", "role", "standby")))
                .isZero();
        assertThat(found.value("tandem_vip_takeover_step_seconds", Map.of("step", "announced")))
                .isEqualTo(0.003);
        assertThat(found.value("tandem_beacons_dropped_total", Map.of("reason", "forged")))
                .isEqualTo(1);
        assertThat(found.value("tandem_backend_sessions_moved_total", Map.of("pool", "shop")))
                .isEqualTo(5);
        assertThat(found.value("tandem_backend_attempts_total", Map.of("pool", "shop")))
                .isEqualTo(90);
        assertThat(found.value("tandem_pool_eligible_backends", Map.of("pool", "shop")))
                .isEqualTo(1);
        assertThat(found.value("tandem_backend_ejections_total", Map.of("pool", "shop")))
                .isZero();
        assertThat(found.value("tandem_vip_transitions_total", Map.of("vip", "main")))
                .isZero();
        assertThat(found.value("tandem_notifications_total", Map.of("channel", "webhook", "result", "failed")))
                .isEqualTo(1);
        standing = Standing.OUT;
        assertThat(scraped().value("tandem_pool_eligible_backends", Map.of("pool", "shop")))
                .isZero();
        assertThat(scraped().value("tandem_backend_state", Map.of("state", "out")))
                .isEqualTo(1);
    }

    @Test
    void theStepsAreThoseOfTheLastTakeoverAlone() {
        transitions = List.of(taken(Optional.of(Duration.ofMillis(21)), 5), taken(Optional.empty(), 3));
        var steps = scraped().samples().stream()
                .filter(sample -> sample.name().equals("tandem_vip_takeover_step_seconds"))
                .collect(
                        Collectors.toMap(sample -> sample.labels().getOrDefault("step", ""), Exposition.Sample::value));
        assertThat(steps).isEqualTo(Map.of("decided", 0.001, "added", 0.002, "announced", 0.003));
    }

    @Test
    void everyNameFollowsTheConventions() {
        var found = scraped();
        found.types().forEach((name, type) -> {
            assertThat(name).matches("(tandem|jvm|process|system)_[a-z0-9_]+");
            assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter"));
            if (name.startsWith("tandem_")) assertThat(name).doesNotContain("_ms", "_millis");
        });
    }

    @Test
    void theLagOfTheLoopsIsAHistogram() {
        metrics.look();
        var found = scraped();
        assertThat(found.types()).containsEntry("tandem_event_loop_lag_seconds", "histogram");
        assertThat(found.value("tandem_event_loop_lag_seconds_count", Map.of("loop", "0")))
                .isEqualTo(1);
        assertThat(found.value("tandem_event_loop_lag_seconds_bucket", Map.of("loop", "0", "le", "+Inf")))
                .isEqualTo(1);
    }

    @Test
    void whatHappenedIsCountedAndTheSeriesAreBounded() {
        for (int i = 0; i < EventCounts.MOST_SERIES + 50; i++) {
            events.add(ejected("shop/tomcat-" + i), Instant.EPOCH);
            events.add(ejected("shop/tomcat-1"), Instant.EPOCH);
        }
        var ejections = scraped().samples().stream()
                .filter(sample -> sample.name().equals("tandem_backend_ejections_total"))
                .toList();
        // And that of the backend that there is, which was never out.
        assertThat(ejections).hasSize(EventCounts.MOST_SERIES + 1);
        assertThat(scraped().value("tandem_backend_ejections_total", Map.of("backend", "tomcat-1")))
                .isEqualTo(EventCounts.MOST_SERIES + 51);
    }

    private static Event.Draft ejected(String backend) {
        return new Event.Draft(
                Event.Kind.BACKEND,
                Event.Grade.WARNING,
                "backend " + backend,
                "out",
                new JsonObject().put("state", "out"));
    }

    /// All that can be there at all: also what only comes with a collection or an event.
    private Set<String> known() {
        events.add(ejected("shop/tomcat-1"), Instant.EPOCH);
        events.add(
                new Event.Draft(
                        Event.Kind.ROLE, Event.Grade.INFO, "vip main", "", new JsonObject().put("announcedMs", 1)),
                Instant.EPOCH);
        events.add(
                new Event.Draft(
                        Event.Kind.CHANGE, Event.Grade.INFO, "vip main", "", new JsonObject().put("done", true)),
                Instant.EPOCH);
        metrics.look();
        var names = new HashSet<>(List.of("jvm_gc_pause_seconds_sum"));
        scraped().samples().forEach(sample -> names.add(sample.name()));
        return names;
    }

    @Test
    void theDashboardOfGrafanaShowsFiguresThatExist() throws IOException {
        var grafana = new JsonObject(Files.readString(MONITORING.resolve("grafana.json")));
        var used = new TreeSet<String>();
        var known = known();
        var labelled = labelled();
        for (var panel : grafana.getJsonArray("panels"))
            for (var one : ((JsonObject) panel).getJsonArray("targets")) {
                var target = (JsonObject) one;
                var expression = new Expression(target.getString("expr"));
                used.addAll(expression.names());
                assertThat(expression.unknown(labelled)).as(expression.text()).isEmpty();
                if (COMES_WITH_A_COLLECTION.stream().noneMatch(expression.text()::contains))
                    assertThat(expression.labels(labelled))
                            .as(expression.text())
                            .containsAll(labels("\\{\\{([a-z_]+)}}", target.getString("legendFormat")));
            }
        assertThat(used).hasSizeGreaterThan(15);
        assertThat(known).containsAll(used);
    }

    /// The labels that a text names.
    private static Set<String> labels(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    /// By name of a figure: its labels with their values.
    private Map<String, Map<String, Set<String>>> labelled() {
        var labelled = new HashMap<String, Map<String, Set<String>>>();
        for (var sample : scraped().samples()) {
            var labels = labelled.computeIfAbsent(sample.name(), _ -> new HashMap<>());
            sample.labels()
                    .forEach((label, value) ->
                            labels.computeIfAbsent(label, _ -> new HashSet<>()).add(value));
        }
        return labelled;
    }

    /// A new figure gets a panel, or a line that says why it has none.
    @Test
    void everyFigureIsShownOrItIsSaidWhyNot() throws IOException {
        var shown = new Expression(Files.readString(MONITORING.resolve("grafana.json"))).names();
        var reasons = map(new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(MONITORING.resolve("not-shown.yaml"))));
        known();
        var families = new TreeSet<>(scraped().types().keySet());
        families.addAll(COMES_WITH_A_COLLECTION);
        assertThat(families)
                .containsAll(reasons.keySet().stream().map(String::valueOf).toList());
        reasons.forEach((name, reason) ->
                assertThat(String.valueOf(reason)).as("%s", name).hasSizeGreaterThan(20));
        var isShown = families.stream()
                .filter(family -> shown.stream().anyMatch(name -> name.matches(family + "(_bucket|_sum|_count)?")))
                .toList();
        var told = new TreeSet<>(isShown);
        reasons.keySet().forEach(name -> told.add(String.valueOf(name)));
        assertThat(told).as("shown, or with a reason why not").isEqualTo(families);
        assertThat(isShown).as("shown, and with a reason why not").noneMatch(reasons::containsKey);
    }

    @Test
    void theAlertsAreAboutFiguresAndLabelsThatExist() throws IOException {
        var rules = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(MONITORING.resolve("alerts.yaml")));
        var group = map(list(rules.get("groups")).getFirst());
        var known = known();
        var labelled = labelled();
        for (var one : list(group.get("rules"))) {
            var rule = map(one);
            var expression = String.valueOf(rule.get("expr"));
            var parsed = new Expression(expression);
            assertThat(parsed.unknown(labelled)).as(expression).isEmpty();
            assertThat(parsed.labels(labelled))
                    .as(expression)
                    .containsAll(labels("\\$labels\\.([a-z_]+)", String.valueOf(rule.get("annotations"))));
            assertThat(rule.get("alert")).asString().startsWith("Tandem");
            assertThat(map(rule.get("labels")).get("severity")).asString().matches("critical|warning");
            assertThat(map(rule.get("annotations")).get("summary")).asString().isNotBlank();
            assertThat(known).as(expression).containsAll(parsed.names());
            assertThat(chars(expression, '(')).as(expression).isEqualTo(chars(expression, ')'));
        }
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static List<?> list(@Nullable Object value) {
        return (List<?>) Objects.requireNonNull(value);
    }

    private static long chars(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    @Test
    void whatAnExpressionAsksOfLabelsThatAreNotThereIsFound() {
        var samples = Map.of("tandem_vip_role", Map.of("vip", Set.of("main"), "role", Set.of("active", "standby")));
        assertThat(new Expression("sum by (vip) (tandem_vip_role{role=\"active\"})").unknown(samples))
                .isEmpty();
        assertThat(new Expression("sum by (vib) (tandem_vip_role{rule=\"active\"})").unknown(samples))
                .containsExactly("tandem_vip_role{rule=\"active\"}", "vib");
        assertThat(new Expression("tandem_vip_role{role=\"master\"} * on (cluster) tandem_vip_role").unknown(samples))
                .containsExactly("cluster", "tandem_vip_role{role=\"master\"}");
        assertThat(new Expression("sum without (role) (tandem_vip_role)").labels(samples))
                .containsExactlyInAnyOrder("vip", "job", "instance");
    }

    /// Owners are counted within a cluster: two may each have an address of that name.
    @Test
    void ownersOfDifferentClustersAreNotAddedUp() throws IOException {
        for (var file : List.of("alerts.yaml", "grafana.json"))
            for (var line : Files.readAllLines(MONITORING.resolve(file)))
                if (line.contains("tandem_vip_role") && line.contains("sum"))
                    assertThat(line).contains("sum by (cluster, vip)");
    }

    @Test
    void theParserIsStrict() {
        var good = "# HELP a_total what\n# TYPE a_total counter\na_total{x=\"1\"} 1.0\n";
        assertThat(Exposition.parse(good).value("a_total", Map.of("x", "1"))).isEqualTo(1);
        for (var bad : List.of(
                good.replace("# HELP a_total what\n", ""),
                good + "a_total{x=\"1\"} 2.0\n",
                good.replace("1.0", "-1.0"),
                good.replace("1.0", "one"),
                good.replace("x=\"1\"", "x=1"),
                good.replace("x=\"1\"", "x=\"1\",x=\"2\""),
                good + good,
                good + "b 1.0\n",
                good.strip())) assertThatIllegalArgumentException().as(bad).isThrownBy(() -> Exposition.parse(bad));
    }
}
