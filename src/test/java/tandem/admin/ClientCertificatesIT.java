package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.ClientCertificates.Client;
import tandem.admin.ClientCertificates.Demand;
import tandem.admin.ClientCertificates.Match;
import tandem.fixture.Await;
import tandem.fixture.CapturedLog;
import tandem.fixture.SideBySide;
import tandem.tls.CertificateFiles;
import tandem.tls.TestCertificates;

/// Who is let in by a certificate.
@SideBySide
class ClientCertificatesIT {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final FakeNode node = new FakeNode("proxy-a");
    private final X509Bundle authority = TestCertificates.authority("operators");
    private final X509Bundle alice = TestCertificates.issued(authority, "alice");
    private final X509Bundle bob = TestCertificates.issued(authority, "someone", "monitoring.example.com");
    private final X509Bundle mallory = TestCertificates.issued(authority, "mallory");
    private final X509Bundle stranger = TestCertificates.issued(TestCertificates.authority("others"), "alice");
    private final NewToken token = NewToken.of(new Caller("carol", Caller.Role.OPERATOR));

    @TempDir
    Path folder;

    @RegisterExtension
    final CapturedLog log = new CapturedLog(AdminTls.class);

    private TestCertificates files;
    private X509Bundle server;

    @BeforeEach
    void files() {
        files = new TestCertificates(folder);
        server = TestCertificates.issued(authority, "localhost");
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    private AdminServer start(Demand demand, boolean tokens) throws Exception {
        var own = files.write("server", server);
        var trusted = files.write("ca.pem", authority.getCertificatePEM());
        var clients = new ClientCertificates(
                demand,
                trusted,
                List.of(
                        new Client(new Match.Subject("cn=alice"), new Caller("alice", Caller.Role.OPERATOR)),
                        new Client(
                                new Match.AlternativeName("Monitoring.example.com"),
                                new Caller("monitoring.example.com", Caller.Role.VIEWER))));
        var file = Files.writeString(folder.resolve("tokens"), token.line());
        var access = new AdminSettings.Access(
                tokens ? Optional.of(file.toString()) : Optional.empty(),
                Optional.of(new AdminSettings.Tls(own.certificate(), own.key(), Optional.of(clients))));
        var settings = new AdminSettings(new AdminSettings.Listen("127.0.0.1", 0), null, access, List.of());
        return FakeNode.start(vertx, settings, node.services());
    }

    private HttpClient client(@Nullable X509Bundle own) throws Exception {
        return client(authority, own);
    }

    /// One that trusts an authority and shows a certificate of its own, or none.
    static HttpClient client(X509Bundle authority, @Nullable X509Bundle own) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        known.setCertificateEntry("ca", authority.getCertificate());
        trust.init(known);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        if (own != null) keys.init(own.toKeyStore(PASSWORD), PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static HttpRequest.Builder request(AdminServer admin, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + admin.port() + path));
    }

    private HttpResponse<String> ask(AdminServer admin, @Nullable X509Bundle own) throws Exception {
        return send(own, request(admin, "/status"));
    }

    private HttpResponse<String> change(AdminServer admin, @Nullable X509Bundle own) throws Exception {
        return send(own, request(admin, "/v1/vips/main/release").POST(BodyPublishers.noBody()));
    }

    private HttpResponse<String> send(@Nullable X509Bundle own, HttpRequest.Builder request) throws Exception {
        try (var http = client(own)) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    @Test
    void aCertificateHasTheRoleOfItsSubjectOrOfItsAlternativeName() throws Exception {
        var admin = start(Demand.REQUIRED, false);
        assertThat(ask(admin, alice).statusCode()).isEqualTo(200);
        assertThat(change(admin, alice).statusCode()).isEqualTo(200);
        assertThat(node.events.since(0, 10).getLast().json().getString("text")).startsWith("alice: release it");
        assertThat(ask(admin, bob).statusCode()).isEqualTo(200);
        var refused = change(admin, bob);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("monitoring.example.com is a viewer; it takes an operator");
    }

    @Test
    void aCertificateThatIsRenewedIsServedWithoutARestartAndADamagedOneIsNot() throws Exception {
        var admin = start(Demand.REQUIRED, false);
        assertThat(served(admin)).isEqualTo(server.getCertificate());
        files.write("server.pem", "half of a certificate");
        Await.until(
                "that is noticed",
                LIMIT,
                () -> log.lines().stream()
                        .anyMatch(line -> line.getFormattedMessage()
                                .startsWith("the admin certificate stays as it was: found no certificate in ")));
        assertThat(served(admin)).isEqualTo(server.getCertificate());

        var renewed = TestCertificates.issued(authority, "localhost");
        files.write("server", renewed);
        Await.until("it is served", LIMIT, () -> served(admin).equals(renewed.getCertificate()));
        var shown = CertificateFiles.show(folder.resolve("server.pem").toString());
        Await.until("it is shown", () -> admin.certificate().equals(shown));
    }

    private Certificate served(AdminServer admin) throws Exception {
        return ask(admin, alice).sslSession().orElseThrow().getPeerCertificates()[0];
    }

    @Test
    void aCertificateOfSomebodyElseOpensNothing() throws Exception {
        var admin = start(Demand.REQUIRED, false);
        var unknown = ask(admin, mallory);
        assertThat(unknown.statusCode()).isEqualTo(403);
        assertThat(unknown.body()).contains("the certificate of CN=mallory is nobody's who is known here");
        // These do not even come through the handshake.
        assertThatThrownBy(() -> ask(admin, stranger)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask(admin, null)).isInstanceOf(IOException.class);
    }

    @Test
    void whereOneIsOnlyWantedATokenWillDo() throws Exception {
        var admin = start(Demand.WANTED, true);
        assertThat(ask(admin, alice).statusCode()).isEqualTo(200);
        var nobody = ask(admin, null);
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(ask(admin, mallory).statusCode()).isEqualTo(401);
        var carol = "Bearer " + token.token();
        assertThat(send(null, request(admin, "/status").header("Authorization", carol))
                        .statusCode())
                .isEqualTo(200);
        // Who sends a token is who it says, whatever certificate the connection has.
        send(
                bob,
                request(admin, "/v1/vips/main/release")
                        .header("Authorization", carol)
                        .POST(BodyPublishers.noBody()));
        assertThat(node.events.since(0, 10).getLast().json().getString("text")).startsWith("carol: release it");
        assertThat(send(alice, request(admin, "/status").header("Authorization", "Bearer wrong"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void whereOneIsOnlyWantedNobodyComesInWithoutAnything() throws Exception {
        var admin = start(Demand.WANTED, false);
        var nobody = ask(admin, null);
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.body()).contains("show a client certificate that is known here");
    }

    /// A browser sends a client certificate by itself, so it must not serve the page of somebody else.
    @Test
    void aPageOfAnotherOriginChangesNothingByACertificate() throws Exception {
        var admin = start(Demand.REQUIRED, false);
        var forged = request(admin, "/v1/vips/main/release")
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.noBody());
        assertThat(send(alice, forged).statusCode()).isEqualTo(403);
    }
}
