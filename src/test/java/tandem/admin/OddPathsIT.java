package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;

/// Whatever stands where a path or a query has a name, each call of the document answers, and never that it has failed.
@SideBySide
class OddPathsIT {
    private static final List<String> NAMES = List.of(
            "",
            "/",
            "%2F",
            "%2f..%2f",
            "..",
            ".",
            "%2e%2e",
            "%00",
            "%0d%0aX:%20y",
            "%",
            "%zz",
            "%4",
            "%u0041",
            "%ff%fe",
            "%c0%af",
            "%ed%a0%80",
            "\u00fc",
            "%E2%82%AC%F0%9F%98%80",
            "+",
            "a;b=c",
            "a:b",
            ":vip",
            "{vip}",
            "*",
            "a|b^c`d\"e<f>",
            "a\\b",
            "a,b",
            "a&b=c",
            "a@b",
            "x".repeat(255),
            "x".repeat(3000),
            "%20".repeat(900),
            "x".repeat(5000),
            "x".repeat(20_000));
    private static final List<String> QUERIES = List.of(
            "?",
            "?=",
            "?limit",
            "?limit=",
            "?limit=%zz",
            "?limit=%",
            "?limit=1&limit=x",
            "?limit=99999999999999999999",
            "?limit=-0",
            "?limit=\u0661",
            "?limit=%D9%A1",
            "?after=999999999999999999",
            "?before=%00",
            "?kind=CHANGE",
            "?kind=%c0%af",
            "?" + "a=b&".repeat(900),
            "?;;;&&&===",
            "?a[]=1&a[=2");

    private final Vertx vertx = Vertx.vertx();
    private final FakeNode node = new FakeNode("proxy-a");

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void everyCallAnswersToOddNamesWithAProblemAtWorst() throws Exception {
        var settings = new AdminSettings(
                new AdminSettings.Listen("127.0.0.1", 0),
                null,
                new AdminSettings.Access(Optional.empty(), Optional.empty()),
                List.of());
        var server = FakeNode.start(vertx, settings, node.services());
        for (var operation : new Contract(vertx).operations()) {
            var method = operation.getHttpMethod().name();
            var path = operation.getOpenAPIPath();
            // Its answer has no end.
            if (path.equals("/v1/events")) continue;
            var whole = path.replaceAll("\\{[a-z]+}", "main");
            for (var query : QUERIES) ask(server, method, whole + query);
            for (var name : NAMES) {
                ask(server, method, whole + "/" + name);
                for (int from = path.indexOf('{'); from >= 0; from = path.indexOf('{', from + 1)) {
                    var odd = path.substring(0, from) + name + path.substring(path.indexOf('}', from) + 1);
                    ask(server, method, odd.replaceAll("\\{[a-z]+}", "main"));
                }
            }
        }
    }

    private static void ask(AdminServer server, String method, String path) throws Exception {
        try (var client = RawClient.connect(server.port())) {
            var answer = client.send(RawClient.head(
                            method + " " + path + " HTTP/1.1",
                            "Host: 127.0.0.1",
                            "If-Match: *",
                            "Content-Length: 0",
                            "Connection: close"))
                    .read();
            var what = method + " " + (path.length() > 200 ? path.substring(0, 200) + "…" : path);
            assertThat(answer.status()).as(what).isBetween(200, 499);
            if (answer.status() < 400) return;
            assertThat(new JsonObject(answer.body()).getString("type")).startsWith("urn:tandem:problem:");
        }
    }
}
