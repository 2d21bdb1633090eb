package tandem.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.tls.MemoryHandshake.Client;

class StaplingTest {
    private static final X509Bundle AUTHORITY = TestCertificates.authority("Test Authority");
    private static final X509Bundle SHOP = TestCertificates.issued(AUTHORITY, "shop.example");
    private static final X509Bundle BLOG = TestCertificates.issued(AUTHORITY, "blog.example");
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Instant end = now.plus(Duration.ofHours(2));

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void prepare() {
        file = folder.resolve("shop.ocsp");
    }

    private TlsSettings settings() {
        var certificates = new TestCertificates(folder);
        var shop = certificates.withAuthority("shop", SHOP, AUTHORITY).settings();
        return TlsSettings.of(
                new CertificateSettings(shop.source(), shop.names(), Optional.of(file.toString())),
                certificates.write("blog", BLOG).settings());
    }

    private ServerTls open(TlsSettings settings) throws Exception {
        var loaded = CertificateFiles.load(settings, now);
        assertThat(loaded.problems()).isEmpty();
        return ServerTls.open(settings, false, ((Loaded.Usable) loaded).material(), TlsEngine.BORING_SSL);
    }

    private static Client naming(String server) {
        return Client.trusting(AUTHORITY).naming(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientGetsTheResponseOfTheCertificateThatItGets(String version) throws Exception {
        byte[] response = TestOcsp.good(AUTHORITY, SHOP, now, end);
        Files.write(file, response);
        try (var tls = open(settings())) {
            assertThat(MemoryHandshake.stapled(tls, naming("shop.example").speaking(version), now))
                    .containsExactly(response);
            assertThat(MemoryHandshake.stapled(tls, naming("blog.example").speaking(version), now))
                    .isEmpty();
            assertThat(tls.snapshot().certificates())
                    .extracting(CertificateSnapshot::stapledUntil)
                    .containsExactly(Optional.of(end), Optional.empty());
        }
    }

    @Test
    void whatHasExpiredIsNeverStapled() throws Exception {
        Files.write(file, TestOcsp.good(AUTHORITY, SHOP, now, end));
        try (var tls = open(settings())) {
            assertThat(MemoryHandshake.stapled(tls, naming("shop.example"), end.minusSeconds(1)))
                    .hasSize(1);
            assertThat(MemoryHandshake.stapled(tls, naming("shop.example"), end))
                    .isEmpty();
        }
    }

    @Test
    void aNewResponseIsStapledOnceItIsRead() throws Exception {
        Files.write(file, TestOcsp.good(AUTHORITY, SHOP, now, end));
        var settings = settings();
        try (var tls = open(settings)) {
            byte[] next = TestOcsp.good(AUTHORITY, SHOP, now, end.plusSeconds(3600));
            Files.write(file, next);
            assertThat(tls.refresh(CertificateFiles.load(settings, now), now)).isEqualTo(new Refreshed.Served());
            assertThat(MemoryHandshake.stapled(tls, naming("shop.example"), end))
                    .containsExactly(next);
        }
        assertThat(CertificateFiles.named(settings)).contains(file.toString());
    }

    private void assertRefused(byte[] response, String why) throws Exception {
        Files.write(file, response);
        assertRefused(why);
    }

    /// The certificate is served all the same, and nothing with it.
    private void assertRefused(String why) throws Exception {
        var settings = settings();
        var loaded = CertificateFiles.load(settings, now);
        assertThat(loaded.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo("certificates[0].ocsp-file");
            assertThat(problem.message()).contains(why).endsWith("; nothing is stapled");
            assertThat(problem.fatal()).isFalse();
        });
        var material = ((Loaded.Usable) loaded).material();
        assertThat(material.credentials().getFirst().staple()).isEmpty();
    }

    @Test
    void whatIsNotGoodIsNotStapledAndSaidWhy() throws Exception {
        assertRefused("there is no file");
        assertRefused(new byte[] {0x30, 0x03, 0x0a, 0x01, 0x06}, "no answer for this certificate");
        assertRefused("<html>not found</html>".getBytes(StandardCharsets.US_ASCII), "no answer for this certificate");
        assertRefused(TestOcsp.good(AUTHORITY, BLOG, now, end), "no answer for this certificate");
        assertRefused(TestOcsp.good(AUTHORITY, SHOP, now.minusSeconds(60), now), "has expired at");
        assertRefused(
                TestOcsp.revoked(AUTHORITY, SHOP, now.minusSeconds(60), end), "says that the certificate is revoked");
        var stranger = TestCertificates.authority("Test Authority");
        assertRefused(TestOcsp.good(stranger, SHOP, now, end), "is not stapled: it ");
    }

    @Test
    void withoutTheIssuerNothingCanBeVerified() throws Exception {
        Files.write(file, TestOcsp.good(AUTHORITY, SHOP, now, end));
        var certificates = new TestCertificates(folder);
        var alone = certificates.write("alone.pem", SHOP.getCertificatePEM());
        var key = certificates.write("alone.key", SHOP.getPrivateKeyPEM());
        var settings = TlsSettings.of(new CertificateSettings(
                CertificateSettings.pem(alone, key).source(), List.of(), Optional.of(file.toString())));

        assertThat(CertificateFiles.load(settings, now).problems())
                .singleElement()
                .extracting(TlsProblem::message)
                .asString()
                .contains("cannot be verified, since the issuer's certificate");
    }

    /// Whatever is in the file, it is refused and nothing else happens.
    @Test
    void damagedResponsesAreNoResponses() {
        byte[] good = TestOcsp.good(AUTHORITY, SHOP, now, end);
        var serial = SHOP.getCertificate().getSerialNumber();
        assertThat(OcspResponse.nextUpdate(good, serial)).contains(end);
        for (int length = 0; length < good.length; length++)
            assertThat(OcspResponse.nextUpdate(Arrays.copyOf(good, length), serial))
                    .isEmpty();
        var random = new Random(7);
        for (int i = 0; i < 5000; i++) {
            byte[] bad = good.clone();
            for (int j = random.nextInt(3); j >= 0; j--) bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            assertThat(OcspResponse.nextUpdate(bad, serial)).isNotNull();
        }
    }
}
