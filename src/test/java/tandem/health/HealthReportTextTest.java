package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.health.HealthReport.By;
import tandem.health.HealthReport.Checks;
import tandem.health.HealthReport.Ejected;
import tandem.health.HealthReport.Line;
import tandem.health.HealthReport.Pool;

/// Reports as they cross the network, and what is not let in.
class HealthReportTextTest {
    private static final Ejected OUT = new Ejected(
            By.REQUESTS,
            "3 requests failed",
            Duration.ofSeconds(3),
            Duration.ofMillis(4500),
            2,
            new Word.Speaker("proxy-a", 99));
    private static final Line LINE = new Line("tomcat-1", "10.0.0.1:8080", Checks.PASSING, Optional.of(OUT));
    private static final Line FINE = new Line("tomcat-2", "10.0.0.2:8080", Checks.NONE, Optional.empty());

    private static HealthReport passed(HealthReport report) {
        return HealthReportText.report(
                new JsonArray(HealthReportText.json(report).encode()));
    }

    private static HealthReport read(Map<String, Object> changed) {
        JsonArray json = HealthReportText.json(new HealthReport(List.of(new Pool("shop", List.of(LINE, FINE)))));
        JsonObject first = json.getJsonObject(0).getJsonArray("backends").getJsonObject(0);
        changed.forEach((key, value) -> (first.containsKey(key) ? first : first.getJsonObject("out")).put(key, value));
        return HealthReportText.report(json);
    }

    @Test
    void aReportIsReadAsItWasWritten() {
        HealthReport report =
                new HealthReport(List.of(new Pool("shop", List.of(LINE, FINE)), new Pool("static", List.of(FINE))));
        assertThat(passed(report)).isEqualTo(report);
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend", "address", "checks", "out", "by", "reason", "origin"})
    void anEntryThatMakesNoSenseIsLeftOutAndNoOther(String key) {
        for (Object wrong : List.of(7, "", "x".repeat(256), new JsonArray(), "two\nlines", true)) {
            if (key.equals("reason") && wrong instanceof String) continue;
            assertThat(read(Map.of(key, wrong)).pools())
                    .as(key + " " + wrong)
                    .containsExactly(new Pool("shop", List.of(FINE)));
        }
    }

    @Test
    void numbersAndReasonsAreBroughtWithinTheirLimits() {
        Ejected read = read(Map.of(
                        "leftMs",
                        Long.MAX_VALUE,
                        "agoMs",
                        -1,
                        "ejections",
                        1e300,
                        "reason",
                        "a\r\nb\u001b" + "c".repeat(999)))
                .pools()
                .getFirst()
                .backends()
                .getFirst()
                .ejected()
                .orElseThrow();
        assertThat(read.left()).isEqualTo(Duration.ofHours(24));
        assertThat(read.ago()).isZero();
        assertThat(read.ejections()).isEqualTo(1000);
        assertThat(read.reason()).startsWith("a  b c").hasSize(HealthReportText.LONGEST_REASON);
    }

    @Test
    void noMoreBackendsAreToldOfOrHeardOfThanTheLimitAndThoseThatAreOutComeFirst() {
        List<Line> many = IntStream.range(0, HealthReport.MOST * 2)
                .mapToObj(i -> new Line(
                        "b" + i,
                        "10.0.0.1:" + i,
                        Checks.PASSING,
                        i < HealthReport.MOST * 2 - 1 ? Optional.empty() : Optional.of(OUT)))
                .toList();
        HealthReport read = passed(new HealthReport(List.of(new Pool("shop", many), new Pool("other", many))));
        assertThat(read.pools().stream().mapToInt(pool -> pool.backends().size()))
                .containsExactly(HealthReport.MOST, 0);
        assertThat(read.pools().getFirst().backends().getFirst().ejected()).contains(OUT);

        JsonArray flood = new JsonArray();
        for (Line line : many)
            flood.addAll(HealthReportText.json(new HealthReport(List.of(new Pool("shop", List.of(line))))));
        assertThat(HealthReportText.report(flood).pools().stream()
                        .mapToInt(pool -> pool.backends().size())
                        .sum())
                .isEqualTo(HealthReport.MOST);
    }

    @Test
    void noMutationIsMoreThanASmallerReport() {
        Random random = new Random(1);
        String text = HealthReportText.json(new HealthReport(List.of(new Pool("shop", List.of(LINE, FINE)))))
                .encode();
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder broken = new StringBuilder(text);
            for (int change = 0; change <= random.nextInt(3); change++)
                broken.setCharAt(random.nextInt(broken.length()), (char) (32 + random.nextInt(95)));
            JsonArray json;
            try {
                json = new JsonArray(broken.toString());
            } catch (io.vertx.core.json.DecodeException e) {
                continue;
            }
            read++;
            assertThat(HealthReportText.report(json).pools()).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(read).isGreaterThan(1000);
    }
}
