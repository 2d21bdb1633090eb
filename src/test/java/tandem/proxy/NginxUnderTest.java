package tandem.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tandem.fixture.Await;
import tandem.fixture.FreePorts;
import tandem.fixture.RawClient;
import tandem.lab.Needs;

/// The nginx of this machine as a plain reverse proxy on a free port of loopback, impatient with half a
/// request.
final class NginxUnderTest implements AutoCloseable {
    private final Process process;
    private final int port;
    private final String version;

    private NginxUnderTest(Process process, int port, String version) {
        this.process = process;
        this.port = port;
        this.version = version;
    }

    /// Starts one in front of a port of loopback; where there is no nginx, the test is skipped aloud.
    static NginxUnderTest start(Path folder, int backend) {
        String version = installed();
        if (version.isEmpty()) Needs.missing("nginx", "apt-get install nginx");
        try {
            int port = FreePorts.find();
            Path file = Files.writeString(folder.resolve("nginx.conf"), configuration(folder, port, backend));
            Process process = new ProcessBuilder("nginx", "-p", folder.toString(), "-c", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.out").toFile())
                    .start();
            var nginx = new NginxUnderTest(process, port, version);
            Await.until("nginx listens", Duration.ofSeconds(30), nginx::listens);
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `1.22.1`; empty where there is none.
    private static String installed() {
        try {
            var asking =
                    new ProcessBuilder("nginx", "-v").redirectErrorStream(true).start();
            var said = new String(asking.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return said.replaceFirst("(?s).*nginx/([0-9.]+).*", "$1");
        } catch (IOException none) {
            return "";
        }
    }

    private static String configuration(Path folder, int port, int backend) {
        return """
                daemon off;
                master_process off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log crit;
                events { worker_connections 256; }
                http {
                  access_log off;
                  client_header_timeout 200ms;
                  client_body_timeout 200ms;
                  lingering_timeout 200ms;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  server {
                    listen 127.0.0.1:%2$d;
                    location / { proxy_pass http://127.0.0.1:%3$d; }
                  }
                }
                """.formatted(folder, port, backend);
    }

    private boolean listens() {
        if (!process.isAlive()) throw new IllegalStateException("nginx has ended");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    RawClient client() {
        return RawClient.connect(port);
    }

    String version() {
        return version;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
