package tandem.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Cores;
import tandem.bench.host.Ports;
import tandem.bench.host.Running;
import tandem.bench.host.Tool;
import tandem.bench.host.Workspace;
import tandem.bench.peer.SinkMain;
import tandem.bench.peer.TomcatMain;

/// What stands behind the contestants, on the processors for the load.
public enum Origin {
    /// nginx with files: `/115`, `/10k` and `/1m` are of that size. The leanest there is, so that the proxy is what
    /// limits.
    FILES,
    /// A small Netty server: takes a body of any size in at `/upload`, echoes WebSocket messages at `/echo`.
    SINK,
    /// Embedded Tomcat with a servlet that answers with 115 bytes.
    TOMCAT;

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    /// What has to be installed for it.
    public Set<Tool> needs() {
        return this == FILES ? Set.of(Tool.NGINX) : Set.of();
    }

    /// Starts it and waits until it takes connections.
    public Running start(Path home, Path folder, Cores cores, int port) {
        var running = switch (this) {
            case FILES -> files(folder, cores, port);
            case SINK -> java(home, folder, cores, port, SinkMain.class);
            case TOMCAT -> java(home, folder, cores, port, TomcatMain.class);
        };
        Ports.await(running, port, START_LIMIT);
        return running;
    }

    private static Running java(Path home, Path folder, Cores cores, int port, Class<?> main) {
        var command = new ArrayList<>(cores.onLoad());
        command.addAll(JavaChild.command(
                home, List.of("-XX:+UseSerialGC", "-Xmx256m"), main, List.of(Integer.toString(port))));
        return Running.start("backend", folder.resolve("output.log"), command, Map.of());
    }

    private static Running files(Path folder, Cores cores, int port) {
        try {
            var files = Files.createDirectories(folder.resolve("files"));
            Files.writeString(files.resolve("115"), "x".repeat(115));
            Files.writeString(files.resolve("10k"), "x".repeat(10 * 1024));
            Files.writeString(files.resolve("1m"), "x".repeat(1024 * 1024));
        } catch (IOException e) {
            throw new BenchFailed("the backend's files cannot be written", e);
        }
        String workers = Integer.toString(cores.load().size());
        var file = Workspace.write(
                folder.resolve("nginx.conf"),
                Nginx.preamble(folder, workers)
                        + """
                http {
                %1$s
                  access_log off;
                  sendfile on;
                  tcp_nodelay on;
                  open_file_cache max=100;
                  open_file_cache_valid 1h;
                  keepalive_timeout 300s;
                  keepalive_requests 100000000;
                  server {
                    listen 127.0.0.1:%2$d backlog=4096 reuseport;
                    root %3$s/files;
                    location = /115 { return 200 "%4$s"; }
                  }
                }
                """.formatted(Nginx.temporaryFolders(folder), port, folder, "x".repeat(115)));
        return Nginx.run("backend", folder, file, cores.onLoad());
    }
}
