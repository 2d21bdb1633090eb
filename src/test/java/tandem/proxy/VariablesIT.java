package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;
import tandem.fixture.SideBySide;

/// Every variable, from a client of bytes to where it is written: fields of requests, fields of answers, the access
/// log.
@SideBySide
final class VariablesIT {
    private static final String REQUEST_VARIABLES =
            "$remote_addr|$host|$scheme|$request_method|$request_uri|$uri|$args|$server_protocol|$request_id|$http_x_agent";
    private static final String BACKEND_VARIABLES = "$upstream_pool|$upstream_name|$upstream_addr";
    private static final String LOG_VARIABLES = "$status|$request|$body_bytes_sent|$request_time|$upstream_connect_time"
            + "|$upstream_header_time|$upstream_tries|$grpc_status|$time_local|$time_iso8601|$msec|$$";

    @TempDir
    Path folder;

    private static RawBackend backend;

    @BeforeAll
    static void start() {
        backend = RawBackend.start(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead())
                connection.send(answer(head.split(" ", 3)[1]));
        });
    }

    @AfterAll
    static void stop() {
        backend.close();
    }

    private static String answer(String target) {
        return switch (target) {
            case "/call" ->
                head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Trailer: grpc-status")
                        + "2\r\nhi\r\n0\r\ngrpc-message: x\r\ngrpc-status: 0\r\n\r\n";
            case "/failed" -> head("HTTP/1.1 200 OK", "Grpc-Status: 5", "Content-Length: 0");
            default -> head("HTTP/1.1 200 OK", "X-Tag: own", "Content-Length: 2") + "ok";
        };
    }

    private ConfiguredProxy proxy(String log, String more, String... pools) {
        return ConfiguredProxy.start(
                "proxy:\n  request-id: true\n"
                        + "access-log: {file: %s, format: \"%s\"}\n%s".formatted(file(), log, more),
                pools);
    }

    private Path file() {
        return folder.resolve("access.log");
    }

    private static List<String> parts(String text) {
        return Arrays.asList(text.split("\\|", -1));
    }

    @Test
    void everyVariableIsWhatItSays() throws IOException {
        Answer answer;
        try (ConfiguredProxy proxy = proxy(
                        REQUEST_VARIABLES + "|" + BACKEND_VARIABLES + "|" + LOG_VARIABLES,
                        """
                        hosts:
                          - request-headers: [{set: X-Asked, value: "%s|%s|$1|$2|$$"}]
                            response-headers: [{set: X-Answered, value: "%s|%s|$1|$2|$$"}]
                            routes: [{regex: "^/v/([a-z]+)/(.*)$"}]
                        """.formatted(REQUEST_VARIABLES, BACKEND_VARIABLES, REQUEST_VARIABLES, BACKEND_VARIABLES),
                        "raw=" + backend.port());
                RawClient client = proxy.client()) {
            client.send(head("GET /v/a%62c/d%20e?q=%20&r HTTP/1.1", "Host: WWW.example.org:81", "X-Agent: me"));
            answer = client.read();
        }
        String id = answer.field("X-Request-Id").orElseThrow();
        assertThat(id).matches("[0-9a-f]{32}");
        String address = "127.0.0.1:" + backend.port();
        List<String> request = List.of(
                "127.0.0.1",
                "www.example.org",
                "http",
                "GET",
                "/v/a%62c/d%20e?q=%20&r",
                "/v/abc/d%20e",
                "q=%20&r",
                "HTTP/1.1",
                id,
                "me");
        List<String> fields = new java.util.ArrayList<>(request);
        fields.addAll(List.of("raw", "raw-1", address, "abc", "d%20e", "$"));
        String asked = backend.heads().getLast();
        assertThat(asked).containsOnlyOnce("X-Request-Id: " + id);
        assertThat(parts(asked.replaceFirst("(?s).*\nX-Asked: ([^\n]*)\n.*", "$1")))
                .isEqualTo(fields);
        assertThat(parts(answer.field("X-Answered").orElseThrow())).isEqualTo(fields);

        List<String> logged = parts(Files.readString(file()).strip());
        assertThat(logged.subList(0, 10)).isEqualTo(request);
        assertThat(logged.subList(10, 16))
                .containsExactly("raw", "raw-1", address, "200", "GET /v/a%62c/d%20e?q=%20&r HTTP/1.1", "2");
        assertThat(logged.subList(16, 19)).allMatch(seconds -> seconds.matches("\\d+\\.\\d{3}"));
        assertThat(logged.subList(19, 21)).containsExactly("1", "-");
        assertThat(logged.get(21)).matches("\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2} [+-]\\d{4}");
        assertThat(logged.get(22)).matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}.*");
        assertThat(logged.get(23)).matches("\\d{10}\\.\\d{3}");
        assertThat(logged.subList(24, logged.size())).containsExactly("$");
    }

    @Test
    void aFieldThatIsAddedStandsBesideThoseThatAreThere() throws IOException {
        try (ConfiguredProxy proxy = proxy("$status", """
                        hosts:
                          - request-headers: [{add: X-Tag, value: "$host"}, {add: X-None, value: "$http_x_none"}]
                            response-headers: [{add: X-Tag, value: first}, {add: X-Tag, value: "$upstream_name"}]
                            routes: [{prefix: /, request-headers: [{add: X-Tag, value: route}]}]
                        """, "raw=" + backend.port());
                RawClient client = proxy.client()) {
            Answer answer = client.send(head("GET /tags HTTP/1.1", "Host: h", "X-Tag: mine"))
                    .read();
            assertThat(answer.fields("X-Tag")).containsExactly("own", "first", "raw-1");
            assertThat(backend.heads().getLast().lines())
                    .containsSubsequence("X-Tag: mine", "X-Tag: h", "X-Tag: route")
                    .noneMatch(line -> line.startsWith("X-None"));
        }
    }

    @Test
    void aSecondTryIsCounted() throws IOException {
        // Nobody listens at port 1.
        try (ConfiguredProxy proxy = proxy("$upstream_tries $upstream_name $status", "", "two=1+" + backend.port());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 4; i++)
                assertThat(client.get("/tries").status()).isEqualTo(200);
        }
        assertThat(Files.readAllLines(file()))
                .hasSize(4)
                .contains("2 two-2 200")
                .allMatch(line -> line.matches("[12] two-2 200"));
    }

    /// By HTTP/1.1 to the backend, which is the same to the log: grpc-java's own calls are in [GrpcIT].
    @Test
    void whatBecameOfACallOfGrpcIsLogged() throws IOException {
        try (ConfiguredProxy proxy = proxy("$request_uri $status $grpc_status", "", "raw=" + backend.port());
                RawHttp2 client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            int stream = 1;
            for (String target : List.of("/call", "/failed", "/other")) {
                client.request(
                        stream, true, ":method", "GET", ":scheme", "http", ":path", target, ":authority", "test");
                client.end(stream);
                stream += 2;
            }
        }
        assertThat(Files.readAllLines(file())).containsExactly("/call 200 0", "/failed 200 5", "/other 200 -");
    }
}
