package tandem.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSsl;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.tls.MemoryHandshake.Client;
import tandem.tls.TlsSettings.Clients;
import tandem.tls.TlsSettings.Demand;
import tandem.tls.TlsSettings.Version;

class ServerTlsTest {
    private static final X509Bundle AUTHORITY = TestCertificates.authority("Test Authority");
    private static final X509Bundle SHOP = TestCertificates.issued(AUTHORITY, "shop.example", "*.shop.example");
    private static final X509Bundle BLOG = TestCertificates.issued(AUTHORITY, "blog.example");
    private static final X509Bundle ALICE = TestCertificates.issued(AUTHORITY, "alice");

    /// Issued by another authority that has the same name, or a client would not show it at all.
    private static final X509Bundle MALLORY =
            TestCertificates.issued(TestCertificates.authority("Test Authority"), "mallory");

    @TempDir
    Path folder;

    private TestCertificates certificates = new TestCertificates(Path.of(""));

    @BeforeEach
    void prepare() {
        certificates = new TestCertificates(folder);
    }

    private TlsSettings settings() {
        return TlsSettings.of(
                certificates.write("shop", SHOP).settings(),
                certificates.write("blog", BLOG).settings());
    }

    private static Loaded.Material material(TlsSettings settings) {
        return ((Loaded.Usable) CertificateFiles.load(settings, Instant.now())).material();
    }

    private static ServerTls open(TlsSettings settings, boolean http2, TlsEngine engine) throws Exception {
        return ServerTls.open(settings, http2, material(settings), engine);
    }

    private TlsSettings asking(Demand demand) {
        var s = settings();
        var authority = certificates.write("ca.pem", AUTHORITY.getCertificatePEM());
        return new TlsSettings(
                s.certificates(),
                s.minimumVersion(),
                s.ciphers(),
                new Clients(demand, Optional.of(authority)),
                s.sessions(),
                s.handshakeTimeout());
    }

    @Test
    void boringSslIsThere() {
        assertThat(OpenSsl.unavailabilityCause()).isNull();
        assertThat(TlsEngine.ofThisSystem()).isEqualTo(TlsEngine.BORING_SSL);
    }

    @ParameterizedTest
    @EnumSource
    void aClientGetsTheCertificateOfTheServerThatItNames(TlsEngine engine) throws Exception {
        try (var tls = open(settings(), false, engine)) {
            for (var expected : List.of(
                    new Named("shop.example", SHOP),
                    new Named("a.shop.example", SHOP),
                    new Named("BLOG.example", BLOG),
                    new Named("unknown.example", SHOP))) {
                var end = MemoryHandshake.with(tls, Client.trusting(AUTHORITY).naming(expected.name));
                assertThat(end.shown()).contains(expected.bundle.getCertificate());
                assertThat(end.session().orElseThrow().server())
                        .contains(expected.name.toLowerCase(java.util.Locale.ROOT));
            }
            var unnamed = MemoryHandshake.with(tls, Client.trusting(AUTHORITY));
            assertThat(unnamed.shown()).contains(SHOP.getCertificate());
            assertThat(unnamed.session().orElseThrow().server()).isEmpty();
            assertThat(tls.snapshot().handshakes()).isEqualTo(5);
        }
    }

    private record Named(String name, X509Bundle bundle) {}

    @ParameterizedTest
    @EnumSource
    void alpnOffersHttp2WhereItIsOnAndPrefersIt(TlsEngine engine) throws Exception {
        try (var with = open(settings(), true, engine);
                var without = open(settings(), false, engine)) {
            var both = Client.trusting(AUTHORITY).offering("http/1.1", "h2");
            assertThat(protocol(with, both)).contains("h2");
            assertThat(protocol(without, both)).contains("http/1.1");
            assertThat(protocol(with, Client.trusting(AUTHORITY).offering("http/1.1")))
                    .contains("http/1.1");
            assertThat(protocol(with, Client.trusting(AUTHORITY))).isEmpty();
        }
    }

    private static Optional<String> protocol(ServerTls tls, Client client) {
        return MemoryHandshake.with(tls, client).session().orElseThrow().protocol();
    }

    @ParameterizedTest
    @EnumSource
    void versionsBelowTheMinimumAreRefused(TlsEngine engine) throws Exception {
        var s = settings();
        var newest = new TlsSettings(
                s.certificates(), Version.TLS_1_3, s.ciphers(), s.clients(), s.sessions(), s.handshakeTimeout());
        var old = Client.trusting(AUTHORITY).speaking("TLSv1.2");
        try (var standard = open(s, false, engine);
                var strict = open(newest, false, engine)) {
            var session = MemoryHandshake.with(standard, old).session().orElseThrow();
            assertThat(session.version()).isEqualTo("TLSv1.2");
            assertThat(session.cipher()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
            assertThat(MemoryHandshake.with(standard, Client.trusting(AUTHORITY))
                            .session()
                            .orElseThrow()
                            .version())
                    .isEqualTo("TLSv1.3");
            assertThat(MemoryHandshake.with(strict, old).session()).isEmpty();
            assertThat(strict.snapshot().failed()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientCertificatesAreVerified(TlsEngine engine) throws Exception {
        var plain = Client.trusting(AUTHORITY).speaking("TLSv1.2");
        try (var wanted = open(asking(Demand.WANTED), false, engine);
                var required = open(asking(Demand.REQUIRED), false, engine)) {
            assertThat(shown(wanted, plain)).hasValue(List.of());
            assertThat(shown(required, plain)).isEmpty();
            for (var tls : List.of(wanted, required)) {
                assertThat(shown(tls, plain.showing(ALICE))).hasValue(List.of(ALICE.getCertificate()));
                assertThat(shown(tls, plain.showing(MALLORY))).isEmpty();
                assertThat(shown(tls, Client.trusting(AUTHORITY).showing(ALICE)))
                        .hasValue(List.of(ALICE.getCertificate()));
                assertThat(shown(tls, Client.trusting(AUTHORITY).showing(MALLORY)))
                        .isEmpty();
            }
        }
    }

    /// What the server was shown, one certificate or none; empty without a session.
    private static Optional<List<X509Certificate>> shown(ServerTls tls, Client client) {
        return MemoryHandshake.with(tls, client)
                .session()
                .map(session -> session.certificate().stream().toList());
    }

    @ParameterizedTest
    @EnumSource
    void newHandshakesGetTheNewCertificateAndOpenConnectionsGoOn(TlsEngine engine) throws Exception {
        var settings = settings();
        try (var tls = open(settings, false, engine)) {
            var open = MemoryHandshake.with(tls, Client.trusting(AUTHORITY));
            var renewed = TestCertificates.issued(AUTHORITY, "shop.example");
            certificates.write("shop", renewed);

            assertThat(refresh(tls, settings)).isEqualTo(new Refreshed.Served());
            assertThat(refresh(tls, settings)).isEqualTo(new Refreshed.Same());

            assertThat(open.echo("still here")).isEqualTo("still here");
            assertThat(MemoryHandshake.with(tls, Client.trusting(AUTHORITY)).shown())
                    .contains(renewed.getCertificate());
            assertThat(tls.snapshot().certificates().getFirst().serial())
                    .isEqualTo(renewed.getCertificate().getSerialNumber().toString(16));
        }
    }

    private static Refreshed refresh(ServerTls tls, TlsSettings settings) throws Exception {
        return tls.refresh(CertificateFiles.load(settings, Instant.now()), Instant.now());
    }

    @Test
    void aBrokenOrExpiredFileChangesNothingAndIsToldOnce() throws Exception {
        var settings = settings();
        try (var tls = open(settings, false, TlsEngine.BORING_SSL)) {
            certificates.write("blog.key", "nonsense");
            assertThat(refresh(tls, settings)).isInstanceOfSatisfying(Refreshed.Refused.class, refused -> {
                assertThat(refused.why()).contains("certificates[1].key: found no private keys in");
                assertThat(refused.news()).isTrue();
                assertThat(tls.snapshot().refused()).contains(refused.why());
            });
            assertThat(refresh(tls, settings))
                    .isInstanceOfSatisfying(
                            Refreshed.Refused.class,
                            refused -> assertThat(refused.news()).isFalse());
            assertThat(MemoryHandshake.with(tls, Client.trusting(AUTHORITY).naming("blog.example"))
                            .shown())
                    .contains(BLOG.getCertificate());

            certificates.write(
                    "blog", TestCertificates.issued(AUTHORITY, Instant.parse("2024-03-01T12:00:00Z"), "blog.example"));
            assertThat(refresh(tls, settings))
                    .isEqualTo(new Refreshed.Refused("a certificate in them has expired", true));

            certificates.write("blog", BLOG);
            assertThat(refresh(tls, settings)).isEqualTo(new Refreshed.Same());
            assertThat(tls.snapshot().refused()).isEmpty();
        }
    }

    @Test
    void aHandshakeThatHasBegunSurvivesAnExchange() throws Exception {
        var settings = settings();
        try (var tls = open(settings, false, TlsEngine.BORING_SSL)) {
            var begun = MemoryHandshake.begin(tls, Client.trusting(AUTHORITY));
            begun.exchangeOnce();
            tls.replace(settings, false, material(settings));
            begun.finish();
            assertThat(begun.session()).isPresent();
        }
    }

    @Test
    void sessionsAreResumedAlsoAfterAnExchangeButNotWithOtherClientAuthorities() throws Exception {
        var settings = settings();
        try (var tls = open(settings, false, TlsEngine.BORING_SSL)) {
            var client = Client.trusting(AUTHORITY).naming("shop.example").remembering();
            assertThat(MemoryHandshake.with(tls, client).resumed()).isFalse();
            assertThat(MemoryHandshake.with(tls, client).resumed()).isTrue();

            tls.replace(settings, false, material(settings));
            assertThat(MemoryHandshake.with(tls, client).resumed()).isTrue();
            tls.rotateTicketKeys(Instant.now().plus(Duration.ofHours(2)));
            assertThat(MemoryHandshake.with(tls, client).resumed()).isTrue();

            var asking = asking(Demand.WANTED);
            tls.replace(asking, false, material(asking));
            assertThat(MemoryHandshake.with(tls, client).resumed()).isFalse();
        }
    }

    @Test
    void whatIsNotTlsEndsTheConnection() throws Exception {
        try (var tls = open(settings(), false, TlsEngine.BORING_SSL)) {
            assertThat(MemoryHandshake.answerTo(tls, "GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n"))
                    .isEmpty();
            assertThat(tls.snapshot().failed()).isEqualTo(1);
        }
    }

    @Test
    void theSnapshotTellsWhenEachCertificateExpires() throws Exception {
        try (var tls = open(settings(), false, TlsEngine.BORING_SSL)) {
            var snapshot = tls.snapshot();
            assertThat(snapshot.certificates())
                    .extracting(CertificateSnapshot::notAfter)
                    .containsExactly(
                            SHOP.getCertificate().getNotAfter().toInstant(),
                            BLOG.getCertificate().getNotAfter().toInstant());
            assertThat(snapshot.certificates().getLast().names()).containsExactly("blog.example");
            assertThat(snapshot.certificates().getLast().file()).isEqualTo(folder + "/blog.pem");
            assertThat(snapshot.refused()).isEmpty();
        }
    }
}
