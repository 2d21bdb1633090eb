package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.health.HealthSettings;
import tandem.http.HeadLimits;
import tandem.proxy.ProxySettings.Limits;
import tandem.proxy.ProxySettings.Listen;
import tandem.proxy.ProxySettings.Timeouts;

final class SettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static void assertProblem(String message, ThrowingCallable making) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static PoolSettings pool(String name, Backend... backends) {
        return new PoolSettings(name, Algorithm.ROUND_ROBIN, List.of(backends), HealthSettings.DEFAULT);
    }

    @Test
    void anAddressIsALiteralAndAPort() {
        assertThat(new Listen("::", 80).text()).isEqualTo("[::]:80");
        assertThat(new Listen("0.0.0.0", 0).text()).isEqualTo("0.0.0.0:0");
        assertProblem("listen needs an IP address, not 'localhost'", () -> new Listen("localhost", 80));
        assertProblem("port of listen must be 0 to 65535, not 65536", () -> new Listen("0.0.0.0", 65536));
        assertProblem("port of listen must be 0 to 65535, not -1", () -> new Listen("0.0.0.0", -1));
    }

    @Test
    void aProxyHasEventLoopsAndAPool() {
        Listen listen = new Listen("0.0.0.0", 80);
        assertProblem(
                "event-loops must be 1 to 256, not 0",
                () -> new ProxySettings(listen, "p", 0, List.of(), Timeouts.DEFAULT, Limits.DEFAULT));
        assertProblem(
                "pool must name a pool",
                () -> new ProxySettings(listen, " ", 1, List.of(), Timeouts.DEFAULT, Limits.DEFAULT));
        assertProblem(
                "trusted-proxies needs CIDR blocks such as 10.0.0.0/8 or fd00::/8, not 'all'",
                () -> new ProxySettings(listen, "p", 1, List.of("all"), Timeouts.DEFAULT, Limits.DEFAULT));
    }

    @Test
    void timeoutsHaveTheirBounds() {
        assertProblem(
                "connect-timeout must be 1 ms to 24 h, not 0 s",
                () -> new Timeouts(Duration.ZERO, SECOND, SECOND, SECOND));
        assertProblem(
                "response-timeout must be 1 ms to 24 h, not 90000 s",
                () -> new Timeouts(SECOND, Duration.ofHours(25), SECOND, SECOND));
        assertProblem(
                "idle-timeout must be 1 ms to 24 h, not -1 s",
                () -> new Timeouts(SECOND, SECOND, SECOND.negated(), SECOND));
        assertProblem(
                "backend-idle-timeout must be 1 s to 24 h, not 500 ms",
                () -> new Timeouts(SECOND, SECOND, SECOND, Duration.ofMillis(500)));
        assertProblem(
                "header-timeout must be 1 ms to 24 h, not 0 s",
                () -> new Timeouts(SECOND, SECOND, Duration.ZERO, SECOND, SECOND, SECOND));
        assertProblem(
                "body-timeout must be 1 ms to 24 h, not 0 s",
                () -> new Timeouts(SECOND, SECOND, SECOND, Duration.ZERO, SECOND, SECOND));
    }

    @Test
    void limitsHaveTheirBounds() {
        assertProblem(
                "connections-per-backend must be 1 to 65535, not 0",
                () -> new Limits(0, 1, 1, 0, 8192, 8192, Http2Limits.DEFAULT));
        assertProblem(
                "waiters-per-backend must be 0 to 1048576, not -1",
                () -> new Limits(1, -1, 1, 0, 8192, 8192, Http2Limits.DEFAULT));
        assertProblem(
                "attempts must be 1 to 100, not 0", () -> new Limits(1, 1, 0, 0, 8192, 8192, Http2Limits.DEFAULT));
        assertProblem(
                "replay-bytes must be 0 to 16777216, not -1",
                () -> new Limits(1, 1, 1, -1, 8192, 8192, Http2Limits.DEFAULT));
        assertProblem(
                "header-bytes must be 1024 to 1048576, not 10",
                () -> new Limits(1, 1, 1, 0, 10, 8192, Http2Limits.DEFAULT));
        assertProblem(
                "target-bytes must be 256 to 1048576, not 10",
                () -> new Limits(1, 1, 1, 0, 8192, 10, Http2Limits.DEFAULT));
        assertProblem(
                "warm-connections must be 0 to 1000, not -1",
                () -> new Limits(1, 1, 1, 0, HeadLimits.DEFAULT, 65536, Http2Limits.DEFAULT, -1));
        assertProblem(
                "header-fields must be 10 to 10000, not 9",
                () -> new Limits(1, 1, 1, 0, new HeadLimits(8192, 8192, 9), 65536, Http2Limits.DEFAULT, 0));
        assertProblem(
                "buffer-bytes must be 16384 to 16777216, not 1024",
                () -> new Limits(1, 1, 1, 0, HeadLimits.DEFAULT, 1024, Http2Limits.DEFAULT, 0));
        assertProblem(
                "http2: window must be 65536 to 268435456, not 65535",
                () -> new Http2Limits(1, 1, SECOND, 1, 1, 1, 65535));
    }

    @Test
    void aPoolHasBackendsThatCanBeToldApart() {
        Backend a = new Backend("a", "127.0.0.1", 8080, 1);
        assertThat(pool("p", a, new Backend("b", "127.0.0.1", 8081, 1)).backends())
                .hasSize(2);
        assertProblem("a pool needs a name", () -> pool(" ", a));
        assertProblem("pool p needs at least one backend", () -> pool("p"));
        assertProblem("no backend of pool p has a weight above 0", () -> pool("p", a.withWeight(0)));
        assertProblem("pool p has two backends named a", () -> pool("p", a, new Backend("a", "127.0.0.1", 8081, 1)));
        assertProblem(
                "pool p has two backends at 127.0.0.1:8080",
                () -> pool("p", a, new Backend("b", "127.0.0.1", 8080, 2)));
    }
}
