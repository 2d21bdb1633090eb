package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.fixture.AsyncServlet;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.Payload;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;
import tandem.fixture.SideBySide;
import tandem.fixture.TomcatBackend;

/// What a real Tomcat does besides plain answers: asynchronous servlets, and redirects of which it knows its own
/// address
/// alone.
@SideBySide
final class TomcatIT {
    private static final String ROUTES = """
            hosts:
              - routes:
                  - {prefix: /}
                  - {prefix: /own/, to: /, host-header: backend}
                  - {prefix: /left/, to: /, host-header: backend, rewrite-location: false}
            """;

    private final AsyncServlet servlet = new AsyncServlet();
    private final TomcatBackend tomcat = TomcatBackend.start("tomcat", this::serve);
    private final ConfiguredProxy proxy = ConfiguredProxy.start(ROUTES, "tomcat=" + tomcat.port());

    /// Redirects name the whole address, as Tomcat did before version 8.5.
    private void serve(Context context) {
        servlet.serve(context);
        context.setUseRelativeRedirects(false);
    }

    @AfterEach
    void stop() {
        servlet.release();
        proxy.close();
        tomcat.close();
    }

    @Test
    void anAnswerMayComeAfterTheServletHasReturned() throws IOException {
        try (RawClient client = proxy.client();
                RawClient other = proxy.client()) {
            client.send(head("GET /async/late HTTP/1.1", "Host: test") + head("GET / HTTP/1.1", "Host: test"));
            assertThat(other.get("/").body()).isEqualTo("tomcat");
            servlet.release();
            assertThat(client.read().body()).isEqualTo("late");
            assertThat(client.read().body()).isEqualTo("tomcat");
        }
    }

    @Test
    void whatIsFlushedIsNotHeldBack() throws IOException {
        try (RawClient client = proxy.client()) {
            client.send(head("GET /async/parts HTTP/1.1", "Host: test"));
            assertThat(client.readHead().field("transfer-encoding")).hasValue("chunked");
            assertThat(read(client, 10)).isEqualTo("5\r\nfirst\r\n");
            servlet.release();
            assertThat(read(client, 14)).isEqualTo("4\r\nlast\r\n0\r\n\r\n");
            assertThat(client.get("/").body()).isEqualTo("tomcat");
        }
    }

    private static String read(RawClient client, int length) throws IOException {
        return new String(client.in().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    @Test
    void theContainersTimeOutIsTheAnswer() throws IOException {
        try (RawClient client = proxy.client()) {
            assertThat(client.get("/async/never").status()).isEqualTo(503);
            assertThat(servlet.hasTimedOut()).isTrue();
            assertThat(client.get("/async/again").body()).isEqualTo("again");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWriteListenerIsAskedWhenTheClientReads(Version version, @TempDir Path folder) throws Exception {
        SafeListener listener = SafeListener.open(proxy.server(), folder);
        int length = 3_000_000;
        try (HttpClient client = listener.client(version)) {
            HttpRequest request = HttpRequest.newBuilder(listener.uri("/async/slow?n=" + length))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofByteArray()).body()).isEqualTo(Payload.bytes(length));
        }
    }

    private String location(String host, String target) throws IOException {
        try (RawClient client = proxy.client()) {
            Answer answer = client.send(head("GET " + target + " HTTP/1.1", "Host: " + host))
                    .read();
            assertThat(answer.status()).isEqualTo(302);
            return answer.field("location").orElseThrow();
        }
    }

    @Test
    void aRedirectLeadsToTheHostAndPortThatTheClientKnows() throws IOException {
        assertThat(location("shop.example:8080", "/redirect?to=/there?a=%2520b"))
                .isEqualTo("http://shop.example:8080/there?a=%20b");
        assertThat(location("shop.example", "/redirect?to=there")).isEqualTo("http://shop.example/there");
        assertThat(location("shop.example", "/redirect?to=https://elsewhere.example/"))
                .isEqualTo("https://elsewhere.example/");
    }

    @Test
    void aRedirectToTheTomcatItselfLeadsBackThroughTheProxy() throws IOException {
        String own = "127.0.0.1:" + tomcat.port();
        assertThat(location("shop.example:8080", "/own/redirect?to=http://" + own + "/there"))
                .isEqualTo("http://shop.example:8080/own/there");
        assertThat(location("shop.example:8080", "/left/redirect?to=http://" + own + "/there"))
                .isEqualTo("http://" + own + "/there");
    }

    @ParameterizedTest
    @EnumSource
    void clientsWithTlsStayThere(Version version, @TempDir Path folder) throws Exception {
        SafeListener listener = SafeListener.open(proxy.server(), folder);
        String here = "https://localhost:" + listener.port();
        String own = "http://127.0.0.1:" + tomcat.port();
        try (HttpClient client = listener.client(version)) {
            for (String[] one : new String[][] {
                {"/redirect?to=/there", here + "/there"},
                {"/own/redirect?to=" + own + "/there", here + "/own/there"},
                {"/redirect?to=http://localhost:1/there", "http://localhost:1/there"}
            }) {
                HttpResponse<String> answer =
                        client.send(HttpRequest.newBuilder(listener.uri(one[0])).build(), BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(302);
                assertThat(answer.headers().firstValue("location")).hasValue(one[1]);
            }
        }
    }
}
