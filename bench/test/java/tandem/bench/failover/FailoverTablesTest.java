package tandem.bench.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailoverTablesTest {
    @TempDir
    private Path folder;

    private static JsonObject setting(String day, String commit, String version) {
        return new JsonObject()
                .put("when", day + "T03:04:05Z")
                .put("commit", commit)
                .put("version", version)
                .put("processor", "P")
                .put("processors", 2)
                .put("hypervisor", false)
                .put("kernel", "Linux 6")
                .put("java", "25");
    }

    private static JsonObject spread(double median) {
        return new JsonObject().put("median", median).put("p95", median + 1).put("worst", median + 2);
    }

    private static JsonObject row(String who, String fault) {
        return new JsonObject()
                .put("contestant", who)
                .put("fault", fault)
                .put("runs", 2)
                .put("gapMs", spread(40))
                .put("failedRequests", spread(8))
                .put("cutRequests", spread(0))
                .put("stepsMs", new JsonObject())
                .put("each", new JsonArray());
    }

    private String write(List<JsonObject> rows, List<JsonObject> soaks) {
        return FailoverTables.write(
                new JsonObject().put("rows", new JsonArray(rows)).put("soaks", new JsonArray(soaks)),
                folder,
                "results/");
    }

    @Test
    void eachRowSaysWhenItWasMeasuredAndTheCaptionOnWhat() {
        var measured = new JsonArray()
                .add(setting("2026-12-02", "abc", "nginx/1 and Keepalived 2"))
                .add(setting("2026-12-03", "def", "nginx/1 and Keepalived 2"));
        var row = row("nginx", "killed")
                .put("movedMs", spread(30))
                .put("servedMs", spread(35))
                .put("keptGapMs", spread(260))
                .put("keptFailedRequests", spread(50))
                .put("measured", measured);
        assertThat(write(List.of(row), List.of()))
                .startsWith("Measured on 2 processors (P), Linux 6, Java 25. Peers: nginx/1 and Keepalived 2.\n\n")
                .contains("| nginx | killed | 2 | 40 / 41 / 42 | 8 / 9 / 10 | 260 / 261 / 262 | 50 / 51 / 52 |  |"
                        + " 30 / 31 / 32 | 35 / 36 / 37 | 2026-12-02 abc, 2026-12-03 def |\n");
    }

    @Test
    void whatWasMeasuredBeforeThatWasNotedIsShownWithoutIt() {
        var steps = new JsonObject().put("decidedMs", spread(1.25));
        var row = row("Tandem", "stopped loaded").put("stepsMs", steps);
        assertThat(write(List.of(row), List.of()))
                .startsWith("| contestant |")
                .contains("| Tandem | stopped loaded | 2 | 40 / 41 / 42 | 8 / 9 / 10 |  |  | 0 / 1 / 2 | stays |  | "
                        + FailoverTables.EARLIER + " |\n")
                .contains("| Tandem | stopped loaded | decidedMs | 1.3 / 2.3 / 3.3 |");
    }

    @Test
    void soaksHaveATableOfTheirOwn() {
        var seen = new JsonObject().put("requests", 120_000).put("failed", 3).put("gapMs", 55.2);
        var soak = new JsonObject()
                .put("contestant", "Tandem")
                .put("seconds", 600)
                .put("burners", 4)
                .put("changes", 0)
                .put("fresh", seen)
                .put("kept", seen)
                .put("measured", setting("2026-12-02", "abc", "this one"));
        assertThat(write(List.of(), List.of(soak)))
                .contains("| Tandem | 10.0 | 4 | 0 | 120,000 | 3 | 55 | 3 | 55 | 2026-12-02 abc |")
                .doesNotContain("Peers");
    }

    @Test
    void theRunsInTheMiddleAreDrawn() throws IOException {
        var track = new JsonObject().put("answered", "1".repeat(40) + "00012").put("failed", "0".repeat(40) + "11100");
        var timeline = new JsonObject().put("fromMs", -200).put("binMs", 5);
        timeline.put("fresh", track).put("kept", track);
        var row = row("Tandem", "killed")
                .put("each", new JsonArray().add(new JsonObject()).add(new JsonObject().put("timeline", timeline)));

        var lanes = TakeoverTimeline.lanes(List.of(row("nginx", "killed"), row, row("Tandem", "cut")));
        assertThat(lanes).extracting(TakeoverTimeline.Lane::name).containsExactly("Tandem, kept", "Tandem, new");
        assertThat(lanes.getFirst().failed()).containsExactly(0.0, 5.0, 10.0);
        assertThat(lanes.getFirst().answered()).startsWith(-100.0).endsWith(-5.0, 15.0, 20.0);

        assertThat(write(List.of(row), List.of())).contains("(results/failover.svg)");
        // Words are drawn as outlines there.
        assertThat(Files.readString(folder.resolve("failover.svg")))
                .startsWith("<?xml")
                .contains("</svg");
    }

    @Test
    void whatWasNotMeasuredIsSaid() {
        assertThat(FailoverTables.write(new JsonObject(), folder, "")).isEqualTo("Not measured yet.");
    }
}
