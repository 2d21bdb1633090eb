package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.TomcatBackend;
import tandem.lab.Needs;

/// HTTP/2 as nghttp2's own clients speak it.
class H2loadIT {
    @TempDir
    Path folder;

    private final TomcatBackend tomcat = TomcatBackend.start("tomcat");
    private final ProxyUnderTest proxy = ProxyUnderTest.start(tomcat.port());

    @AfterEach
    void close() {
        Await.until("every connection has ended", () -> proxy.server().connections() == 0);
        assertThat(proxy.server().inFlight()).isZero();
        proxy.close();
        tomcat.close();
    }

    private static String run(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            Needs.missing(command[0], e.toString());
            throw e;
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly();
        return said;
    }

    private static String load(String uri, String... more) throws Exception {
        var command = new ArrayList<>(List.of("h2load", "-n", "4000", "-c", "8", "-m", "25"));
        command.addAll(List.of(more));
        command.add(uri);
        return run(command.toArray(String[]::new));
    }

    @Test
    void fourThousandRequestsByTlsAreAllAnswered() throws Exception {
        var listener = SafeListener.open(proxy, folder);
        assertThat(load("https://127.0.0.1:" + listener.port() + "/bytes?n=3000"))
                .contains("Application protocol: h2", "4000 succeeded, 0 failed, 0 errored, 0 timeout");
    }

    @Test
    void fourThousandUploadsWithoutTlsAreAllAnswered() throws Exception {
        int port = RawHttp2.listener(proxy.server());
        var body = new tandem.tls.TestCertificates(folder).write("body", new byte[5000]);

        assertThat(load("http://127.0.0.1:" + port + "/digest", "-p", "h2c", "-d", body))
                .contains("4000 succeeded, 0 failed, 0 errored, 0 timeout");
        assertThat(run("nghttp", "-v", "http://127.0.0.1:" + port + "/echo", "-d", body))
                .contains(":status: 200", "x-backend: tomcat", "content-length: 5000");
    }
}
