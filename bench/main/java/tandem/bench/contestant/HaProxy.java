package tandem.bench.contestant;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.bench.host.Running;
import tandem.bench.host.Shell;
import tandem.bench.host.Tool;
import tandem.bench.host.Workspace;

/// HAProxy with one thread: as an HTTP proxy, or as a bare TCP relay, which is the floor of what any proxy costs.
public record HaProxy(Mode mode) implements Contestant {

    /// What it looks at.
    public enum Mode {
        HTTP,
        TCP
    }

    @Override
    public String id() {
        return (mode == Mode.HTTP ? Who.HAPROXY : Who.RELAY).id();
    }

    @Override
    public String version() {
        String version = Shell.run(List.of(Shell.path("haproxy"), "-v"))
                .lines()
                .findFirst()
                .orElse("HAProxy");
        String name = version.replaceAll(" version ([^ ]+).*", "/$1");
        return mode == Mode.HTTP ? name : name + " in TCP mode";
    }

    @Override
    public boolean compilesItself() {
        return false;
    }

    @Override
    public Set<Tool> needs() {
        return Set.of(Tool.HAPROXY);
    }

    @Override
    public Optional<String> lacks(Feature feature) {
        return switch (feature) {
            case HTTP, UPGRADE -> Optional.empty();
            case TLS, HTTP2 ->
                mode == Mode.HTTP
                        ? Optional.empty()
                        : Optional.of("a relay does not end TLS, the floor is that of HTTP");
        };
    }

    @Override
    public Running start(Site site, Entrance entrance) {
        var file = Workspace.write(
                site.folder().resolve("haproxy.cfg"), mode == Mode.HTTP ? http(site, entrance) : tcp(site, entrance));
        var command = new ArrayList<>(site.pin());
        command.addAll(List.of(Shell.path("haproxy"), "-db", "-f", file.toString()));
        return Running.start(id(), site.folder().resolve("output.log"), command, Map.of());
    }

    private static String preamble(String mode) {
        return """
                global
                  nbthread 1
                  no strict-limits
                  maxconn 10100
                  tune.ssl.cachesize 0
                  tune.ssl.default-dh-param 2048
                defaults
                  mode %s
                  timeout connect 5s
                  timeout client 300s
                  timeout server 300s
                  timeout http-keep-alive 300s
                  timeout tunnel 300s
                """.formatted(mode);
    }

    private static String http(Site site, Entrance entrance) {
        return preamble("http")
                + """
                  option http-keep-alive
                  http-reuse always
                frontend entrance
                  bind 127.0.0.1:%1$d backlog 4096
                  bind 127.0.0.1:%2$d backlog 4096 ssl crt %3$s alpn h2,http/1.1 no-tls-tickets
                  option forwardfor
                  http-request set-header X-Forwarded-Proto http unless { ssl_fc }
                  http-request set-header X-Forwarded-Proto https if { ssl_fc }
                  http-request set-header X-Forwarded-Host %%[req.hdr(Host)]
                  default_backend all
                backend all
                  server one 127.0.0.1:%4$d
                """.formatted(
                        entrance.http(), entrance.https(), site.certificate().both(), site.backendPort());
    }

    private static String tcp(Site site, Entrance entrance) {
        return preamble("tcp") + """
                listen entrance
                  bind 127.0.0.1:%d backlog 4096
                  server one 127.0.0.1:%d
                """.formatted(entrance.http(), site.backendPort());
    }
}
