package tandem.failover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.lab.JavaCommand;
import tandem.lab.LabProcess;
import tandem.lab.ThreeTomcats;

/// A proxy in front of [ThreeTomcats], with the configuration that people give it. It keeps connections to
/// the backends, as its documentation advises, and has a check of them where it can have one.
enum Front {
    /// All that has to do with backends that fail is nginx's default: `proxy_connect_timeout` and
    /// `proxy_read_timeout` of a minute, `proxy_next_upstream error timeout`, `max_fails=1`,
    /// `fail_timeout=10s`.
    NGINX("nginx", nginx(""), "        server %2$s; # %1$s"),
    /// The times are those of the configuration that Debian and HAProxy's own guide begin with.
    HAPROXY("haproxy", haproxy("5s", "50s", ""), "    server %1$s %2$s check inter 2s"),
    /// nginx with the same two times as [#TANDEM].
    NGINX_TUNED("nginx, tuned", nginx("proxy_connect_timeout 80ms; proxy_read_timeout 80ms;"), NGINX.backend),
    /// HAProxy with the same two times, and with tries anew also for what has been sent.
    HAPROXY_TUNED("haproxy, tuned", haproxy("80ms", "80ms", "retry-on all-retryable-errors"), HAPROXY.backend),
    /// With the two times that clients of 250 ms need: for a connection, and for a try.
    TANDEM("tandem", """
            proxy: {listen: "%2$s", connect-timeout: 80ms}
            pools:
              - name: tomcat
                backends:
            %3$s
                retry: {try-timeout: 80ms}
            """, "      - {name: %1$s, address: \"%2$s\"}"),
    /// As it is without any of them.
    TANDEM_DEFAULTS("tandem, defaults", """
            proxy: {listen: "%2$s"}
            pools:
              - name: tomcat
                backends:
            %3$s
            """, "      - {name: %1$s, address: \"%2$s\"}");

    private static final Duration STOP = Duration.ofSeconds(60);

    private final String title;
    private final String configuration;
    private final String backend;

    /// @param configuration with places for the folder of its files, for address and port, and for its
    ///                      backends
    /// @param backend       a line of it
    Front(String title, String configuration, String backend) {
        this.title = title;
        this.configuration = configuration;
        this.backend = backend;
    }

    /// @param times directives for how long it waits for a backend
    private static String nginx(String times) {
        return """
            worker_processes auto;
            pid %1$s/nginx.pid;
            error_log stderr crit;
            events { worker_connections 4096; }
            http {
                access_log off;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                upstream tomcat {
            %3$s
                    keepalive 64;
                }
                server {
                    listen %2$s;
                    location / {
                        proxy_pass http://tomcat;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Host $host;
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                        TIMES
                    }
                }
            }
            """.replace("TIMES", times);
    }

    /// @param connect how long a connection may take
    /// @param server how long an answer may
    /// @param retry a directive for what is tried anew
    private static String haproxy(String connect, String server, String retry) {
        return """
            defaults
                mode http
                timeout connect CONNECT
                timeout client 50s
                timeout server SERVER
                option redispatch
                retries 3
                RETRY
            frontend web
                bind %2$s
                default_backend tomcat
            backend tomcat
                balance roundrobin
                option httpchk GET /
            %3$s
            """.replace("CONNECT", connect).replace("SERVER", server).replace("RETRY", retry);
    }

    /// As the tables call it.
    String title() {
        return title;
    }

    /// The whole configuration.
    String configuration(Path folder, String listen, ThreeTomcats three) {
        return configuration.formatted(folder, listen, three.each(backend));
    }

    /// What is not installed here of what these need; empty where nothing is missing.
    static String missing(Collection<Front> fronts) {
        return Program.missing(
                fronts.stream().flatMap(front -> front.program().stream()).toList());
    }

    private Optional<Program> program() {
        return switch (this) {
            case NGINX, NGINX_TUNED -> Optional.of(Program.NGINX);
            case HAPROXY, HAPROXY_TUNED -> Optional.of(Program.HAPROXY);
            case TANDEM, TANDEM_DEFAULTS -> Optional.empty();
        };
    }

    /// What the program calls itself.
    String version() {
        return program().map(Program::version).orElse("this one");
    }

    /// Starts it on the proxy's host.
    LabProcess start(ThreeTomcats three, int port) {
        String name = name().toLowerCase(Locale.ROOT);
        Path folder = three.lab().folder();
        try {
            Path files = Files.createDirectories(folder.resolve(name + "-files"));
            Path file = Files.writeString(
                    folder.resolve(name + ".conf"), configuration(files, ThreeTomcats.PROXY + ":" + port, three));
            return three.proxy().start(name, command(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(Path file) {
        return switch (this) {
            case NGINX, NGINX_TUNED -> List.of("nginx", "-e", "stderr", "-c", file.toString(), "-g", "daemon off;");
            case HAPROXY, HAPROXY_TUNED -> List.of("haproxy", "-db", "-f", file.toString());
            case TANDEM, TANDEM_DEFAULTS ->
                JavaCommand.program(
                        List.of(
                                "-XX:+UseSerialGC",
                                "-Xss512k",
                                "-Xmx256m",
                                "-Xms64m",
                                "-Xmn24m",
                                "-XX:SurvivorRatio=2"),
                        "tandem.cli.Tandem",
                        "run",
                        "-c",
                        file.toString());
        };
    }

    /// Has it stop in good order, with its children.
    static void stop(LabProcess proxy) {
        proxy.terminate();
        proxy.exitCode(STOP);
    }
}
