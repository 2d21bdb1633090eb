package tandem.bench.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.bench.Installed;
import tandem.bench.host.Tool;
import tandem.bench.report.ResultsFile;
import tandem.bench.takeover.TakeoverBench.Kind;
import tandem.bench.takeover.TakeoverBench.Settings;

/// One takeover in its smallest size. What it measures means nothing.
class TakeoverBenchIT {

    @Test
    void aStandbyTakesOver(@TempDir Path folder) {
        Installed.require(List.of(Tool.TASKSET, Tool.NGINX));
        var home = Path.of("..").toAbsolutePath().normalize();
        var out = folder.resolve("takeover.json");
        var settings = new Settings(
                1, Duration.ofSeconds(3), Duration.ofSeconds(1), 200, Set.of(Kind.PACED_COLD, Kind.FULL_WARM));

        String table = new TakeoverBench(home, out, settings).run();

        assertThat(table).contains("first second", "steady");
        assertThat(new ResultsFile(out).read()).hasSize(2).allSatisfy(kind -> {
            var takeover = kind.getJsonArray("takeovers").getJsonObject(0);
            assertThat(takeover.getJsonObject("first").getLong("answered")).isPositive();
            assertThat(takeover.getJsonObject("steady").getLong("answered")).isPositive();
        });
    }
}
