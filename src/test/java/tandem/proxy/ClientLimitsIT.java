package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;
import tandem.fixture.TomcatBackend;

/// Limits, who the client is, and the access log, as a configuration says them.
final class ClientLimitsIT {
    private static TomcatBackend tomcat;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        tomcat = TomcatBackend.start("tomcat");
    }

    @AfterAll
    static void stop() {
        tomcat.close();
    }

    private static ConfiguredProxy proxy(String yaml) {
        return ConfiguredProxy.start(yaml, "tomcat=" + tomcat.port());
    }

    @Test
    void aClientThatAsksTooOftenIsToldWhenToComeAgain() throws IOException {
        try (ConfiguredProxy proxy = proxy("limits: {requests-by-client: 1, burst: 3}\n");
                RawClient client = proxy.client()) {
            List<Integer> statuses = new ArrayList<>();
            Answer last = client.get("/");
            statuses.add(last.status());
            // Three at once, and perhaps one for each second that this takes.
            for (int i = 1; i < 50 && last.status() != 429; i++) {
                last = client.get("/");
                statuses.add(last.status());
            }
            assertThat(statuses).startsWith(200, 200, 200).endsWith(429);
            assertThat(last.field("Retry-After")).contains("1");
        }
    }

    @Test
    void theLimitHoldsForWhomATrustedProxyNames() throws IOException {
        try (ConfiguredProxy proxy =
                        proxy("proxy:\n  trusted-proxies: [127.0.0.0/8]\nlimits: {requests-by-client: 1, burst: 1}\n");
                RawClient client = proxy.client()) {
            for (int i = 1; i < 5; i++)
                assertThat(client.send(head("GET / HTTP/1.1", "Host: h", "X-Forwarded-For: 192.0.2." + i))
                                .read()
                                .status())
                        .isEqualTo(200);
            int status = 200;
            for (int i = 0; i < 50 && status == 200; i++)
                status = client.send(head("GET / HTTP/1.1", "Host: h", "Forwarded: for=198.51.100.1"))
                        .read()
                        .status();
            assertThat(status).isEqualTo(429);
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws IOException {
        try (ConfiguredProxy proxy = proxy("limits: {body-bytes: 1KiB}\n")) {
            try (RawClient client = proxy.client()) {
                client.send(head("POST /digest HTTP/1.1", "Host: h", "Content-Length: 1024") + "x".repeat(1024));
                assertThat(client.read().status()).isEqualTo(200);
                client.send(head("POST /digest HTTP/1.1", "Host: h", "Content-Length: 1025"));
                assertThat(client.read().status()).isEqualTo(413);
            }
            try (RawClient client = proxy.client()) {
                client.send(head("POST /digest HTTP/1.1", "Host: h", "Transfer-Encoding: chunked"));
                String chunk = "200\r\n" + "x".repeat(512) + "\r\n";
                client.send(chunk).send(chunk).send("1\r\nx\r\n");
                assertThat(client.read().status()).isEqualTo(413);
                assertThat(client.isEnded()).isTrue();
            }
            assertThat(proxy.server().inFlight()).isZero();
        }
    }

    @Test
    void onlySoManyRequestsAreUnderWay() throws Exception {
        var go = new CountDownLatch(1);
        try (RawBackend slow = RawBackend.start(connection -> {
                    while (!connection.readHead().isEmpty()) {
                        try {
                            go.await();
                        } catch (InterruptedException e) {
                            return;
                        }
                        connection.answer("done");
                    }
                });
                ConfiguredProxy proxy =
                        ConfiguredProxy.start("limits: {concurrent-requests: 2}\n", "slow=" + slow.port());
                RawClient one = proxy.client();
                RawClient two = proxy.client();
                RawClient three = proxy.client()) {
            one.send(head("GET / HTTP/1.1", "Host: h"));
            two.send(head("GET / HTTP/1.1", "Host: h"));
            while (slow.heads().size() < 2) Thread.onSpinWait();
            assertThat(three.get("/").status()).isEqualTo(503);
            go.countDown();
            assertThat(one.read().body()).isEqualTo("done");
            assertThat(two.read().body()).isEqualTo("done");
            assertThat(three.get("/").body()).isEqualTo("done");
        }
    }

    @Test
    void whatTakesTooLongIsEnded() throws IOException {
        try (RawBackend endless = RawBackend.start(connection -> {
                    String head = connection.readHead();
                    if (head.startsWith("GET /drip"))
                        connection.send(head("HTTP/1.1 200 OK", "Content-Length: 1000000") + "x");
                    connection.awaitEnd();
                });
                ConfiguredProxy proxy =
                        ConfiguredProxy.start("limits: {total-timeout: 200ms}\n", "endless=" + endless.port())) {
            try (RawClient client = proxy.client()) {
                assertThat(client.get("/").status()).isEqualTo(504);
            }
            try (RawClient client = proxy.client()) {
                client.send(head("GET /drip HTTP/1.1", "Host: h"));
                assertThat(client.readHead().status()).isEqualTo(200);
                assertThat(client.in().read()).isEqualTo('x');
                assertThat(client.isEnded()).isTrue();
            }
        }
    }

    /// The clients come from another address than the proxy's, since the host's own connections do not count.
    @Test
    void aClientHasOnlySoManyConnections() throws IOException {
        try (ConfiguredProxy proxy = proxy("limits: {connections-by-client: 2, connections: 3}\n");
                Socket one = connect(proxy, "127.0.0.2", true);
                Socket two = connect(proxy, "127.0.0.2", true);
                Socket three = connect(proxy, "127.0.0.2", false);
                Socket other = connect(proxy, "127.0.0.3", true);
                Socket beyond = connect(proxy, "127.0.0.4", false)) {
            assertThat(List.of(two, three, other, beyond)).doesNotHaveDuplicates();
            one.getOutputStream().close();
            long end = System.nanoTime() + 30_000_000_000L;
            boolean again = false;
            while (!again) {
                assertThat(System.nanoTime()).isLessThan(end);
                try (Socket next = connect(proxy, "127.0.0.2")) {
                    again = isServed(next);
                }
            }
        }
    }

    /// A connection, once it is known whether it is served.
    private static Socket connect(ConfiguredProxy proxy, String from, boolean served) throws IOException {
        Socket socket = connect(proxy, from);
        assertThat(isServed(socket)).isEqualTo(served);
        return socket;
    }

    private static Socket connect(ConfiguredProxy proxy, String from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), proxy.port()));
        socket.setSoTimeout(30_000);
        return socket;
    }

    /// Whether it gets an answer, and is not closed instead.
    private static boolean isServed(Socket socket) {
        try {
            socket.getOutputStream().write(head("GET / HTTP/1.1", "Host: h").getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            return new String(start, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (IOException reset) {
            return false;
        }
    }

    /// A load balancer at 127.0.0.2 speaks the PROXY protocol, and nobody else may.
    @Test
    void aLoadBalancerSaysWhoseConnectionItPassesOn() throws IOException {
        String yaml = "proxy:\n  proxy-protocol-from: [127.0.0.2/32]\nlimits: {connections-by-client: 1}\n";
        String request = head("GET /headers HTTP/1.1", "Host: h", "X-Forwarded-For: 9.9.9.9", "Connection: close");
        try (ConfiguredProxy proxy = proxy(yaml)) {
            String one = "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n";
            assertThat(exchange(proxy, "127.0.0.2", one + request)).contains("x-forwarded-for: 192.0.2.1\n");
            String two = "\r\n\r\n\0\r\nQUIT\n!\21\0\f\300\0\2\2\3063d\1\0\1\0\1";
            assertThat(exchange(proxy, "127.0.0.2", two + request)).contains("x-forwarded-for: 192.0.2.2\n");
            assertThat(exchange(proxy, "127.0.0.2", "PROXY UNKNOWN\r\n" + request))
                    .contains("x-forwarded-for: 127.0.0.2\n");
            assertThat(exchange(proxy, "127.0.0.2", request)).isEmpty();
            assertThat(exchange(proxy, "127.0.0.3", request)).contains("x-forwarded-for: 127.0.0.3\n");
            assertThat(exchange(proxy, "127.0.0.3", one + request)).startsWith("HTTP/1.1 400");
            // It is the client's connections that are counted, not the load balancer's.
            try (Socket open = connect(proxy, "127.0.0.2")) {
                open.getOutputStream().write(one.getBytes(StandardCharsets.US_ASCII));
                assertThat(isServed(open)).isTrue();
                assertThat(exchange(proxy, "127.0.0.2", one + request)).isEmpty();
                assertThat(exchange(proxy, "127.0.0.2", two + request)).startsWith("HTTP/1.1 200");
            }
            // Sent byte by byte, it is the same.
            try (Socket slow = connect(proxy, "127.0.0.2")) {
                for (byte each :
                        (one.replace("192.0.2.1", "192.0.2.9") + request).getBytes(StandardCharsets.US_ASCII)) {
                    slow.getOutputStream().write(each);
                    slow.getOutputStream().flush();
                }
                assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                        .contains("x-forwarded-for: 192.0.2.9\n");
            }
        }
    }

    /// Everything that comes back until the connection is closed.
    private static String exchange(ConfiguredProxy proxy, String from, String sent) throws IOException {
        try (Socket socket = connect(proxy, from)) {
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }

    @Test
    void theBackendIsToldInTheFieldsThatWereChosen() throws IOException {
        String[] claims = {
            "GET /headers HTTP/1.1", "Host: h:81", "X-Forwarded-For: 192.0.2.1, 192.0.2.2", "X-Request-Id: own-id"
        };
        try (ConfiguredProxy proxy = proxy("proxy:\n  forwarded: both\n  request-id: true\n");
                RawClient client = proxy.client()) {
            Answer answer = client.send(head(claims)).read();
            assertThat(answer.body())
                    .contains("\nforwarded: for=127.0.0.1;host=\"h:81\";proto=http\n")
                    .contains("\nx-forwarded-for: 127.0.0.1\n")
                    .doesNotContain("192.0.2", "own-id");
            assertThat(answer.field("X-Request-Id").orElseThrow()).matches("[0-9a-f]{32}");
            assertThat(answer.body())
                    .contains("\nx-request-id: " + answer.field("X-Request-Id").orElseThrow() + "\n");
        }
        String trusting = "proxy:\n  forwarded: forwarded\n  request-id: true\n  trusted-proxies: [127.0.0.0/8]\n";
        try (ConfiguredProxy proxy = proxy(trusting);
                RawClient client = proxy.client()) {
            Answer answer = client.send(head(claims)).read();
            assertThat(answer.body())
                    .contains("\nforwarded: for=192.0.2.1, for=192.0.2.2, for=127.0.0.1;host=\"h:81\";proto=http\n")
                    .contains("\nx-request-id: own-id\n")
                    .doesNotContain("x-forwarded");
            assertThat(answer.field("X-Request-Id")).contains("own-id");
        }
        try (ConfiguredProxy proxy = proxy("proxy:\n  forwarded: none\n");
                RawClient client = proxy.client()) {
            assertThat(client.send(head(claims)).read().body()).doesNotContain("forwarded");
        }
    }

    @Test
    void whoIsSentToAnotherListenerIsLimitedAndHasItsLineToo() throws IOException {
        Path file = folder.resolve("access.log");
        var sending = new ListenerSettings(
                new ProxySettings.Listen("127.0.0.1", 0), Optional.empty(), true, Optional.of(8443), Optional.empty());
        try (ConfiguredProxy proxy = proxy("""
                access-log: {file: %s, format: "$request_method $request_uri $status $upstream_tries"}
                limits: {requests-by-client: 1, burst: 3}
                hosts:
                  - routes: [{path: /a, respond: {body: own}}]
                """.formatted(file))) {
            int port = ProxyUnderTest.await(proxy.server().listen(sending, null));
            try (RawClient client = RawClient.connect(port)) {
                assertThat(client.get("/a").field("Location")).contains("https://test:8443/a");
                client.send(head("POST /b HTTP/1.1", "Host: h", "Content-Length: 9") + "x");
                Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(308);
                assertThat(answer.field("Location")).contains("https://h:8443/b");
                assertThat(client.isEnded()).isTrue();
            }
            try (RawHttp2 client = new RawHttp2(port)) {
                assertThat(client.request(1, true, RawHttp2.get()).end(1).type())
                        .isEqualTo(RawHttp2.DATA);
            }
            try (RawClient client = RawClient.connect(port)) {
                int status = 301;
                for (int i = 0; i < 50 && status == 301; i++)
                    status = client.get("/c").status();
                assertThat(status).isEqualTo(429);
            }
            assertThat(proxy.server().inFlight()).isZero();
        }
        assertThat(Files.readAllLines(file))
                .startsWith("GET /a 301 -", "POST /b 308 -", "GET / 301 -")
                .endsWith("GET /c 429 -");
    }

    /// Of those that are malformed, the codec's headers, the codec and the proxy find one each.
    @Test
    void everyRequestOfHttp2HasItsLine() throws IOException {
        Path file = folder.resolve("access.log");
        try (ConfiguredProxy proxy = proxy("access-log: {file: %s, format: combined}\n".formatted(file));
                RawHttp2 client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            client.request(1, true, RawHttp2.get("X-Upper", "1")).end(1);
            client.request(3, true, RawHttp2.get("content-length", "7")).end(3);
            client.request(5, true, RawHttp2.get("host", "other")).end(5);
            client.request(7, true, RawHttp2.get("user-agent", "a")).end(7);
            assertThat(proxy.server().snapshot().requests()).isEqualTo(4);
            assertThat(proxy.server().snapshot().rejected()).isEqualTo(3);
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(4);
        assertThat(lines.subList(0, 3))
                .allMatch(line -> line.matches("127\\.0\\.0\\.1 - - \\[.*] \"-\" 400 0 \"-\" \"-\""));
        assertThat(lines.get(3)).matches("127\\.0\\.0\\.1 - - \\[.*] \"GET / HTTP/2\\.0\" 200 \\d+ \"-\" \"a\"");
    }

    @Test
    void everyRequestHasItsLine() throws IOException {
        Path file = folder.resolve("access.log");
        String format = "$remote_addr \\\"$request\\\" $status $body_bytes_sent $upstream_name $upstream_tries"
                + " \\\"$http_user_agent\\\" [$upstream_connect_time $upstream_header_time $request_time]";
        try (ConfiguredProxy proxy = proxy("""
                access-log: {file: %s, format: "%s"}
                limits: {body-bytes: 10B}
                hosts:
                  - routes: [{path: /own, respond: {body: own}}]
                """.formatted(file, format))) {
            try (RawClient client = proxy.client()) {
                client.send(head("GET /bytes?n=100000 HTTP/1.1", "Host: h", "User-Agent: a\"b\\c"))
                        .read();
                client.send(head("GET /own HTTP/1.1", "Host: h")).read();
                client.send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 11"))
                        .read();
            }
            try (RawClient client = proxy.client()) {
                client.send("NONSENSE\r\n\r\n").readHead();
            }
            try (RawClient client = proxy.client()) {
                client.send(head("POST /digest HTTP/1.1", "Host: h", "Transfer-Encoding: chunked") + "zz\r\n");
                assertThat(client.read().status()).isEqualTo(400);
            }
            try (RawClient client = proxy.client()) {
                client.send(head("GET /sleep?ms=2000 HTTP/1.1", "Host: h"));
                while (proxy.server().inFlight() == 0) Thread.onSpinWait();
            }
            while (proxy.server().inFlight() > 0) Thread.onSpinWait();
        }
        List<String> lines = Files.readAllLines(file);
        String times = " \\[\\d\\.\\d{3} \\d\\.\\d{3} \\d\\.\\d{3}]";
        String none = " \\[- - \\d\\.\\d{3}]";
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0))
                .matches("127\\.0\\.0\\.1 \"GET /bytes\\?n=100000 HTTP/1\\.1\" 200 100000 tomcat-1 1"
                        + " \"a\\\\x22b\\\\x5Cc\"" + times);
        assertThat(lines.get(1)).matches("127\\.0\\.0\\.1 \"GET /own HTTP/1\\.1\" 200 3 - - \"-\"" + none);
        assertThat(lines.get(2)).matches("127\\.0\\.0\\.1 \"POST / HTTP/1\\.1\" 413 \\d+ - - \"-\"" + none);
        assertThat(lines.get(3)).matches("127\\.0\\.0\\.1 \"-\" 400 0 - - \"-\"" + none);
        assertThat(lines.get(4)).startsWith("127.0.0.1 \"POST /digest HTTP/1.1\" 400 ");
        assertThat(lines.get(5)).startsWith("127.0.0.1 \"GET /sleep?ms=2000 HTTP/1.1\" 499 0 tomcat-1 1");
    }
}
