package tandem.bench.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.bench.Installed;
import tandem.bench.host.Tool;
import tandem.bench.report.ResultsFile;

/// Every contestant starts once; Tandem also from its cache, which has to match what was built.
class StartupIT {

    @Test
    void everyContestantStarts(@TempDir Path folder) {
        Installed.require(List.of(Tool.TASKSET, Tool.NGINX, Tool.HAPROXY));
        var home = Path.of("..").toAbsolutePath().normalize();
        var out = folder.resolve("startup.json");

        String table = new Startup(home, out, 1, Duration.ZERO).run();

        assertThat(table).contains("tandem, with the cache", "tandem, without it", "nginx", "haproxy");
        assertThat(new ResultsFile(out).read())
                .hasSize(6)
                .allSatisfy(result -> assertThat(
                                result.getJsonArray("starts").getJsonObject(0).getDouble("firstAnswerMs"))
                        .isPositive());
    }
}
