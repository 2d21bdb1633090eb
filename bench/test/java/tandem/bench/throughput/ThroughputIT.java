package tandem.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.bench.Installed;
import tandem.bench.contestant.Who;
import tandem.bench.host.Tool;
import tandem.bench.report.ResultsFile;

/// Each contestant and each kind of load in its smallest size. What it measures means nothing.
class ThroughputIT {
    /// Tests run in the module's folder.
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void needs() {
        Installed.require(EnumSet.allOf(Tool.class));
    }

    @Test
    void everyContestantAnswers() {
        var results = run(List.of(Who.values()), Set.of("get-115"));

        assertThat(results).hasSize(1);
        var series = ResultsJson.series(results.getFirst());
        assertThat(series).hasSize(Who.values().length).allSatisfy(this::isMeasured);
    }

    @Test
    void everyKindOfLoadIsMeasuredOrSaysWhyNot() {
        var ids = Set.of("connect-115", "rate-30", "upload-1m", "websocket", "tls-connect", "h2-get-115", "tomcat-115");

        var results = run(List.of(Who.NGINX, Who.TANDEM), ids);

        assertThat(results).extracting(result -> result.getString("id")).containsExactlyInAnyOrderElementsOf(ids);
        for (var result : results) {
            var series = ResultsJson.series(result);
            isMeasured(series.getFirst());
            assertThat(series.getLast()).satisfiesAnyOf(this::isMeasured, this::saysWhyNot);
        }
    }

    @Test
    void connectionsThatDoNothingAreMeasured() {
        var series =
                ResultsJson.series(run(List.of(Who.TANDEM), Set.of("idle-10k")).getFirst());

        assertThat(series).singleElement().satisfies(tandem -> {
            assertThat(tandem.reason()).isEmpty();
            assertThat(tandem.samples())
                    .singleElement()
                    .satisfies(sample -> assertThat(sample.memory())
                            .hasValueSatisfying(
                                    memory -> assertThat(memory.restMib()).isPositive()));
        });
    }

    private List<JsonObject> run(List<Who> who, Set<String> ids) {
        var out = folder.resolve("results.json");
        String tables = new Throughput(HOME, HOME, Plan.SMOKE, out).run(who, ids);
        assertThat(tables).contains(ids);
        return new ResultsFile(out).read();
    }

    private void isMeasured(Series series) {
        assertThat(series.reason()).isEmpty();
        assertThat(series.samples()).singleElement().satisfies(sample -> {
            assertThat(sample.requests()).isPositive();
            assertThat(sample.use().residentMib()).isPositive();
        });
    }

    private void saysWhyNot(Series series) {
        assertThat(series.samples()).isEmpty();
        assertThat(series.reason())
                .map(String::length)
                .isNotEqualTo(Optional.of(0))
                .isPresent();
    }
}
