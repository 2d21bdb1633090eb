package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tandem.admin.Reloaded;
import tandem.backend.PoolChange;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawClient;
import tandem.proxy.Pools;

/// A data path on one event loop that follows a file, as that of a node does.
final class FollowedFile implements AutoCloseable {
    private static final Identity ANY = new Identity(null, null, null, "somewhere", Set.of());
    /// Time-outs are looked at some times in a second, and there is no connection that nobody has asked for.
    private static final String PROXY = """
            proxy: {listen: "127.0.0.1:0", event-loops: 1, response-timeout: 5s, warm-connections: 0}
            """;

    private final Path file;
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    private final DataPath path;
    private final int port;
    private final Reloader reloader;

    /// @param text all of the first configuration but `proxy`
    FollowedFile(Path folder, String text) throws IOException {
        file = folder.resolve("followed.yaml");
        write(text);
        var source = new Reloader.Source(file, ANY);
        var loaded = source.load();
        assertThat(loaded).as(loaded.report().text()).isInstanceOf(Loaded.Valid.class);
        var settings = ((Loaded.Valid) loaded).settings();
        path = ProxyUnderTest.await(DataPath.start(vertx, settings, _ -> {}, _ -> {}));
        var address = path.listening().getFirst().address();
        port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        for (var listener : settings.listeners())
            ProxyUnderTest.await(path.listeners().open(listener));
        reloader = new Reloader(
                source, new LiveChange(path, Duration.ofSeconds(5), ReloadIT.notifier(vertx, settings)), settings);
    }

    void write(String text) throws IOException {
        Files.writeString(file, PROXY + text);
    }

    /// Writes it, and has it taken over.
    ///
    /// @return what has changed
    List<String> reload(String text) throws IOException {
        write(text);
        var result = ProxyUnderTest.await(reloader.reload("the test"));
        assertThat(result).isInstanceOf(Reloaded.Done.class);
        return ((Reloaded.Done) result).changes();
    }

    void watch(Consumer<Reloaded> noted) {
        reloader.watch(noted);
    }

    /// As an operator does it by the API.
    void change(PoolChange change) {
        assertThat(path.livePools().change("web", change)).isInstanceOf(Pools.Changed.Done.class);
    }

    /// The backends with weight, mode and standing.
    List<String> backends() {
        return path.livePools().list().getFirst().backends().stream()
                .map(member -> member.status().backend().name() + " "
                        + member.status().backend().weight() + " "
                        + member.mode().text() + " " + member.status().standing())
                .toList();
    }

    RawClient client() {
        return RawClient.connect(port);
    }

    @Override
    public void close() {
        reloader.close();
        ProxyUnderTest.await(path.stop(Duration.ofMillis(100)));
        ProxyUnderTest.await(vertx.close());
    }
}
