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
        REPORT.add(row(Fault.CUT, takeover(40, 8, Map.of("decidedMs", 1.0)), "abc"));
        REPORT.add(row(
                Fault.BACKEND_KILLED,
                new Takeover(seen(12, 2), Optional.empty(), 0, Optional.empty(), Map.of(), Optional.empty()),
                "abc"));
        REPORT.add(row(Fault.CUT, takeover(60, 12, Map.of("decidedMs", 3.0, "odd", 1.0)), "abc"));
        REPORT.add(row(Fault.CUT, takeover(50, 12, Map.of("decidedMs", 2.0)), "def"));
        REPORT.replace(new Soak("Tandem", Duration.ofMinutes(10), 4, 2, seen(30, 1), seen(20, 0), setting("abc")));
    }

    private static JsonObject setting(String commit) {
        return new JsonObject()
                .put("when", "2026-01-02T03:04:05Z")
                .put("commit", commit)
                .put("version", "this one");
    }

    private static Report.Row row(Fault fault, Takeover takeover, String commit) {
        return new Report.Row("Tandem", fault, List.of(takeover), List.of(setting(commit)));
    }

    private static Seen seen(int gap, int failed) {
        return new Seen(100, failed, Duration.ofMillis(gap));
    }

    private static Takeover takeover(int gap, int failed, Map<String, Double> steps) {
        var move = new Takeover.Move(Duration.ofMillis(30), Duration.ofMillis(35), Duration.ZERO);
        var track = new Timeline.Track("1".repeat(gap), "0".repeat(gap));
        return new Takeover(
                seen(gap, failed),
                Optional.of(seen(gap + 1, failed + 1)),
                0,
                Optional.of(move),
                steps,
                Optional.of(new Timeline(track, track)));
    }

    private static JsonObject row(int index) {
        return new JsonObject(REPORT.json().encode()).getJsonArray("rows").getJsonObject(index);
    }

    private static String timelines(JsonObject row) {
        var text = new StringBuilder();
        for (Object each : row.getJsonArray("each"))
            text.append(((JsonObject) each).containsKey("timeline") ? "x" : "-");
        return text.toString();
    }

    @Test
    void aRowHasMedianPercentileAndWorstOfAllRunsThatWereAdded() {
        assertThat(REPORT.runs("Tandem", Fault.CUT)).isEqualTo(3);
        assertThat(row(0).getJsonObject("gapMs").getMap())
                .containsEntry("median", 50.0)
                .containsEntry("worst", 60.0);
        assertThat(row(0).getJsonObject("keptGapMs").getDouble("median")).isEqualTo(51);
        assertThat(row(0).getJsonObject("keptFailedRequests").getDouble("worst"))
                .isEqualTo(13);
        assertThat(row(0).getJsonArray("each").getJsonObject(1).getLong("failed"))
                .isEqualTo(12);
        assertThat(REPORT.text())
                .contains("Tandem, cut, 3 runs: gap 50 / 60 / 60 ms, kept 51 / 61 / 61 ms; failed 12 / 12 / 12");
    }

    @Test
    void anAddressThatStaysHasNoTimeAtWhichItMovedAndAnOldResultNoFiguresOfKeptConnections() {
        assertThat(row(1).getMap()).doesNotContainKeys("movedMs", "servedMs", "keptGapMs", "keptFailedRequests");
    }

    @Test
    void aStepIsSummedUpWhenEveryRunTellsOfIt() {
        assertThat(row(0).getJsonObject("stepsMs").getMap()).containsOnlyKeys("decidedMs");
    }

    @Test
    void theTimelineIsThatOfTheRunInTheMiddle() {
        assertThat(timelines(row(0))).isEqualTo("--x");
    }

    @Test
    void runsOfOneBuildOnOneDayAreOneMeasurement() {
        assertThat(row(0).getJsonArray("measured"))
                .extracting(one -> ((JsonObject) one).getString("commit"))
                .containsExactly("abc", "def");
    }

    @Test
    void theJsonCanBeReadBack() {
        JsonObject json = new JsonObject(REPORT.json().encode());
        assertThat(Report.of(json).json().encode()).isEqualTo(json.encode());
        assertThat(Report.of(json).isSoaked("Tandem", Duration.ofMinutes(10))).isTrue();
        assertThat(Report.of(json).isSoaked("Tandem", Duration.ofMinutes(11))).isFalse();
    }

    @Test
    void whatIsMeasuredAnewTakesTheOldOnesPlace() {
        Report report = Report.of(new JsonObject(REPORT.json().encode()));
        report.replace(row(Fault.CUT, takeover(7, 1, Map.of()), "new"));
        assertThat(report.runs("Tandem", Fault.CUT)).isEqualTo(1);
        assertThat(report.runs("Tandem", Fault.BACKEND_KILLED)).isEqualTo(1);
    }

    @Test
    void resultsFromBeforeThereWereKeptConnectionsCanBeRead() {
        var old = new JsonObject("""
                {"processors": 2, "rows": [{"contestant": "Tandem", "fault": "killed", "runs": 1,
                  "each": [{"requests": 9, "failed": 1, "cut": 0, "gapMs": 34.5, "stepsMs": {}}]}]}""");
        assertThat(Report.of(old).text()).isEqualTo("Tandem, killed, 1 runs: gap 35 / 35 / 35 ms; failed 1 / 1 / 1\n");
    }
}
