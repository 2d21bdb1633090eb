package tandem.fitness;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;

/// Checks that fail and recover, over several runs.
final class CheckRunnerIT {
    private static final Duration OFTEN = Duration.ofMillis(500);

    @TempDir
    Path folder;

    private final Findings findings = new Findings(() -> {});

    private CheckRunner start(OperatorCheck.Probe probe) {
        return CheckRunner.start(new OperatorCheck("own", probe, OFTEN, OFTEN, 1, 1), findings);
    }

    private void awaitReasons(String... reasons) {
        Await.until(
                "the reasons are " + List.of(reasons),
                () -> !findings.all().isEmpty() && findings.reasons().equals(List.of(reasons)));
    }

    @Test
    void aCommandThatFailsIsAReasonUntilItPasses() throws Exception {
        Path file = folder.resolve("well");
        var runner = start(new OperatorCheck.Probe.Command(List.of("/bin/cat", file.toString())));
        try {
            awaitReasons("check own: exit status 1: /bin/cat: " + file + ": No such file or directory");
            Files.writeString(file, "");
            awaitReasons();
        } finally {
            runner.close();
        }
    }

    @Test
    void aUrlThatIsAnsweredWithAnErrorIsAReasonUntilItIsNot() throws Exception {
        var status = new AtomicInteger(500);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        var runner = start(new OperatorCheck.Probe.Http(url));
        try {
            awaitReasons("check own: answered 500, expected 200-399");
            status.set(204);
            awaitReasons();
            server.stop(0);
            Await.until("it is down", () -> findings.reasons().toString().contains("ConnectException"));
        } finally {
            runner.close();
            server.stop(0);
        }
    }

    @Test
    void aCommandUnderWayIsKilledWhenTheNodeStops() throws Exception {
        Path pid = folder.resolve("pid");
        var probe = new OperatorCheck.Probe.Command(List.of("/bin/sh", "-c", "echo $$ > " + pid + "; sleep 600"));
        var check = new OperatorCheck("hangs", probe, Duration.ofHours(1), Duration.ofHours(1), 1, 1);
        var runner = CheckRunner.start(check, findings);
        Await.until("it runs", () -> pid.toFile().length() > 1);
        long started = Long.parseLong(Files.readString(pid).strip());
        runner.close();
        Await.until(
                "it is killed",
                () -> ProcessHandle.of(started).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(findings.all()).isEmpty();
    }
}
