package tandem.cli;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.config.Settings;

/// `tandem prepare`: a node on the loopback address, which does once what nodes do, and stops. The launcher runs
/// it in a JVM that notes which classes that takes and keeps them, loaded and linked, for later starts (JEP 483,
/// JEP 514).
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description = {
            "Make starts faster: runs a node on the loopback address for a moment, and keeps what Java learned of it in"
                    + " src/target/tandem.aot, which later starts use.",
            "",
            "Where bin/tandem builds Tandem it does this by itself. Run it once where Tandem was installed otherwise, as"
                    + " a user who may write there. A cache of another build or another Java is not used."
        })
final class PrepareCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(PrepareCommand.class);
    private static final int LIMIT_SECONDS = 10;
    private static final int REQUESTS = 200;

    /// What this rehearsal does not come to, but many a node does.
    private static final List<String> ALSO = List.of(
            "tandem.cli.OrderlyStop",
            "tandem.cli.OrderlyStop$Stoppable",
            "tandem.cli.Version",
            "tandem.vip.LinuxAddress",
            "tandem.vip.LinuxHandBack",
            "tandem.vip.NetlinkRequest",
            "tandem.vip.NetlinkReply",
            "tandem.vip.ArpFrame",
            "tandem.vip.ArpListener");

    @Override
    public Integer call() throws InterruptedException {
        return Logging.inBackground(PrepareCommand::prepare);
    }

    private static int prepare() throws InterruptedException {
        var vertx = Vertx.vertx();
        try {
            for (String name : ALSO) Class.forName(name);
            rehearse(backend(vertx).actualPort());
            return 0;
        } catch (IOException | StartFailed | ReflectiveOperationException | ExecutionException | TimeoutException e) {
            LOG.error("nothing is prepared: {}", e.toString());
            return 1;
        } finally {
            vertx.close();
        }
    }

    private static HttpServer backend(Vertx vertx) throws InterruptedException, ExecutionException, TimeoutException {
        return vertx.createHttpServer()
                .requestHandler(request -> request.response().end("rehearsal"))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static void rehearse(int backend) throws IOException, InterruptedException, StartFailed {
        int port = freePort();
        int admin = freePort();
        var folder = Files.createTempDirectory("tandem-prepare");
        try {
            var file = folder.resolve("tandem.yaml");
            Files.writeString(file, configuration(port, admin, backend) + secured(folder));
            var source = new Reloader.Source(file, Identity.ofThisHost("one"));
            var node = Node.start(settings(source), source);
            try {
                for (int i = 0; i < REQUESTS; i++) request(port, "/");
                request(admin, "/status");
                request(admin, "/readyz");
            } finally {
                node.stop();
            }
        } finally {
            remove(folder);
        }
    }

    /// A listener with TLS; none where no key can be made, which costs such nodes some of what is prepared.
    private static String secured(Path folder) throws IOException, InterruptedException {
        try {
            var keys = RehearsalKeys.make(folder);
            return """
                    listeners:
                      - listen: "127.0.0.1:%d"
                        tls: {certificates: [{keystore: "%s", password-file: "%s"}]}
                    """.formatted(freePort(), keys.store(), keys.password());
        } catch (IOException e) {
            LOG.warn("TLS is not prepared: {}", e.getMessage());
            return "";
        }
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }

    private static Settings settings(Reloader.Source source) {
        return switch (source.load()) {
            case Loaded.Valid valid -> valid.settings();
            case Loaded.Invalid(var report) -> throw new IllegalStateException(report.text());
        };
    }

    private static String configuration(int port, int admin, int backend) throws IOException {
        return """
                proxy: {listen: "127.0.0.1:%d", event-loops: 2}
                pools:
                  - name: all
                    backends: [{name: one, address: "127.0.0.1:%d"}]
                cluster:
                  name: prepare-%d
                  start-wait: 0s
                  nodes: [{name: one, address: "127.0.0.1:%d"}]
                vips: [{name: leader, mode: none}]
                admin: {listen: "127.0.0.1:%d"}
                """.formatted(port, backend, port, freePort(), admin);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Whatever the answer is: this is no test.
    private static void request(int port, String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            var head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }
}
