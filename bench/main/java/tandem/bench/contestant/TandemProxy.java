package tandem.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Ports;
import tandem.bench.host.Running;
import tandem.bench.host.Shell;
import tandem.bench.host.Tool;
import tandem.bench.host.Workspace;

/// Tandem as its users start it: `bin/tandem run`, with one event loop and otherwise its defaults.
///
/// @param home the root of a working copy of Tandem
/// @param cache of loaded classes
public record TandemProxy(Path home, Cache cache) implements Contestant {

    /// Whether it starts from the cache that `bin/tandem prepare` made.
    public enum Cache {
        /// Where there is one.
        AUTO,
        /// It has to be there.
        ON,
        /// Without it.
        OFF
    }

    @Override
    public String id() {
        return Who.TANDEM.id();
    }

    @Override
    public String version() {
        return Shell.run(List.of(launcher(), "version"))
                .lines()
                .findFirst()
                .orElse("tandem")
                .replaceFirst("^[Tt]andem ", "tandem/");
    }

    @Override
    public boolean compilesItself() {
        return true;
    }

    @Override
    public Set<Tool> needs() {
        return Set.of();
    }

    @Override
    public Optional<String> lacks(Feature feature) {
        return switch (feature) {
            case HTTP, UPGRADE -> Optional.empty();
            case TLS, HTTP2 ->
                listeners() ? Optional.empty() : Optional.of("not supported: this Tandem does not end TLS");
        };
    }

    /// Whether its reference of the configuration has the section in which a listener with TLS stands.
    private boolean listeners() {
        try (var lines = Files.lines(home.resolve("conf").resolve("tandem.yaml"))) {
            return lines.anyMatch(line -> line.matches("#?listeners:"));
        } catch (IOException e) {
            throw new BenchFailed("no reference of the configuration", e);
        }
    }

    @Override
    public Running start(Site site, Entrance entrance) {
        var file = Workspace.write(site.folder().resolve("tandem.yaml"), configuration(site, entrance));
        var command = new ArrayList<>(site.pin());
        command.addAll(List.of(launcher(), "run", "-c", file.toString()));
        return Running.start(
                id(),
                site.folder().resolve("output.log"),
                command,
                Map.of("TANDEM_AOT", cache.name().toLowerCase(Locale.ROOT)));
    }

    private String launcher() {
        return home.resolve("bin").resolve("tandem").toString();
    }

    private String configuration(Site site, Entrance entrance) {
        return """
                proxy:
                  listen: 127.0.0.1:%d
                  event-loops: 1
                  idle-timeout: 5m
                pools:
                  - name: all
                    backends:
                      - {name: one, address: "127.0.0.1:%d"}
                    check: {path: /115}
                cluster: {nodes: [{name: one, address: "127.0.0.1:%d"}]}
                admin: {listen: "127.0.0.1:%d"}
                """.formatted(entrance.http(), site.backendPort(), Ports.free(), entrance.admin())
                + (listeners() ? tls(site, entrance) : "");
    }

    private static String tls(Site site, Entrance entrance) {
        return """
                listeners:
                  - listen: 127.0.0.1:%d
                    tls:
                      certificates: [{certificate: "%s", key: "%s"}]
                      sessions: {cached: 0}
                """.formatted(
                entrance.https(), site.certificate().chain(), site.certificate().key());
    }
}
