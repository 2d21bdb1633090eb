package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.fixture.SideBySide;

/// `bin/tandem demo` as a person uses it, seen from outside.
@SideBySide
class DemoIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final URI VIP = URI.create("http://127.0.0.1:18080/");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Launcher demo = new Launcher();
    private final Launcher again = new Launcher();

    @AfterEach
    void end() {
        again.close();
        demo.close();
    }

    @Test
    void theActiveNodeIsKilledAndTheStandbyTakesOver() throws Exception {
        demo.start("demo");
        demo.await("Ctrl-C ends the demo", LIMIT);
        var active = pid("proxy-a");
        var standby = pid("proxy-b");
        demo.first(Pattern.compile("proxy-a.*node, active: owns the VIP"));
        assertThat(ask(VIP)).startsWith("hello from tomcat-");

        ProcessHandle.of(active).orElseThrow().destroyForcibly();
        demo.await("proxy-a (pid " + active + ") was killed (SIGKILL)", LIMIT);
        demo.await("-> active, term 2, proxy-a is gone", LIMIT);
        demo.await("without service for", LIMIT);
        assertThat(ask(VIP)).startsWith("hello from tomcat-");
        assertThat(ask(URI.create("http://127.0.0.1:19902/status"))).contains("\"role\" : \"active\"");

        again.start("run", "-c", "conf/demo.yaml", "--node", "proxy-a");
        again.await("standby of proxy-b, term 2", LIMIT);
        again.terminate();
        assertThat(again.exitStatus(LIMIT)).isZero();
        again.await("stopped in good order", Duration.ofSeconds(5));

        var tomcat = pid("tomcat-1");
        ProcessHandle.of(tomcat).orElseThrow().destroyForcibly();
        demo.await("tomcat-1 (127.0.0.1:18091) ejected", LIMIT);
        assertThat(ask(VIP)).startsWith("hello from tomcat-2");

        demo.terminate();
        demo.await("nothing is left behind", LIMIT);
        demo.exitStatus(LIMIT);
        for (var pid : List.of(active, standby, tomcat, pid("tomcat-2")))
            assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive)).isNotEqualTo(java.util.Optional.of(true));
    }

    @Test
    void aSecondDemoSaysWhichPortsAreTaken() throws Exception {
        try (var taken = new ServerSocket()) {
            taken.setReuseAddress(true);
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 18080));

            demo.start("demo");

            assertThat(demo.exitStatus(LIMIT)).isEqualTo(1);
            demo.await("in use already: 127.0.0.1:18080", Duration.ofSeconds(5));
        }
    }

    /// The pid in the demo's table.
    private long pid(String name) {
        return Long.parseLong(demo.first(Pattern.compile("^  " + name + "\\s+\\S+:\\d+\\s+(\\d+)\\s"))
                .group(1));
    }

    private String ask(URI uri) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
        var response = http.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
