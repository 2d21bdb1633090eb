package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.lab.Attempts;
import tandem.lab.JavaCommand;
import tandem.lab.LabProcess;
import tandem.lab.LoadClient;
import tandem.lab.Needs;
import tandem.lab.ThreeTomcats;
import tandem.lab.ThreeTomcats.Loss;

/// One of three backends is lost in every way that a backend can be, under a steady load, in front of clients that
/// wait for no longer than 250 ms. How many requests a second a machine bears then is for `bench/run backends` to
/// say: here all processes share two processors, and at four times the rate a slow machine is at its end.
class LostBackendIT {
    private static final int PER_SECOND = 500;
    private static final Duration TIME = Duration.ofSeconds(2);
    /// What was sent before the loss has been answered by then, or has gone elsewhere.
    private static final Duration AT_LAST = Duration.ofMillis(500);
    private static final String CONFIG = """
            proxy: {listen: 192.168.17.129:80, event-loops: 2, connect-timeout: 80ms, self-check: {warm-up: 500}}
            pools:
              - name: tomcat
                backends:
            BACKENDS
                retry: {try-timeout: 80ms}
                eject: {duration: 1s}
                check: {interval: 1s, timeout: 1s}
                slow-start: 1s
            """;

    private static ThreeTomcats three;
    private static LabProcess tandem;
    private static LoadClient load;

    @BeforeAll
    static void aProxyInFrontOfThreeTomcats() throws IOException {
        three = ThreeTomcats.open("lost-backend");
        Path config = Files.writeString(
                three.lab().folder().resolve("three.yaml"),
                CONFIG.replace("BACKENDS", three.each("      - {name: %1$s, address: \"%2$s\"}")));
        tandem = three.proxy()
                .start(
                        "tandem",
                        JavaCommand.program(
                                List.of("-XX:+UseSerialGC", "-Xss512k", "-Xmx256m"),
                                "tandem.cli.Tandem",
                                "run",
                                "-c",
                                config.toString()));
        load = three.load(80, PER_SECOND);
    }

    @AfterAll
    static void closed() {
        if (three != null) three.close();
    }

    @AfterEach
    void whole() {
        three.mend();
        assertThat(tandem.alive()).isTrue();
    }

    private static Instant calm() {
        three.awaitCalm(load, PER_SECOND);
        load.forget();
        return Instant.now();
    }

    /// As many were due as there should be, and each was answered within 250 ms of that: so they were sent,
    /// too.
    private static Attempts noneFailed(String how, Instant lost) {
        Attempts since = three.during(load, lost, TIME);
        three.lab().note(how + ": " + Lost.of(lost, since));
        assertThat((long) since.list().size()).isCloseTo(PER_SECOND * TIME.toSeconds(), within(5L));
        assertThat(since.failed()).as(since.timeline(lost)).isZero();
        return since;
    }

    @ParameterizedTest
    @EnumSource
    void aBackendThatIsLostCostsNoRequest(Loss loss) {
        Instant lost = calm();
        three.lose(loss);
        assertThat(noneFailed(loss.name(), lost).since(lost.plus(AT_LAST)).backends())
                .as("who answers in its place")
                .containsExactly("tomcat-1", "tomcat-3");
    }

    @Test
    void aBackendThatIsSlowCostsNoRequest() {
        Instant lost = calm();
        three.answersLate(400);
        noneFailed("SLOW", lost);
    }

    /// The benchmark in its smallest size, beside the load that goes on. What it measures there means
    /// nothing.
    @Test
    void thePeersAreMeasuredInTheSameWay(@TempDir Path folder) throws IOException {
        String missing = Front.missing(List.of(Front.NGINX, Front.HAPROXY));
        if (!missing.isEmpty()) Needs.missing("the peers of the benchmark", missing);
        LabProcess nginx = Front.NGINX.start(three, 81);
        LabProcess haproxy = Front.HAPROXY.start(three, 82);
        Path results = folder.resolve("results").resolve("backends.json");
        try (LoadClient some = three.load(81, 100);
                LoadClient others = three.load(82, 100)) {
            three.awaitCalm(others, 100);
            Instant begin = Instant.now();
            Lost seen =
                    LostBackendBench.once(three, some, Loss.CUT, new LostBackendBench.Pace(100, Duration.ofSeconds(1)));
            assertThat(seen.requests()).isBetween(98, 102);
            assertThat(seen.failed()).as("what nginx does not repeat").isPositive();
            assertThat(others.since(begin).failed())
                    .as("what HAProxy does not repeat")
                    .isPositive();
            for (int i = 0; i < 2; i++)
                LostBackendBench.save(
                        results,
                        LostBackendBench.result(
                                Front.NGINX, Front.NGINX.version(), Loss.CUT, Machine.now(), List.of(seen)));
        }
        Front.stop(nginx);
        Front.stop(haproxy);
        JsonArray saved = new JsonArray(Files.readString(results));
        assertThat(saved).hasSize(1);
        assertThat(saved.getJsonObject(0).getString("id")).isEqualTo("cut: nginx");
        assertThat(saved.getJsonObject(0).getString("version")).startsWith("nginx/");
        assertThat(saved.getJsonObject(0).getJsonArray("runs").getJsonObject(0).getDouble("lastFailedMs"))
                .isPositive();
    }
}
