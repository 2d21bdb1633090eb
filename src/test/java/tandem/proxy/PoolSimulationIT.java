package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tandem.backend.PoolChange;
import tandem.balance.Algorithm;
import tandem.health.HealthSettings;
import tandem.proxy.PoolSimulation.Result;
import tandem.proxy.SimulatedBackend.State;

/// Every balancing algorithm in every kind of trouble, compared with the report that is checked in.
class PoolSimulationIT {
    private static final Path REPORT = Path.of("test", "resources", "simulation", "pools.md");
    private static final Path FRESH = Path.of("target", "pools.md");
    private static final long SEED = 5;
    private static final long LOOK = Duration.ofMillis(100).toNanos();

    /// One kind of trouble.
    private record Scenario(
            String name, String what, boolean sessions, HealthSettings.Slow slow, Consumer<PoolSimulation> plan) {
        Scenario(String name, String what, boolean sessions, Consumer<PoolSimulation> plan) {
            this(name, what, sessions, HealthSettings.Slow.NEVER, plan);
        }
    }

    private static void slow(PoolSimulation pool) {
        pool.at(5, () -> pool.backends.get(1).slowness = 6);
        pool.at(15, () -> pool.backends.get(1).slowness = 1);
    }

    private static final List<Scenario> SCENARIOS = List.of(
            new Scenario("steady", "three backends, nothing happens", false, _ -> {}),
            new Scenario("sessions", "the same, 2000 clients with sessions", true, _ -> {}),
            new Scenario("killed", "t2 dies at 5 s and is back, cold, at 10 s", false, pool -> restart(pool, 1, 5, 10)),
            new Scenario("cut", "t2's packets are lost from 5 s to 12 s", false, pool -> {
                pool.at(5, () -> pool.backends.get(1).state = State.CUT);
                pool.at(12, () -> pool.backends.get(1).state = State.UP);
            }),
            new Scenario("hangs", "t2 hangs from 5 s to 12 s", false, pool -> {
                pool.at(5, () -> pool.backends.get(1).state = State.HANGING);
                pool.at(12, () -> pool.backends.get(1).state = State.UP);
            }),
            new Scenario("slow", "t2 takes six times as long from 5 s to 15 s", false, PoolSimulationIT::slow),
            new Scenario(
                    "slow, and ejected for it",
                    "the same with `slow-factor: 3` and `slow-floor: 20ms`",
                    false,
                    new HealthSettings.Slow(3, Duration.ofMillis(20)),
                    PoolSimulationIT::slow),
            new Scenario(
                    "slow factor, nothing slow",
                    "three backends, nothing happens, with `slow-factor: 3` and `slow-floor: 1ms`",
                    false,
                    new HealthSettings.Slow(3, Duration.ofMillis(1)),
                    _ -> {}),
            new Scenario("all slow", "all take six times as long from 5 s to 15 s", false, pool -> {
                for (SimulatedBackend backend : pool.backends) {
                    pool.at(5, () -> backend.slowness = 6);
                    pool.at(15, () -> backend.slowness = 1);
                }
            }),
            new Scenario("all down", "all are down from 5 s to 7 s, and warm after it", false, pool -> {
                for (SimulatedBackend backend : pool.backends) {
                    pool.at(5, backend::stop);
                    pool.at(7, () -> backend.state = State.UP);
                }
            }),
            new Scenario("flapping", "t2 is down for a second in every two, from 4 s to 16 s", false, pool -> {
                for (int second = 4; second < 16; second += 2) {
                    pool.at(second, pool.backends.get(1)::stop);
                    pool.at(second + 1, () -> pool.backends.get(1).state = State.UP);
                }
            }),
            new Scenario(
                    "rolling restart",
                    "each is drained, stopped after 2 s, back cold after 1 s more; none is drained while no other is in",
                    true,
                    PoolSimulationIT::rollingRestart),
            new Scenario("thundering return", "t2 and t3 die at 4 s and are back, cold, at 8 s", false, pool -> {
                restart(pool, 1, 4, 8);
                restart(pool, 2, 4, 8);
            }));

    private static void restart(PoolSimulation pool, int index, double down, double up) {
        SimulatedBackend backend = pool.backends.get(index);
        pool.at(down, backend::stop);
        pool.at(up, () -> backend.startCold(pool.now()));
    }

    private static void rollingRestart(PoolSimulation pool) {
        for (int i = 0; i < 3; i++) {
            int index = i;
            pool.at(2 + 5.5 * i, () -> rolling(pool, index));
        }
    }

    /// Who drains one while all others are out leaves nobody: a cold Tomcat gets all of the sessions at once
    /// that are still its own, is late, and may be ejected for it.
    private static void rolling(PoolSimulation pool, int index) {
        String name = pool.backends.get(index).backend.name();
        boolean others = pool.table.eligible().backends().stream()
                .anyMatch(in -> !in.name().equals(name));
        if (!others) {
            pool.after(LOOK, () -> rolling(pool, index));
            return;
        }
        double from = pool.now() / 1e9;
        pool.change(new PoolChange.Drain(name, Duration.ofSeconds(2)));
        restart(pool, index, from + 2.5, from + 3.5);
        pool.at(from + 3.5, () -> pool.change(new PoolChange.Enable(name)));
    }

    private static Result run(Scenario scenario, Algorithm algorithm) {
        PoolSimulation pool = new PoolSimulation(algorithm, 3, SEED, scenario.slow);
        scenario.plan.accept(pool);
        return pool.run(scenario.sessions);
    }

    @Test
    void theReportIsThatOfThisProgram() throws IOException {
        Map<String, Map<Algorithm, Result>> results = new LinkedHashMap<>();
        StringBuilder report = new StringBuilder(heading());
        for (Scenario scenario : SCENARIOS) {
            report.append("\n## ")
                    .append(scenario.name)
                    .append("\n")
                    .append(scenario.what)
                    .append(".\n\n");
            report.append(
                    "| balance | failed | p50 ms | p99 ms | attempts for each | t1, t2, t3 % | sessions moved |\n");
            report.append("| --- | --- | --- | --- | --- | --- | --- |\n");
            Map<Algorithm, Result> all = new TreeMap<>();
            for (Algorithm algorithm : Algorithm.values()) {
                Result result = run(scenario, algorithm);
                all.put(algorithm, result);
                report.append(row(algorithm, result));
            }
            results.put(scenario.name, all);
        }
        Files.createDirectories(FRESH.getParent());
        report.append("\n");
        for (SimulationChart chart : SimulationChart.all(results))
            report.append("![")
                    .append(chart.title())
                    .append("](")
                    .append(chart.file())
                    .append(")\n\n");
        Files.writeString(FRESH, report);
        List<SimulationChart> charts = SimulationChart.all(results);
        for (SimulationChart chart : charts) Files.writeString(FRESH.resolveSibling(chart.file()), chart.svg());
        assertThat(report.toString())
                .as("the report; a new one is in src/%s", FRESH)
                .isEqualTo(Files.readString(REPORT));
        for (SimulationChart chart : charts)
            assertThat(chart.svg())
                    .as("the picture; a new one is src/target/%s", chart.file())
                    .isEqualTo(Files.readString(REPORT.resolveSibling(chart.file())));
        whatIsPromisedHolds(results);
    }

    /// One backend of three that dies, is cut off or hangs costs no request, whoever balances.
    private static void whatIsPromisedHolds(Map<String, Map<Algorithm, Result>> results) {
        for (String scenario : List.of("steady", "sessions", "killed", "cut", "hangs", "flapping"))
            Objects.requireNonNull(results.get(scenario))
                    .forEach((algorithm, result) -> assertThat(result.failed())
                            .as("%s with %s", scenario, algorithm)
                            .isZero());
    }

    @Test
    void theSameSeedGivesTheSameRunAndAnotherOneAnother() {
        Scenario scenario = SCENARIOS.get(3);
        assertThat(row(Algorithm.PEAK_EWMA, run(scenario, Algorithm.PEAK_EWMA)))
                .isEqualTo(row(Algorithm.PEAK_EWMA, run(scenario, Algorithm.PEAK_EWMA)));
        PoolSimulation other = new PoolSimulation(Algorithm.PEAK_EWMA, 3, SEED + 1);
        assertThat(other.run(false).requests())
                .isNotEqualTo(run(SCENARIOS.getFirst(), Algorithm.PEAK_EWMA).requests());
    }

    private static String heading() {
        return """
                # Pools in trouble, simulated
                Written by `PoolSimulationIT` on the real health table, balancers, retry policy and budget, in virtual time;
                the test fails when a rule changes what is here. Figures of the model, to compare algorithms by, not of a
                machine: %d requests a second for %d s, three backends of 25 threads that take 10 ms on average, clients
                that wait for %d ms, `connect-timeout: 80ms`, `retry.try-timeout: 100ms`, `slow-start: 5s`. A cold Tomcat
                takes sixteen times as long at first. Failed are requests without an answer in time; *sessions moved* are
                requests that were answered by another backend than the one before.
                """.formatted(
                PoolSimulation.PER_SECOND, PoolSimulation.LENGTH.toSeconds(), PoolSimulation.CLIENT_LIMIT.toMillis());
    }

    /// As the configuration has it.
    static String name(Algorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String row(Algorithm algorithm, Result result) {
        int all = result.served().stream().mapToInt(Integer::intValue).sum();
        String shares = result.served().stream()
                .map(one -> String.format(Locale.ROOT, "%.1f", 100.0 * one / all))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "| %s | %d of %d | %.1f | %.1f | %.3f | %s | %d |%n",
                name(algorithm),
                result.failed(),
                result.requests(),
                result.p50() / 1e6,
                result.p99() / 1e6,
                (double) result.attempts() / result.requests(),
                shares,
                result.lostSessions());
    }
}
