package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.proxy.ListenerSettings;
import tandem.proxy.ListenerSettings.Hsts;
import tandem.proxy.ProxySettings.Listen;
import tandem.tls.CertificateSettings;
import tandem.tls.CertificateSettings.Source;
import tandem.tls.Cipher;
import tandem.tls.TlsProblem;
import tandem.tls.TlsSettings;
import tandem.tls.TlsSettings.Clients;
import tandem.tls.TlsSettings.Demand;
import tandem.tls.TlsSettings.Sessions;
import tandem.tls.TlsSettings.Version;

class ListenersTest {
    private static final String POOLS = "pools: [{name: tomcat, backends: [{address: tomcat:8080}]}]\n";
    private static final String PAIR = "certificates: [{certificate: a.pem, key: a.key}]";

    @TempDir
    Path folder;

    private Loading loading = new Loading(Path.of(""));

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    private List<ListenerSettings> listeners(String yaml) {
        return loading.valid(POOLS + yaml, Loading.node("a")).listeners();
    }

    @Test
    void everyKeyReachesItsSetting() {
        assertThat(listeners("""
                listeners:
                  - listen: 0.0.0.0:443
                    http2: false
                    tls:
                      certificates:
                        - {certificate: a.pem, key: a.key, password-file: a.pw, names: [a.example, "*.b.example"]}
                        - {keystore: b.p12}
                      minimum-version: 1.3
                      ciphers: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]
                      client-certificates: {demand: required, ca-file: ca.pem}
                      sessions: {cached: 7, timeout: 8s}
                      handshake-timeout: 9s
                    hsts: {max-age: 10s, include-subdomains: true, preload: true}
                  - {listen: "[::1]:8080", http2: true}
                  - {listen: 0.0.0.0:8081, redirect-to-https: 8443}
                """))
                .containsExactly(
                        new ListenerSettings(
                                new Listen("0.0.0.0", 443),
                                Optional.of(new TlsSettings(
                                        List.of(
                                                new CertificateSettings(
                                                        new Source.Pem("a.pem", "a.key", Optional.of("a.pw")),
                                                        List.of("a.example", "*.b.example")),
                                                new CertificateSettings(
                                                        new Source.Pkcs12("b.p12", Optional.empty()), List.of())),
                                        Version.TLS_1_3,
                                        List.of(Cipher.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384),
                                        new Clients(Demand.REQUIRED, Optional.of("ca.pem")),
                                        new Sessions(7, Duration.ofSeconds(8)),
                                        Duration.ofSeconds(9))),
                                false,
                                Optional.empty(),
                                Optional.of(new Hsts(Duration.ofSeconds(10), true, true))),
                        new ListenerSettings(
                                new Listen("::1", 8080), Optional.empty(), true, Optional.empty(), Optional.empty()),
                        new ListenerSettings(
                                new Listen("0.0.0.0", 8081),
                                Optional.empty(),
                                false,
                                Optional.of(8443),
                                Optional.empty()));
    }

    @Test
    void theShortestTlsListenerHasTheDefaults() {
        var listener = listeners("listeners: [{listen: 0.0.0.0:443, hsts: {}, tls: {" + PAIR + "}}]\n")
                .getFirst();

        assertThat(listener.tls()).contains(TlsSettings.of(CertificateSettings.pem("a.pem", "a.key")));
        assertThat(listener.http2()).isTrue();
        assertThat(listener.hsts().map(Hsts::value)).contains("max-age=31536000");
        assertThat(listeners("listeners: [{listen: 0.0.0.0:81, redirect-to-https: true}]\n")
                        .getFirst()
                        .redirect())
                .contains(443);
        assertThat(listeners("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {listen: 0.0.0.0:443, tls: {}} | certificates: missing; expected a list of at least one certificate
            {listen: 0.0.0.0:443, tls: {certificates: [{key: k}]}} | certificate: missing; expected the path of a PEM
            {listen: 0.0.0.0:443, tls: {certificates: [{names: [a.b]}]}} | found neither certificate and key nor keystore
            {listen: 0.0.0.0:443, tls: {certificates: [{keystore: s, key: k}]}} | key: excludes keystore
            {listen: 0.0.0.0:443, tls: {PAIR, ciphers: [RC4]}} | found "RC4"; expected TLS_ECDHE_ECDSA_WITH_AES_128_GCM
            {listen: 0.0.0.0:443, tls: {PAIR, ciphers: []}} | found an empty list; expected at least one suite
            {listen: 0.0.0.0:443, tls: {PAIR, minimum-version: 1.1}} | found "1.1"; expected 1.2 or 1.3
            {listen: 0.0.0.0:443, tls: {PAIR, client-certificates: {demand: wanted}}} | ca-file: missing
            {listen: 0.0.0.0:443, tls: {certificates: [{keystore: s, names: ["*.*.b"]}]}} | found "*.*.b"; expected a DNS
            {listen: 0.0.0.0:443, tls: {PAIR}, redirect-to-https: 443} | belongs to a listener without tls
            {listen: 0.0.0.0:443, hsts: {}} | belongs to a listener with tls
            {listen: 0.0.0.0:80} | found "0.0.0.0:80", where proxy.listen (0.0.0.0:80) listens already
            """)
    void whatIsWrongIsTold(String listener, String problem) {
        var yaml = POOLS + "proxy: {listen: 0.0.0.0:80}\nlisteners:\n  - " + listener.replace("PAIR", PAIR) + "\n";

        assertThat(loading.refused(yaml, Loading.node("a"))).contains(problem).contains("FILE: 1 problem");
    }

    @Test
    void aProblemOfAFileIsToldAtTheLineThatNamesIt() {
        var file = loading.write(POOLS + """
                listeners:
                  - listen: 0.0.0.0:443
                    tls:
                      certificates:
                        - {certificate: a.pem, key: a.key}
                        - certificate: b.pem
                          key: b.key
                      client-certificates: {demand: wanted, ca-file: ca.pem}
                """);
        ConfigFile.FileCheck check = tls -> List.of(
                new TlsProblem("certificates[1].key", "there is no file b.key", true),
                new TlsProblem("certificates[0].certificate", "has expired", false),
                new TlsProblem("client-certificates.ca-file", "there is no file ca.pem", true));

        for (var report : List.of(
                ConfigFile.check(file, check),
                ConfigFile.load(file, Loading.node("a"), check).report()))
            assertThat(report.text().replace(file.toString(), "FILE")).isEqualTo("""
                            FILE:6:12: warning: listeners[0].tls.certificates[0].certificate: has expired
                            FILE:8:11: listeners[0].tls.certificates[1].key: there is no file b.key
                            FILE:9:45: listeners[0].tls.client-certificates.ca-file: there is no file ca.pem
                            FILE: 2 problems, 1 warning""");
        assertThat(ConfigFile.check(file).valid()).isTrue();
    }
}
