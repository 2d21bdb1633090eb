package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.config.ConfigFile;
import tandem.health.HealthSettings;
import tandem.proxy.Affinity;
import tandem.proxy.Balancing;
import tandem.proxy.PoolSettings;
import tandem.proxy.RetrySettings;
import tandem.proxy.TransportSettings;
import tandem.tls.BackendTlsSettings;
import tandem.tls.TestCertificates;
import tandem.tls.TlsSettings.Version;

class BackendTrustTest {
    @TempDir
    Path folder;

    private PoolSettings pool() {
        var tls = new BackendTlsSettings(
                true,
                Optional.of(folder.resolve("ca.pem").toString()),
                Optional.empty(),
                Optional.empty(),
                Version.TLS_1_2);
        return new PoolSettings(
                "shop",
                Balancing.by(Algorithm.ROUND_ROBIN),
                List.of(new Backend("one", "10.0.0.1", 8443, 1)),
                Affinity.JVM_ROUTE,
                HealthSettings.DEFAULT,
                RetrySettings.DEFAULT,
                Optional.empty(),
                TransportSettings.secured(tls));
    }

    @Test
    void filesAreLookedAtAgain() throws Exception {
        var files = new TestCertificates(folder);
        var authority = TestCertificates.authority("Test Authority");
        files.write("ca.pem", authority.getCertificatePEM());
        try (var trust = new BackendTrust()) {
            var opened = trust.open(pool());
            var tls = opened.requests().orElseThrow();
            assertThat(opened.checks()).containsSame(tls);

            files.write("ca.pem", "nothing of use");
            trust.refresh(Instant.now());
            assertThat(tls.snapshot().refused())
                    .hasValueSatisfying(why -> assertThat(why).startsWith("ca-file: found no certificate in "));

            files.write("ca.pem", authority.getCertificatePEM());
            trust.refresh(Instant.now());
            assertThat(tls.snapshot().refused()).isEmpty();
        }
    }

    @Test
    void withoutTheFileThereIsNoStart() {
        try (var trust = new BackendTrust()) {
            assertThatThrownBy(() -> trust.open(pool()))
                    .isInstanceOf(Unusable.class)
                    .hasMessage("pool shop: ca-file: there is no file " + folder.resolve("ca.pem"));
        }
    }

    @Test
    void aFileThatIsMissingIsAProblemOfTheConfiguration() throws Exception {
        var file = Files.writeString(folder.resolve("tandem.yaml"), """
                pools:
                  - name: shop
                    backends: [{address: "10.0.0.1:8443"}]
                    tls: {ca-file: /nowhere/ca.pem, certificate: /nowhere/proxy.pem, key: /nowhere/proxy.key}
                    check: {kind: https, tls: {ca-file: /nowhere/other.pem}}
                """);

        assertThat(ConfigFile.check(file, NodeOptions.FILES).text().replace(file.toString(), "FILE"))
                .isEqualTo("""
                        FILE:4:11: pools[0].tls.ca-file: there is no file /nowhere/ca.pem
                        FILE:4:37: pools[0].tls.certificate: there is no file /nowhere/proxy.pem
                        FILE:5:32: pools[0].check.tls.ca-file: there is no file /nowhere/other.pem
                        FILE: 3 problems""");
    }
}
