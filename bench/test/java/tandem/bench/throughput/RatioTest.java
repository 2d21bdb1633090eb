package tandem.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import tandem.bench.host.Cores;
import tandem.bench.host.Workspace;
import tandem.bench.load.Latency;

class RatioTest {

    private static Sample sample(double rate, double proxy, double load) {
        return new Sample(
                (long) rate, 0, 1, 10, new Latency(1, 2, 3, 4), new Sample.Use(proxy, load, 0, 50), Optional.empty());
    }

    private static List<Sample> samples(double... rates) {
        return DoubleStream.of(rates).mapToObj(rate -> sample(rate, 1, 0.5)).toList();
    }

    @Test
    void ratiosAreOfTheSameRound() {
        var ratio = Ratio.of(samples(50, 200, 90), samples(100, 100, 100), Sample::rate);

        assertThat(ratio).contains(new Ratio(0.9, 0.5, 2.0));
    }

    @Test
    void theMiddleOfAnEvenNumberIsTheMeanOfTheTwo() {
        assertThat(Ratio.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    }

    @Test
    void thereIsNoRatioToNothing() {
        assertThat(Ratio.of(samples(1), samples(0), Sample::rate)).isEmpty();
        assertThat(Ratio.of(samples(1), List.of(), Sample::rate)).isEmpty();
    }

    @Test
    void aRateSaysNothingOfAProxyThatTheLoadDidNotFill() {
        assertThat(sample(1, 0.6, 0.99).limitedByLoad()).isTrue();
        assertThat(sample(1, 0.98, 0.99).limitedByLoad()).isFalse();
        assertThat(sample(1, 0.6, 0.7).limitedByLoad()).isFalse();
    }

    @Test
    void resultsAreReadAsTheyWereWritten() {
        try (var workspace = Workspace.create()) {
            var one = Cases.all(workspace, new Cores(1, List.of(0))).getFirst();
            var series = List.of(
                    new Series("nginx", "nginx/1", samples(1, 2), Optional.empty()),
                    new Series("tandem", "tandem/1", List.of(), Optional.of("not supported")));

            var json = ResultsJson.write(one, series, new JsonObject());

            assertThat(ResultsJson.series(new JsonObject(json.encode()))).isEqualTo(series);
            assertThat(Tables.of(series).markdown()).contains("not supported").contains("| 1.00 (1.00–1.00) |");
        }
    }
}
