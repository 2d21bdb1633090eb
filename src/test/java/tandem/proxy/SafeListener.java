package tandem.proxy;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import tandem.fixture.ProxyUnderTest;
import tandem.proxy.ListenerSettings.Hsts;
import tandem.tls.CertificateFiles;
import tandem.tls.CertificateSettings;
import tandem.tls.Loaded;
import tandem.tls.ServerTls;
import tandem.tls.TestCertificates;
import tandem.tls.TestOcsp;
import tandem.tls.TlsEngine;
import tandem.tls.TlsSettings;
import tandem.tls.TlsSettings.Clients;
import tandem.tls.TlsSettings.Demand;

/// A listener with TLS for `localhost` in front of a proxy under test, and clients that trust it.
record SafeListener(X509Bundle authority, TestCertificates.Pair pair, ServerTls tls, int port) {

    static SafeListener open(ProxyUnderTest proxy, Path folder) {
        return open(proxy.server(), folder);
    }

    static SafeListener open(ProxyServer proxy, Path folder) {
        X509Bundle authority = TestCertificates.authority("Test Authority");
        TestCertificates.Pair pair =
                new TestCertificates(folder).write("localhost", TestCertificates.issued(authority, "localhost"));
        return open(proxy, authority, pair, TlsSettings.of(pair.settings()));
    }

    /// One that staples what its authority says of its certificate, good until then.
    static SafeListener stapling(ProxyUnderTest proxy, Path folder, Instant until) {
        X509Bundle authority = TestCertificates.authority("Test Authority");
        TestCertificates files = new TestCertificates(folder);
        TestCertificates.Pair pair =
                files.withAuthority("localhost", TestCertificates.issued(authority, "localhost"), authority);
        String response = files.write("localhost.ocsp", TestOcsp.good(authority, pair.bundle(), Instant.now(), until));
        var settings = new CertificateSettings(pair.settings().source(), List.of(), Optional.of(response));
        return open(proxy.server(), authority, pair, TlsSettings.of(settings));
    }

    /// One that asks clients for certificates of its own authority.
    static SafeListener asking(ProxyUnderTest proxy, Path folder) {
        X509Bundle authority = TestCertificates.authority("Test Authority");
        TestCertificates files = new TestCertificates(folder);
        TestCertificates.Pair pair = files.write("localhost", TestCertificates.issued(authority, "localhost"));
        String trusted = files.write("clients.pem", authority.getCertificatePEM());
        TlsSettings standard = TlsSettings.of(pair.settings());
        return open(
                proxy.server(),
                authority,
                pair,
                new TlsSettings(
                        standard.certificates(),
                        standard.minimumVersion(),
                        standard.ciphers(),
                        new Clients(Demand.WANTED, Optional.of(trusted)),
                        standard.sessions(),
                        standard.handshakeTimeout()));
    }

    private static SafeListener open(
            ProxyServer proxy, X509Bundle authority, TestCertificates.Pair pair, TlsSettings settings) {
        try {
            ServerTls tls = ServerTls.open(settings, true, material(settings), TlsEngine.ofThisSystem());
            ListenerSettings listener = new ListenerSettings(
                    new ProxySettings.Listen("127.0.0.1", 0),
                    Optional.of(settings),
                    true,
                    Optional.empty(),
                    Optional.of(new Hsts(Duration.ofDays(1), false, false)));
            int port = ProxyUnderTest.await(proxy.listen(listener, tls));
            return new SafeListener(authority, pair, tls, port);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Loaded.Material material(TlsSettings settings) {
        return ((Loaded.Usable) CertificateFiles.load(settings, Instant.now())).material();
    }

    URI uri(String target) {
        return URI.create("https://localhost:" + port + target);
    }

    SSLContext trusting() {
        return trusting(Optional.empty());
    }

    /// The context of a client that shows a certificate, perhaps.
    SSLContext trusting(Optional<X509Bundle> shown) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] own = shown.isEmpty()
                    ? new KeyManager[0]
                    : shown.get().toKeyManagerFactory().getKeyManagers();
            context.init(own, new TrustManager[] {authority.toTrustManager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpClient client(Version version) {
        return HttpClient.newBuilder()
                .sslContext(trusting())
                .version(version)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
    }
}
