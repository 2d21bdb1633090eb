package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;
import tandem.fixture.Payload;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.TomcatBackend;
import tandem.health.HealthSettings;
import tandem.health.Standing;
import tandem.tls.BackendTlsSettings;
import tandem.tls.CertificateFiles;
import tandem.tls.CertificateSettings.Source;
import tandem.tls.HandshakeProblem.Reason;
import tandem.tls.Refreshed;
import tandem.tls.TestCertificates;
import tandem.tls.TlsSettings.Version;

/// Tomcats that speak TLS, and servers that do not as they should.
class BackendTlsIT {
    private static final X509Bundle AUTHORITY = TestCertificates.authority("Test Authority");

    @TempDir
    static Path folder;

    private static TestCertificates files = new TestCertificates(Path.of(""));
    private static TestCertificates.Pair own =
            new TestCertificates.Pair("", "", TestCertificates.issued(AUTHORITY, "proxy.internal"));
    private static Optional<TomcatBackend> tomcat = Optional.empty();
    private static Optional<TomcatBackend> stranger = Optional.empty();

    @BeforeAll
    static void start() {
        files = new TestCertificates(folder);
        files.write("ca.pem", AUTHORITY.getCertificatePEM());
        own = files.write("proxy", own.bundle());
        TestCertificates.Pair good = files.write("tomcat", TestCertificates.issued(AUTHORITY, "tomcat.internal"));
        TestCertificates.Pair bad = files.write(
                "stranger", TestCertificates.issued(TestCertificates.authority("Stranger"), "tomcat.internal"));
        // It takes nobody who shows no certificate.
        tomcat = Optional.of(TomcatBackend.secure(
                "safe",
                good.certificate(),
                good.key(),
                Optional.of(folder.resolve("ca.pem").toString())));
        stranger = Optional.of(TomcatBackend.secure("stranger", bad.certificate(), bad.key(), Optional.empty()));
    }

    @AfterAll
    static void stop() {
        tomcat.ifPresent(TomcatBackend::close);
        stranger.ifPresent(TomcatBackend::close);
    }

    private static int port() {
        return tomcat.orElseThrow().port();
    }

    private static int strange() {
        return stranger.orElseThrow().port();
    }

    private static BackendTlsSettings trusting(String caFile, String name) {
        return new BackendTlsSettings(
                true,
                Optional.of(folder.resolve(caFile).toString()),
                Optional.of(name),
                Optional.of(new Source.Pem(own.certificate(), own.key(), Optional.empty())),
                Version.TLS_1_2);
    }

    private static Options options(int... ports) {
        return options("ca.pem", "tomcat.internal", ports);
    }

    /// With time enough for the first handshake of a machine that has much to do.
    private static Options options(String caFile, String name, int... ports) {
        ProxySettings.Timeouts usual = ProxySettings.Timeouts.DEFAULT;
        return Options.of(ports)
                .onLoops(1)
                .with(TransportSettings.secured(trusting(caFile, name)))
                .with(new ProxySettings.Timeouts(
                        Duration.ofSeconds(20), usual.response(), usual.idle(), usual.backendIdle()));
    }

    @Test
    void requestsGoOverOneSafeConnection() throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(options(port()));
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).contains("safe");
            byte[] body = Payload.bytes(300_000);
            client.send(head("POST /echo HTTP/1.1", "Host: a", "Content-Length: " + body.length));
            client.out().write(body);
            assertThat(client.read().bytes()).isEqualTo(body);
            assertThat(client.get("/bytes?n=2000000").bytes()).isEqualTo(Payload.bytes(2_000_000));
            assertThat(proxy.tls().snapshot().handshakes()).isEqualTo(1);
        }
    }

    @Test
    void checksGoTheSameWay() {
        HealthSettings often = new HealthSettings(
                new HealthSettings.Check("/", Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, 200, 399),
                HealthSettings.Eject.DEFAULT);
        try (ProxyUnderTest proxy =
                ProxyUnderTest.start(options(port(), strange()).with(often))) {
            Await.until(
                    "one is healthy, and the other is out",
                    () -> proxy.health().snapshot().stream()
                            .map(status -> status.standing())
                            .toList()
                            .equals(List.of(Standing.HEALTHY, Standing.OUT)));
            assertThat(proxy.health().snapshot().get(1).reason())
                    .contains("its certificate is not of an authority that is believed");
        }
    }

    @Test
    void whatWasNotSentGoesElsewhere() throws IOException {
        try (RawBackend plain = RawBackend.start(connection -> {
                    connection.send("HTTP/1.1 400 Bad Request\r\n\r\n");
                    connection.awaitEnd();
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(options(strange(), plain.port(), port()));
                RawClient client = proxy.client()) {
            for (int i = 0; i < 6; i++) {
                client.send(head("POST /echo HTTP/1.1", "Host: a", "Content-Length: 5") + "hello");
                assertThat(client.read().body()).contains("hello");
            }
            assertThat(proxy.tls().snapshot().failed()).containsKeys(Reason.UNTRUSTED, Reason.NO_TLS);
            assertThat(proxy.tls().snapshot().problems())
                    .containsEntry("127.0.0.1:" + plain.port(), "what it says is not TLS");
            assertThat(plain.heads()).isEmpty();
        }
    }

    @Test
    void withoutABackendThatIsBelievedTheClientIsToldAndTheBackendIsOut() throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(options("ca.pem", "shop.internal", port()));
                RawClient client = proxy.client()) {
            RawClient.Answer answer = client.get("/");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("no backend of pool tomcat could be reached");
            assertThat(proxy.tls().snapshot().problems())
                    .containsEntry("127.0.0.1:" + port(), "its certificate is not for shop.internal");
        }
    }

    @Test
    void aHandshakeWithoutEndCountsAgainstTheTimeForAConnection() throws IOException {
        ProxySettings.Timeouts usual = ProxySettings.Timeouts.DEFAULT;
        ProxySettings.Timeouts quick =
                new ProxySettings.Timeouts(Duration.ofSeconds(2), usual.response(), usual.idle(), usual.backendIdle());
        try (RawBackend mute = RawBackend.start(RawBackend.Connection::awaitEnd);
                ProxyUnderTest proxy =
                        ProxyUnderTest.start(options(mute.port(), port()).with(quick));
                RawClient client = proxy.client()) {
            long begun = System.nanoTime();
            client.send(head("POST /echo HTTP/1.1", "Host: a", "Content-Length: 5") + "hello");
            assertThat(client.read().body()).contains("hello");
            client.send(head("POST /echo HTTP/1.1", "Host: a", "Content-Length: 5") + "hello");
            assertThat(client.read().body()).contains("hello");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
            assertThat(proxy.tls().snapshot().failed()).containsKey(Reason.LATE);
        }
    }

    @Test
    void newAuthoritiesAreGoneByWithoutARestart() throws Exception {
        X509Bundle other = TestCertificates.authority("Not yet");
        files.write("changing.pem", other.getCertificatePEM());
        try (ProxyUnderTest proxy = ProxyUnderTest.start(options("changing.pem", "tomcat.internal", port()));
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            files.write("changing.pem", AUTHORITY.getCertificatePEM());
            var loaded = CertificateFiles.load(proxy.tls().settings(), Instant.now());
            assertThat(proxy.tls().refresh(loaded, Instant.now())).isEqualTo(new Refreshed.Served());
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void anAnswerThatEndsWithItsConnectionHasToEndAsTlsDoes() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                TestCertificates.issued(AUTHORITY, "tomcat.internal")
                        .toKeyManagerFactory()
                        .getKeyManagers(),
                new TrustManager[0],
                null);
        for (boolean properly : List.of(true, false)) {
            try (RawBackend backend = RawBackend.start(connection -> answerUntilTheEnd(context, connection, properly));
                    ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                    RawClient client = proxy.client()) {
                client.send(head("GET / HTTP/1.0", "Host: a"));
                assertThat(wholeAnswer(client)
                                .filter(answer -> answer.endsWith("all of it"))
                                .isPresent())
                        .isEqualTo(properly);
            }
        }
    }

    /// What came up to the end of the connection; nothing where that was reset.
    private static Optional<String> wholeAnswer(RawClient client) {
        try {
            return Optional.of(new String(client.in().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException reset) {
            return Optional.empty();
        }
    }

    private static void answerUntilTheEnd(SSLContext context, RawBackend.Connection connection, boolean properly)
            throws IOException {
        Socket below = connection.socket();
        try (SSLSocket safe = (SSLSocket) context.getSocketFactory().createSocket(below, null, true)) {
            safe.startHandshake();
            byte[] request = new byte[4096];
            int read = safe.getInputStream().read(request);
            if (read <= 0) return;
            safe.getOutputStream()
                    .write(head("HTTP/1.1 200 OK", "Connection: close").getBytes(StandardCharsets.US_ASCII));
            safe.getOutputStream().write("all of it".getBytes(StandardCharsets.US_ASCII));
            safe.getOutputStream().flush();
            // Without its own goodbye the end could be anybody's.
            if (!properly) below.shutdownOutput();
            else safe.shutdownOutput();
            while (read >= 0) read = safe.getInputStream().read(request);
        }
    }
}
