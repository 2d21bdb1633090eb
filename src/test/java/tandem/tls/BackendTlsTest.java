package tandem.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.tls.CertificateSettings.Source;
import tandem.tls.HandshakeProblem.Reason;
import tandem.tls.TlsSettings.Clients;
import tandem.tls.TlsSettings.Demand;
import tandem.tls.TlsSettings.Version;

/// Handshakes with backends in memory, by each engine.
class BackendTlsTest {
    private static final X509Bundle AUTHORITY = TestCertificates.authority("Test Authority");
    private static final X509Bundle SHOP = TestCertificates.issued(AUTHORITY, "shop.internal");
    private static final X509Bundle STRANGER =
            TestCertificates.issued(TestCertificates.authority("Another Authority"), "shop.internal");

    @TempDir
    Path folder;

    private TestCertificates files = new TestCertificates(Path.of(""));

    @BeforeEach
    void prepare() {
        files = new TestCertificates(folder);
    }

    private BackendTlsSettings trusting(String caFile, Optional<String> name) {
        return new BackendTlsSettings(true, Optional.of(caFile), name, Optional.empty(), Version.TLS_1_2);
    }

    private BackendTlsSettings trusting(X509Bundle authority) {
        return trusting(files.write("ca.pem", authority.getCertificatePEM()), Optional.empty());
    }

    private static BackendTls open(BackendTlsSettings settings, TlsEngine engine) throws Exception {
        return BackendTls.open("pool shop", settings, false, material(settings), engine);
    }

    private static Loaded.Material material(BackendTlsSettings settings) {
        return ((Loaded.Usable) CertificateFiles.load(settings, Instant.now())).material();
    }

    private static X509Bundle expired() {
        return TestCertificates.issued(AUTHORITY, Instant.now().minus(Duration.ofDays(1)), "shop.internal");
    }

    private ServerTls backend(X509Bundle certificate) throws Exception {
        return backend(TlsSettings.of(files.write("backend", certificate).settings()), false);
    }

    private static ServerTls backend(TlsSettings settings, boolean http2) throws Exception {
        var loaded = (Loaded.Usable) CertificateFiles.load(settings, Instant.now());
        return ServerTls.open(settings, http2, loaded.material(), TlsEngine.ofThisSystem());
    }

    @ParameterizedTest
    @EnumSource
    void aBackendIsAskedForByItsNameAndBelieved(TlsEngine engine) throws Exception {
        try (var backend = backend(SHOP);
                var tls = open(trusting(AUTHORITY), engine)) {
            var dial = MemoryDial.to(backend, tls, "shop.internal");

            assertThat(dial.failure()).isEmpty();
            assertThat(dial.session().server()).contains("shop.internal");
            assertThat(dial.session().version()).isEqualTo("TLSv1.3");
            assertThat(dial.session().protocol()).contains("http/1.1");
            assertThat(tls.snapshot()).isEqualTo(new BackendTlsSnapshot(true, 1, Map.of(), Map.of(), Optional.empty()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoIsNotBelievedIsToldInPlainWords(TlsEngine engine) throws Exception {
        try (var good = backend(SHOP);
                var expired = backend(expired());
                var stranger = backend(STRANGER);
                var tls = open(trusting(AUTHORITY), engine);
                var byJava = open(BackendTlsSettings.DEFAULT, engine)) {
            assertThat(MemoryDial.to(good, tls, "blog.internal").failure())
                    .contains("its certificate is not for blog.internal");
            assertThat(MemoryDial.to(good, tls, "10.1.2.3").failure()).contains("its certificate is not for 10.1.2.3");
            assertThat(MemoryDial.to(expired, tls, "shop.internal").failure())
                    .contains("its certificate, or one above it, has expired");
            assertThat(MemoryDial.to(stranger, tls, "shop.internal").failure())
                    .contains("its certificate is not of an authority that is believed");
            assertThat(MemoryDial.to(good, byJava, "shop.internal").failure())
                    .contains("its certificate is not of an authority that is believed");
            assertThat(MemoryDial.toOneThatSays("HTTP/1.1 400 \r\n\r\n", tls).failure())
                    .contains("what it says is not TLS");
            assertThat(tls.snapshot().failed())
                    .isEqualTo(
                            Map.of(Reason.WRONG_NAME, 2L, Reason.EXPIRED, 1L, Reason.UNTRUSTED, 1L, Reason.NO_TLS, 1L));
            assertThat(tls.snapshot().problems())
                    .containsEntry("shop.internal:8443", "its certificate is not of an authority that is believed")
                    .containsEntry("plain:8080", "what it says is not TLS");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProblemEndsWithTheNextHandshake(TlsEngine engine) throws Exception {
        try (var good = backend(SHOP);
                var stranger = backend(STRANGER);
                var tls = open(trusting(AUTHORITY), engine)) {
            assertThat(MemoryDial.to(stranger, tls, "shop.internal").failure()).isPresent();
            assertThat(tls.snapshot().problems()).isNotEmpty();
            assertThat(MemoryDial.to(good, tls, "shop.internal").failure()).isEmpty();
            assertThat(tls.snapshot().problems()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void itsNameMayBeAnotherThanItsHost(TlsEngine engine) throws Exception {
        var settings = trusting(files.write("ca.pem", AUTHORITY.getCertificatePEM()), Optional.of("shop.internal"));
        try (var backend = backend(SHOP);
                var tls = open(settings, engine)) {
            var dial = MemoryDial.to(backend, tls, "10.1.2.3");
            assertThat(dial.failure()).isEmpty();
            assertThat(dial.session().server()).contains("shop.internal");
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutVerificationEverybodyIsBelieved(TlsEngine engine) throws Exception {
        var settings =
                new BackendTlsSettings(false, Optional.empty(), Optional.empty(), Optional.empty(), Version.TLS_1_2);
        try (var stranger = backend(STRANGER);
                var expired = backend(expired());
                var tls = open(settings, engine)) {
            assertThat(MemoryDial.to(stranger, tls, "10.1.2.3").failure()).isEmpty();
            assertThat(MemoryDial.to(expired, tls, "blog.internal").failure()).isEmpty();
            assertThat(tls.snapshot().verified()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBackendThatAsksForACertificateGetsOne(TlsEngine engine) throws Exception {
        var pair = files.write("backend", SHOP);
        var standard = TlsSettings.of(pair.settings());
        var ca = files.write("ca.pem", AUTHORITY.getCertificatePEM());
        var asking = new TlsSettings(
                standard.certificates(),
                standard.minimumVersion(),
                standard.ciphers(),
                new Clients(Demand.REQUIRED, Optional.of(ca)),
                standard.sessions(),
                standard.handshakeTimeout());
        var own = TestCertificates.issued(AUTHORITY, "proxy.internal");
        var shown = files.write("proxy", own);
        var settings = new BackendTlsSettings(
                true,
                Optional.of(ca),
                Optional.empty(),
                Optional.of(new Source.Pem(shown.certificate(), shown.key(), Optional.empty())),
                Version.TLS_1_3);
        try (var backend = backend(asking, false);
                var tls = open(settings, engine)) {
            var dial = MemoryDial.to(backend, tls, "shop.internal");
            assertThat(dial.failure()).isEmpty();
            assertThat(dial.session().certificate()).contains(own.getCertificate());
            assertThat(tls.snapshot().certificate()).hasValueSatisfying(certificate -> {
                assertThat(certificate.file()).isEqualTo(shown.certificate());
                assertThat(certificate.notAfter())
                        .isEqualTo(own.getCertificate().getNotAfter().toInstant());
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOlderVersionIsRefused(TlsEngine engine) throws Exception {
        var pair = files.write("backend", SHOP);
        var standard = TlsSettings.of(pair.settings());
        var modern = new TlsSettings(
                standard.certificates(),
                Version.TLS_1_3,
                standard.ciphers(),
                standard.clients(),
                standard.sessions(),
                standard.handshakeTimeout());
        try (var backend = backend(modern, false);
                var tls = open(trusting(AUTHORITY), engine)) {
            assertThat(MemoryDial.to(backend, tls, "shop.internal").session().version())
                    .isEqualTo("TLSv1.3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void sessionsAreResumedUntilTheAuthoritiesChange(TlsEngine engine) throws Exception {
        var settings = trusting(AUTHORITY);
        try (var backend = backend(SHOP);
                var tls = open(settings, engine)) {
            assertThat(MemoryDial.to(backend, tls, "shop.internal").resumed()).isFalse();
            // The clock that sessions go by counts seconds in one of the engines.
            awaitNextSecond();
            assertThat(MemoryDial.to(backend, tls, "shop.internal").resumed()).isTrue();
            files.write("ca.pem", STRANGER.getCertificatePathPEM() + AUTHORITY.getCertificatePEM());
            assertThat(tls.refresh(CertificateFiles.load(settings, Instant.now()), Instant.now()))
                    .isEqualTo(new Refreshed.Served());
            assertThat(MemoryDial.to(backend, tls, "shop.internal").resumed()).isFalse();
        }
    }

    private static void awaitNextSecond() {
        long second = System.currentTimeMillis() / 1000;
        while (System.currentTimeMillis() / 1000 == second) Thread.onSpinWait();
    }

    @Test
    void newFilesAreGoneByUnlessTheyAreBroken() throws Exception {
        var settings = trusting(AUTHORITY);
        files.write("ca.pem", TestCertificates.authority("Nobody").getCertificatePEM());
        try (var backend = backend(SHOP);
                var tls = open(settings, TlsEngine.ofThisSystem())) {
            assertThat(MemoryDial.to(backend, tls, "shop.internal").failure()).isPresent();

            files.write("ca.pem", "nothing");
            var refused = tls.refresh(CertificateFiles.load(settings, Instant.now()), Instant.now());
            assertThat(refused).isInstanceOfSatisfying(Refreshed.Refused.class, why -> {
                assertThat(why.why()).startsWith("ca-file: found no certificate in ");
                assertThat(why.news()).isTrue();
            });
            assertThat(tls.snapshot().refused()).isPresent();

            files.write("ca.pem", AUTHORITY.getCertificatePEM());
            assertThat(tls.refresh(CertificateFiles.load(settings, Instant.now()), Instant.now()))
                    .isEqualTo(new Refreshed.Served());
            assertThat(tls.refresh(CertificateFiles.load(settings, Instant.now()), Instant.now()))
                    .isEqualTo(new Refreshed.Same());
            assertThat(tls.snapshot().refused()).isEmpty();
            assertThat(MemoryDial.to(backend, tls, "shop.internal").failure()).isEmpty();
        }
    }

    @Test
    void everyFileIsLookedAt() {
        var missing = new BackendTlsSettings(
                true,
                Optional.of("/nowhere/ca.pem"),
                Optional.empty(),
                Optional.of(new Source.Pem("/nowhere/proxy.pem", "/nowhere/proxy.key", Optional.empty())),
                Version.TLS_1_2);

        assertThat(CertificateFiles.named(missing))
                .isEqualTo(List.of("/nowhere/proxy.pem", "/nowhere/proxy.key", "/nowhere/ca.pem"));
        assertThat(CertificateFiles.load(missing, Instant.now()).problems())
                .containsExactlyInAnyOrder(
                        new TlsProblem("certificate", "there is no file /nowhere/proxy.pem", true),
                        new TlsProblem("ca-file", "there is no file /nowhere/ca.pem", true));
    }
}
