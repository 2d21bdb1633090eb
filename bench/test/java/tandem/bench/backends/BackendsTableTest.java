package tandem.bench.backends;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendsTableTest {
    private static final JsonObject SETTING = new JsonObject()
            .put("when", "2026-01-02T03:04:05Z")
            .put("commit", "abc")
            .put("processor", "P")
            .put("processors", 2)
            .put("hypervisor", false)
            .put("kernel", "Linux 6")
            .put("java", "25")
            .put("requestsPerSecond", 2000)
            .put("seconds", 10);

    private static JsonObject result(String who, String version, String loss, long... failed) {
        var runs = new JsonArray();
        for (long one : failed)
            runs.add(new JsonObject()
                    .put("requests", 20_000)
                    .put("failed", one)
                    .put("lastFailedMs", one * 2.0)
                    .put("p99Ms", 1.25)
                    .put("slowestMs", 90.0));
        return new JsonObject()
                .put("id", loss + ": " + who)
                .put("contestant", who)
                .put("version", version)
                .put("loss", loss)
                .put("setting", SETTING)
                .put("runs", runs);
    }

    @Test
    void whatBefellTheBackendGroupsTheRowsAndSeveralRunsAreASpread() {
        String text = BackendsTable.write(List.of(
                result("nginx", "nginx/1", "killed", 1),
                result("nginx", "nginx/1", "cut", 4000, 5000, 6500),
                result("tandem", "this one", "killed", 0, 0)));

        assertThat(text)
                .startsWith("Measured 2026-01-02; commit abc; 2 processors (P), Linux 6, Java 25. Peers: nginx/1."
                        + " 2000 requests a second, looked at for 10 s.\n\n")
                .containsSubsequence(
                        "| killed | nginx | 1 | 0.0 | 2 | 1.3 | 90 | 1 |\n",
                        "| killed | tandem | 0 | 0.0 | 0 | 1.3 | 90 | 2 |\n",
                        "| cut | nginx | 5,000 (4,000–6,500) | 25.0 (20.0–32.5) | 10,000 (8,000–13,000) | 1.3 | 90 |"
                                + " 3 |\n");
    }

    @Test
    void whatWasNotMeasuredIsSaid() {
        assertThat(BackendsTable.write(List.of())).isEqualTo("Not measured yet.");
    }
}
