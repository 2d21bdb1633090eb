package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.fixture.Await;
import tandem.fixture.Payload;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;
import tandem.fixture.TomcatBackend;
import tandem.lab.Needs;
import tandem.tls.TestCertificates;
import tandem.tls.TlsSettings;

/// Clients with TLS, by HTTP/1.1 and HTTP/2, with a real Tomcat behind the proxy.
@SideBySide
class TlsIT {
    private static final int MEGABYTE = 1 << 20;

    private final Path folder;
    private final TomcatBackend tomcat = TomcatBackend.start("tomcat");
    private final ProxyUnderTest proxy = ProxyUnderTest.start(ProxyUnderTest.Options.of(tomcat.port())
            .with(new ProxySettings.Timeouts(
                    Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(75), Duration.ofSeconds(15))));
    private final List<HttpClient> clients = new ArrayList<>();
    private final SafeListener listener;

    TlsIT(@TempDir Path folder) {
        this.folder = folder;
        this.listener = SafeListener.open(proxy, folder);
    }

    @AfterEach
    void close() {
        clients.forEach(HttpClient::shutdownNow);
        proxy.close();
        tomcat.close();
    }

    private HttpClient client(Version version) {
        HttpClient client = listener.client(version);
        clients.add(client);
        return client;
    }

    @ParameterizedTest
    @EnumSource
    void theBackendHearsOfHttpsAndTheClientOfHsts(Version version) throws Exception {
        HttpResponse<String> answer = client(version)
                .send(
                        HttpRequest.newBuilder(listener.uri("/headers?x=1"))
                                .header("Cookie", "a=1; b=2")
                                .header("X-Mixed-Case", "kept")
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.headers().firstValue("strict-transport-security")).contains("max-age=86400");
        assertThat(answer.body())
                .contains("/headers?x=1", "x-forwarded-proto: https", "x-forwarded-host: localhost:" + listener.port())
                .contains("cookie: a=1; b=2", "x-mixed-case: kept", "host: localhost:" + listener.port());
    }

    @ParameterizedTest
    @EnumSource
    void largeBodiesPassBothWaysUnharmed(Version version) throws Exception {
        HttpClient client = client(version);
        HttpResponse<java.io.InputStream> down = client.send(
                HttpRequest.newBuilder(listener.uri("/bytes?n=" + 20 * MEGABYTE))
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(Payload.digest(down.body())).isEqualTo(Payload.digest(20L * MEGABYTE));

        HttpResponse<String> up = client.send(
                HttpRequest.newBuilder(listener.uri("/digest"))
                        .POST(BodyPublishers.ofByteArray(Payload.bytes(10 * MEGABYTE)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(up.body()).contains(Payload.digest(10L * MEGABYTE).sha256());

        HttpResponse<String> chunked = client.send(
                HttpRequest.newBuilder(listener.uri("/digest"))
                        .POST(BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(Payload.bytes(MEGABYTE))))
                        .build(),
                BodyHandlers.ofString());
        assertThat(chunked.body()).contains(Payload.digest(MEGABYTE).sha256());
    }

    @Test
    void manyStreamsOfOneConnectionAreAnsweredEach() {
        HttpClient client = client(Version.HTTP_2);
        for (int wave = 0; wave < 5; wave++) {
            // This client does not wait for a free stream, and a connection has 100 of them.
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = 1; i <= 60; i++)
                answers.add(client.sendAsync(
                        HttpRequest.newBuilder(listener.uri("/bytes?n=" + i * 500))
                                .build(),
                        BodyHandlers.ofByteArray()));
            for (int i = 1; i <= 60; i++) {
                HttpResponse<byte[]> answer = answers.get(i - 1).join();
                assertThat(answer.version()).isEqualTo(Version.HTTP_2);
                assertThat(answer.body()).isEqualTo(Payload.bytes(i * 500));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void headHasNoBodyAndItsLength(Version version) throws Exception {
        HttpResponse<String> answer = client(version)
                .send(
                        HttpRequest.newBuilder(listener.uri("/bytes?n=1234"))
                                .method("HEAD", BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("content-length")).contains("1234");
    }

    @ParameterizedTest
    @EnumSource
    void theBackendIsShownTheCertificateThatTheClientHasShownAndNoOther(Version version) throws Exception {
        SafeListener asking = SafeListener.asking(proxy, folder);
        X509Bundle alice = TestCertificates.issued(asking.authority(), "alice");
        String field = "client-cert: :"
                + Base64.getEncoder().encodeToString(alice.getCertificate().getEncoded()) + ":";
        for (Optional<X509Bundle> shown : List.of(Optional.of(alice), Optional.<X509Bundle>empty())) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(asking.trusting(shown))
                    .version(version)
                    .build();
            clients.add(client);
            String heard = client.send(
                            HttpRequest.newBuilder(asking.uri("/headers"))
                                    .header("Client-Cert", ":Zm9yZ2Vk:")
                                    .header("Client-Cert-Chain", ":Zm9yZ2Vk:")
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(heard).doesNotContain("Zm9yZ2Vk");
            if (shown.isEmpty()) assertThat(heard).doesNotContain("client-cert");
            else assertThat(heard).contains(field);
        }
    }

    @Test
    void anOpenConnectionOutlivesItsCertificate() throws Exception {
        try (SSLSocket open = connect()) {
            assertThat(request(open)).startsWith("HTTP/1.1 200");
            var renewed = TestCertificates.issued(listener.authority(), "localhost");
            new TestCertificates(folder).write("localhost", renewed);
            TlsSettings settings = listener.tls().settings();
            listener.tls().replace(settings, true, SafeListener.material(settings));

            assertThat(request(open)).startsWith("HTTP/1.1 200");
            try (SSLSocket fresh = connect()) {
                assertThat(fresh.getSession().getPeerCertificates()[0]).isEqualTo(renewed.getCertificate());
                assertThat(open.getSession().getPeerCertificates()[0])
                        .isEqualTo(listener.pair().bundle().getCertificate());
            }
        }
    }

    private SSLSocket connect() throws Exception {
        SSLSocket socket =
                (SSLSocket) listener.trusting().getSocketFactory().createSocket("127.0.0.1", listener.port());
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        return socket;
    }

    private static String request(SSLSocket socket) throws Exception {
        OutputStream out = socket.getOutputStream();
        out.write("GET /bytes?n=0 HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) throw new java.io.EOFException(head.toString());
            head.append((char) next);
        }
        return head.toString();
    }

    /// As OpenSSL sees it, which verifies the response by itself.
    @Test
    void theIssuersWordIsStapledForWhoAsksForIt() throws Exception {
        var stapling = SafeListener.stapling(
                proxy, folder, Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600));
        String authority = new TestCertificates(folder)
                .write("ca.pem", stapling.authority().getCertificatePEM());

        assertThat(openssl(stapling.port(), "-status", "-CAfile", authority))
                .contains("OCSP Response Status: successful", "Cert Status: good", "Verify return code: 0 (ok)");
        assertThat(openssl(listener.port(), "-status")).contains("OCSP response: no response sent");
    }

    /// RFC 8996 and RFC 9325 §4.1 and §4.2: nothing before TLS 1.2, and of that no suite without forward secrecy and
    /// authenticated encryption, as OpenSSL asks for them.
    @Test
    void whatIsOldOrWeakIsRefused() throws Exception {
        for (String suites : List.of(
                "ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA",
                "ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA",
                "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384",
                "AES128-GCM-SHA256:AES128-SHA:AES256-SHA",
                "DHE:PSK:SRP",
                "aNULL:eNULL:@SECLEVEL=0")) assertRefused("-tls1_2", suites);
        for (String version : List.of("-tls1", "-tls1_1")) assertRefused(version, "ALL:@SECLEVEL=0");
        assertThat(openssl(listener.port(), "-tls1_2")).contains("CONNECTED", "Cipher is ECDHE-");
        assertThat(openssl(listener.port(), "-tls1_3")).contains("CONNECTED", "Cipher is TLS_AES_");
    }

    private void assertRefused(String version, String suites) throws Exception {
        assertThat(openssl(listener.port(), version, "-cipher", suites)).contains("CONNECTED", "Cipher is (NONE)");
    }

    private static String openssl(int port, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of("-servername", "localhost"));
        command.addAll(List.of(arguments));
        Process client;
        try {
            client = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            Needs.missing(command.getFirst(), e.toString());
            throw e;
        }
        client.getOutputStream().close();
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsLeftUnsaidByTheClientEndsWithoutAnAnswer() throws Exception {
        try (RawClient plain = RawClient.connect(listener.port())) {
            plain.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(new String(plain.in().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP/1.1");
        }
        Await.until("the connection has ended", () -> proxy.server().connections() == 0);
    }

    @Test
    void aListenerCanSendItsClientsToHttps() throws Exception {
        ListenerSettings plain = new ListenerSettings(
                new ProxySettings.Listen("127.0.0.1", 0),
                Optional.empty(),
                false,
                Optional.of(listener.port()),
                Optional.empty());
        int port = ProxyUnderTest.await(proxy.server().listen(plain, null));
        try (RawClient client = RawClient.connect(port)) {
            RawClient.Answer get = client.get("/a?b=c%20d");
            assertThat(get.status()).isEqualTo(301);
            assertThat(get.field("location")).contains("https://test:" + listener.port() + "/a?b=c%20d");
            RawClient.Answer post = client.send(
                            RawClient.head("POST /a HTTP/1.1", "Host: localhost:1", "Content-Length: 2") + "xy")
                    .read();
            assertThat(post.status()).isEqualTo(308);
            assertThat(post.field("location")).contains("https://localhost:" + listener.port() + "/a");
        }
        HttpClient following = HttpClient.newBuilder()
                .sslContext(listener.trusting())
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build();
        clients.add(following);
        assertThat(following
                        .send(
                                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/headers"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .contains("x-forwarded-proto: https");
    }

    @ParameterizedTest
    @EnumSource
    void whoIsSentOffGetsItsAnswerFirst(Version version) throws Exception {
        HttpClient client = client(version);
        CompletableFuture<HttpResponse<String>> slow = client.sendAsync(
                HttpRequest.newBuilder(listener.uri("/sleep?ms=500")).build(), BodyHandlers.ofString());
        Await.until("the request is under way", () -> proxy.server().inFlight() == 1);
        proxy.server().drain();
        assertThat(slow.join().statusCode()).isEqualTo(200);
        Await.until("the connection has ended", () -> proxy.server().connections() == 0);
    }
}
