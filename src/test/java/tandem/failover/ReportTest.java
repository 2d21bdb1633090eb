package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Report REPORT = new Report();

    static {
        REPORT.add(new Report.Row("Tandem", Fault.CUT, List.of(takeover(40, 8, Map.of("decidedMs", 1.0)))));
        REPORT.add(new Report.Row(
                "Tandem",
                Fault.BACKEND_KILLED,
                List.of(new Takeover(100, 2, 0, Duration.ofMillis(12), Optional.empty(), Map.of()))));
        REPORT.add(
                new Report.Row("Tandem", Fault.CUT, List.of(takeover(60, 12, Map.of("decidedMs", 3.0, "odd", 1.0)))));
    }

    private static Takeover takeover(int gap, int failed, Map<String, Double> steps) {
        var move = new Takeover.Move(Duration.ofMillis(30), Duration.ofMillis(35), Duration.ZERO);
        return new Takeover(100, failed, 0, Duration.ofMillis(gap), Optional.of(move), steps);
    }

    @Test
    void aRowOfTheTableHasMedianPercentileAndWorstOfAllRunsThatWereAdded() {
        assertThat(REPORT.runs("Tandem", Fault.CUT)).isEqualTo(2);
        assertThat(REPORT.tables())
                .contains("| Tandem | cut | 2 | 40 / 60 / 60 | 8 / 12 / 12 |  | 30 / 30 / 30 | 35 / 35 / 35 |");
    }

    @Test
    void anAddressThatStaysHasNoTimeAtWhichItMoved() {
        assertThat(REPORT.tables())
                .contains("| Tandem | backend killed | 1 | 12 / 12 / 12 | 2 / 2 / 2 |  | stays |  |");
    }

    @Test
    void aStepIsSummedUpWhenEveryRunTellsOfIt() {
        assertThat(REPORT.tables()).contains("decidedMs | 1.0 / 3.0 / 3.0").doesNotContain("odd");
    }

    @Test
    void theJsonHasEveryRunAndCanBeReadBack() {
        JsonObject json = new JsonObject(REPORT.json().encode());
        var row = json.getJsonArray("rows").getJsonObject(0);
        assertThat(row.getJsonObject("gapMs").getMap())
                .containsEntry("median", 40.0)
                .containsEntry("worst", 60.0);
        assertThat(row.getJsonArray("each")).hasSize(2);
        assertThat(row.getJsonArray("each").getJsonObject(1).getLong("failed")).isEqualTo(12);
        assertThat(Report.of(json).tables()).isEqualTo(REPORT.tables());
    }
}
