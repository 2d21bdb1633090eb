package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.Reloaded;
import tandem.fixture.Await;
import tandem.fixture.FreePorts;
import tandem.fixture.RawClient;
import tandem.tls.TestCertificates;

/// A node notices by itself that its files have changed. It measures time.
class ReloadWatchIT {
    private static final Duration QUIET = Duration.ofMillis(400);
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(50);
    private static final int WRITES = 20;

    @TempDir
    Path folder;

    private final List<Reloaded> noted = new CopyOnWriteArrayList<>();

    private static String saying(String body) {
        return """
                pools: [{name: web, check: {kind: tcp}, backends: [{name: none, address: "127.0.0.1:1"}]}]
                hosts: [{routes: [{prefix: /, respond: {body: %s}}]}]
                reload: {watch: true, quiet-period: 400ms, certificates: 100ms}
                """.formatted(body);
    }

    private static void assertSays(FollowedFile node, String body) throws IOException {
        try (var client = node.client()) {
            assertThat(client.get("/").body()).isEqualTo(body);
        }
    }

    @Test
    void aFileIsTakenOverOnceItIsQuiet() throws Exception {
        try (var node = new FollowedFile(folder, saying("first"))) {
            node.watch(noted::add);
            for (int i = 0; i < WRITES; i++) {
                node.write("pools: [{name: " + i);
                Await.pause(BETWEEN_WRITES);
                assertThat(noted).isEmpty();
            }
            node.write(saying("second"));
            Await.until("it is taken over", () -> !noted.isEmpty());
            assertSays(node, "second");

            // It is taken over once, and so is what somebody has asked to be taken over.
            node.reload(saying("third"));
            Await.pause(QUIET.multipliedBy(2));
            assertThat(noted)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Reloaded.Done.class,
                            done -> assertThat(done.changes()).containsExactly("hosts is changed"));
            assertSays(node, "third");
        }
    }

    @Test
    void newCertificatesAreNoticedByThemselves() throws Exception {
        var authority = TestCertificates.authority("Test Authority");
        var files = new TestCertificates(folder);
        var pair = files.write("a", TestCertificates.issued(authority, "localhost"));
        int port = FreePorts.find();
        var listener = "listeners: [{listen: \"127.0.0.1:%d\", tls: {certificates: [{certificate: %s, key: %s}]}}]"
                .formatted(port, pair.certificate(), pair.key());
        try (var node = new FollowedFile(folder, saying("here") + listener);
                var socket = connect(authority, port);
                var open = RawClient.over(socket)) {
            node.watch(noted::add);
            assertThat(certificate(socket)).isEqualTo(pair.bundle().getCertificate());
            assertThat(open.get("/").body()).isEqualTo("here");

            var renewed = TestCertificates.issued(authority, "localhost");
            files.write("a", renewed);
            Await.until("it is served", Duration.ofSeconds(30), () -> {
                try (var next = connect(authority, port)) {
                    return certificate(next).equals(renewed.getCertificate());
                }
            });
            assertThat(open.get("/").body()).isEqualTo("here");
            assertThat(noted).isEmpty();
        }
    }

    /// By a context of its own, so that no session is resumed.
    private static SSLSocket connect(X509Bundle authority, int port) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {authority.toTrustManager()}, null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.startHandshake();
        return socket;
    }

    private static Certificate certificate(SSLSocket socket) throws IOException {
        return socket.getSession().getPeerCertificates()[0];
    }
}
