package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
}
