package tandem.bench.contestant;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.bench.host.Running;
import tandem.bench.host.Tool;
import tandem.bench.peer.UndertowProxyMain;
import tandem.bench.peer.VertxProxyMain;

/// A proxy of a Java library, in a JVM with the options that Tandem's has.
public record JavaPeer(Kind kind) implements Contestant {

    /// Whose.
    public enum Kind {
        VERTX(Who.VERTX, VertxProxyMain.class, VertxProxyMain.VERSION),
        UNDERTOW(Who.UNDERTOW, UndertowProxyMain.class, UndertowProxyMain.VERSION);

        private final Who who;
        private final Class<?> main;
        private final String version;

        Kind(Who who, Class<?> main, String version) {
            this.who = who;
            this.main = main;
            this.version = version;
        }
    }

    @Override
    public String id() {
        return kind.who.id();
    }

    @Override
    public String version() {
        return kind.version;
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
        return Optional.empty();
    }

    @Override
    public Running start(Site site, Entrance entrance) {
        var command = new ArrayList<>(site.pin());
        command.addAll(JavaChild.command(
                site.home(),
                List.of("-XX:+UseSerialGC", "-Xss512k", "-Xms64m", "-Xmn24m", "-XX:SurvivorRatio=2", "-Xmx256m"),
                kind.main,
                List.of(
                        Integer.toString(entrance.http()),
                        Integer.toString(entrance.https()),
                        Integer.toString(site.backendPort()),
                        site.certificate().store().toString())));
        return Running.start(id(), site.folder().resolve("output.log"), command, Map.of());
    }
}
