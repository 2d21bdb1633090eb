package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Report REPORT = new Report();

    static {
        REPORT.add(new Report.Row(
                "Tandem",
                Fault.CUT,
                List.of(
                        takeover(40, 8, Map.of("decidedMs", 1.0)),
                        takeover(60, 12, Map.of("decidedMs", 3.0, "odd", 1.0)))));
    }

    private static Takeover takeover(int gap, int failed, Map<String, Double> steps) {
        return new Takeover(
                100,
                failed,
                Duration.ofMillis(gap),
                Duration.ofMillis(30),
                Duration.ofMillis(35),
                Duration.ZERO,
                steps);
    }

    @Test
    void aRowOfTheTableHasMedianPercentileAndWorst() {
        assertThat(REPORT.tables().lines().filter(line -> line.startsWith("Tandem")))
                .first()
                .asString()
                .containsSubsequence("cut", "2", "40 / 60 / 60", "8 / 12 / 12", "30 / 30 / 30", "35 / 35 / 35");
    }

    @Test
    void aStepIsSummedUpWhenEveryRunTellsOfIt() {
        assertThat(REPORT.tables()).contains("decidedMs", "1 / 3 / 3").doesNotContain("odd");
    }

    @Test
    void theJsonHasEveryRun() {
        var row = REPORT.json().getJsonArray("rows").getJsonObject(0);
        assertThat(row.getJsonObject("gapMs").getMap())
                .containsEntry("median", 40.0)
                .containsEntry("worst", 60.0);
        assertThat(row.getJsonArray("each")).hasSize(2);
        assertThat(row.getJsonArray("each").getJsonObject(1).getLong("failed")).isEqualTo(12);
    }
}
