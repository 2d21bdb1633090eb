package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.fixture.StrictJson;

/// `bin/tandem run` as a service manager sees it.
class RunIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Launcher node = new Launcher();

    @AfterEach
    void end() {
        node.close();
    }

    @Test
    void aNodeThatIsToldToStopWhileItStartsStopsInGoodOrder() throws Exception {
        node.start("run", "-c", "conf/demo.yaml", "--node", "proxy-a");
        node.await("starts as node proxy-a", LIMIT);
        node.terminate();
        assertThat(node.exitStatus(LIMIT)).isZero();
        node.await("stopped in good order", Duration.ofSeconds(5));
    }

    @Test
    void aNodeThatCannotStartSaysWhyAndExitsWithOne() throws Exception {
        try (var taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 18081));
            node.start("run", "-c", "conf/demo.yaml", "--node", "proxy-a");
            assertThat(node.exitStatus(LIMIT)).isEqualTo(1);
            node.await("127.0.0.1:18081", Duration.ofSeconds(5));
        }
    }

    /// Nothing answers at the addresses of the demo's Tomcats, so each is taken out by its first check.
    @Test
    void theLogIsStrictJsonWhereThatIsChosenAndHasEveryEventOnceWithItsFigures() throws Exception {
        node.with("TANDEM_LOG_FORMAT", "json");
        node.start("run", "-c", "conf/demo.yaml", "--node", "proxy-a");
        node.await("first check failed", LIMIT);
        node.await("is up after", LIMIT);
        node.await("has no backend in service", LIMIT);
        node.terminate();
        assertThat(node.exitStatus(LIMIT)).isZero();
        var out = new ArrayList<Map<String, String>>();
        for (var line : node.lines()) {
            if (!line.startsWith("{")) continue;
            var entry = StrictJson.object(line);
            assertThat(entry).containsKeys("timestamp", "level", "loggerName", "formattedMessage");
            if ("tandem.event".equals(entry.get("loggerName"))) out.add(figures(entry));
        }
        assertThat(node.lines().stream().filter(line -> !line.startsWith("{")).filter(line -> line.contains(" INFO ")))
                .isEmpty();
        assertThat(out.stream().filter(one -> "out".equals(one.get("state"))).map(one -> one.get("subject")))
                .containsExactlyInAnyOrder("backend tomcat/tomcat-1", "backend tomcat/tomcat-2");
        assertThat(out.stream().filter(one -> "out".equals(one.get("state"))).map(one -> one.get("failedChecks")))
                .containsOnly("1");
        assertThat(out.stream().map(one -> one.get("event"))).doesNotHaveDuplicates();
    }

    private static Map<String, String> figures(Map<String, @Nullable Object> entry) {
        var figures = new HashMap<String, String>();
        if (entry.get("kvpList") instanceof List<?> pairs)
            for (var pair : pairs)
                ((Map<?, ?>) Objects.requireNonNull(pair))
                        .forEach((key, value) -> figures.put(String.valueOf(key), String.valueOf(value)));
        return figures;
    }
}
