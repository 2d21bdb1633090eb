package tandem.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.admin.EventLog;
import tandem.admin.NodeSnapshot;
import tandem.admin.Readiness;
import tandem.cluster.BeaconCounts;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.RawClient;
import tandem.fixture.TomcatBackend;

/// Nothing that a client can choose makes a new series.
class CardinalityIT {
    private static final int REQUESTS = 10_000;
    private static final int AT_ONCE = 50;
    private static final String CONFIGURATION = """
            hosts:
              - names: ["*.shop.example.org"]
                routes:
                  - {prefix: /fixed/, respond: {status: 404, body: nothing here}}
                  - {prefix: /, pool: tomcat}
            """;

    private static NodeSnapshot snapshot(ConfiguredProxy proxy) {
        return new NodeSnapshot(
                new NodeSnapshot.About("a", "test", "1", Instant.EPOCH, "0.0.0.0:80"),
                new Readiness(true, List.of()),
                List.of(),
                BeaconCounts.NONE,
                NodeSnapshot.Vips.UNKNOWN,
                NodeSnapshot.Inside.UNKNOWN,
                proxy.server().snapshot(),
                new NodeSnapshot.Serving(proxy.server().listeners(), List.of()));
    }

    @Test
    void tenThousandUrlsAndHostsMakeNoNewSeries() throws IOException {
        try (var tomcat = TomcatBackend.start("tomcat");
                var proxy = ConfiguredProxy.start(CONFIGURATION, "tomcat=" + tomcat.port());
                var metrics = new Metrics(() -> snapshot(proxy), new EventLog(), Map::of, List.of());
                var client = proxy.client()) {
            client.send(request(0)).read();
            var before = Exposition.parse(metrics.text()).samples().size();
            for (int sent = 1; sent <= REQUESTS; sent += AT_ONCE) ask(client, sent);
            var after = Exposition.parse(metrics.text());
            assertThat(after.samples().size() - before).isLessThan(10);
            assertThat(after.value("tandem_route_requests_total", Map.of("route", "/fixed/*", "status", "4xx")))
                    .isBetween(1500.0, 1700.0);
            assertThat(after.value("tandem_route_requests_total", Map.of("route", "(other)", "status", "2xx")))
                    .isGreaterThan(6000);
            assertThat(List.of("/fixed/*", "/*", "(other)").stream()
                            .mapToDouble(
                                    route -> after.value("tandem_route_request_seconds_count", Map.of("route", route)))
                            .sum())
                    .isEqualTo(REQUESTS + 1);
            assertThat(proxy.server().snapshot().requests()).isEqualTo(REQUESTS + 1L);
            assertThat(after.samples().stream()
                            .filter(sample -> sample.labels()
                                    .toString()
                                    .replace("*.shop.example.org", "")
                                    .contains("example")))
                    .isEmpty();
        }
    }

    @Test
    void withoutHostsAllRequestsAreThoseOfOneRouteByTheirStatus() throws IOException {
        try (var tomcat = TomcatBackend.start("tomcat");
                var proxy = ConfiguredProxy.start("", "tomcat=" + tomcat.port());
                var metrics = new Metrics(() -> snapshot(proxy), new EventLog(), Map::of, List.of());
                var client = proxy.client()) {
            for (int i = 0; i < 3; i++)
                assertThat(client.get("/hello").status()).isEqualTo(200);
            assertThat(client.get("/status?code=404").status()).isEqualTo(404);
            client.send("nonsense\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            var found = Exposition.parse(metrics.text());
            for (var figure : List.of("tandem_pool_responses_total", "tandem_backend_responses_total")) {
                assertThat(found.value(figure, Map.of("status", "2xx"))).isEqualTo(3);
                assertThat(found.value(figure, Map.of("status", "4xx"))).isEqualTo(1);
            }
            assertThat(found.value("tandem_route_requests_total", Map.of("route", "(all)", "status", "2xx")))
                    .isEqualTo(3);
            assertThat(found.value("tandem_route_requests_total", Map.of("route", "(all)", "status", "4xx")))
                    .isEqualTo(2);
            // The one that was refused had no head.
            assertThat(found.value("tandem_route_request_seconds_count", Map.of("route", "(all)")))
                    .isEqualTo(4);
        }
    }

    @Test
    void withoutHostsTimesAreThoseOfOneRouteWhateverIsAsked() throws IOException {
        try (var tomcat = TomcatBackend.start("tomcat");
                var proxy = ConfiguredProxy.start("", "tomcat=" + tomcat.port());
                var metrics = new Metrics(() -> snapshot(proxy), new EventLog(), Map::of, List.of());
                var client = proxy.client()) {
            for (int sent = 1; sent <= 10 * AT_ONCE; sent += AT_ONCE) ask(client, sent);
            var found = Exposition.parse(metrics.text());
            assertThat(found.samples().stream()
                            .filter(sample -> sample.name().equals("tandem_route_request_seconds_count")))
                    .hasSize(1);
            assertThat(found.value("tandem_route_request_seconds_count", Map.of("route", "(all)")))
                    .isEqualTo(10 * AT_ONCE);
        }
    }

    private static void ask(RawClient client, int first) throws IOException {
        var together = new StringBuilder();
        for (int i = first; i < first + AT_ONCE; i++) together.append(request(i));
        client.send(together.toString());
        for (int i = 0; i < AT_ONCE; i++) client.read();
    }

    /// A path and a host that no other one has.
    private static String request(int number) {
        var path = (number % 2 == 0 ? "/fixed/" : "/hello/") + number + "?q=" + number;
        var host = number + (number % 3 == 0 ? ".shop.example.org" : ".example.net");
        return RawClient.head("GET " + path + " HTTP/1.1", "Host: " + host);
    }
}
