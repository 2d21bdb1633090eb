package tandem.bench.throughput;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import tandem.bench.load.Latency;

/// Results of a case as JSON, with every sample, and back.
final class ResultsJson {
    private ResultsJson() {}

    /// @param setting when, where and how it was measured
    static JsonObject write(Case one, List<Series> series, JsonObject setting) {
        return new JsonObject()
                .put("id", one.id())
                .put("title", one.title())
                .put("setting", setting)
                .put(
                        "contestants",
                        new JsonArray(series.stream().map(ResultsJson::write).toList()));
    }

    private static JsonObject write(Series series) {
        var json = new JsonObject().put("who", series.who()).put("version", series.version());
        series.reason().ifPresent(reason -> json.put("notMeasured", reason));
        return json.put(
                "samples",
                new JsonArray(series.samples().stream().map(ResultsJson::write).toList()));
    }

    private static JsonObject write(Sample sample) {
        var json = new JsonObject()
                .put("requests", sample.requests())
                .put("failed", sample.failed())
                .put("seconds", sample.seconds())
                .put("requestsPerSecond", sample.rate())
                .put("cpuMicrosPerRequest", sample.cpuMicros())
                .put("p50Ms", sample.latency().p50())
                .put("p99Ms", sample.latency().p99())
                .put("p999Ms", sample.latency().p999())
                .put("maxMs", sample.latency().max())
                .put("proxyCoreUsed", sample.use().proxy())
                .put("loadCoresBusy", sample.use().load())
                .put("stolen", sample.use().stolen())
                .put("residentMib", sample.use().residentMib());
        sample.memory()
                .ifPresent(memory -> json.put(
                        "memory",
                        new JsonObject()
                                .put("restMib", memory.restMib())
                                .put("thousandMib", memory.thousandMib())
                                .put("allMib", memory.allMib())
                                .put("connections", memory.connections())));
        return json;
    }

    /// What [#write] wrote.
    static List<Series> series(JsonObject one) {
        return one.getJsonArray("contestants").stream()
                .map(JsonObject.class::cast)
                .map(json -> new Series(
                        json.getString("who"),
                        json.getString("version"),
                        json.getJsonArray("samples").stream()
                                .map(JsonObject.class::cast)
                                .map(ResultsJson::sample)
                                .toList(),
                        Optional.ofNullable(json.getString("notMeasured"))))
                .toList();
    }

    private static Sample sample(JsonObject json) {
        return new Sample(
                json.getLong("requests"),
                json.getLong("failed"),
                json.getDouble("seconds"),
                json.getDouble("cpuMicrosPerRequest"),
                new Latency(
                        json.getDouble("p50Ms"),
                        json.getDouble("p99Ms"),
                        json.getDouble("p999Ms"),
                        json.getDouble("maxMs")),
                new Sample.Use(
                        json.getDouble("proxyCoreUsed"),
                        json.getDouble("loadCoresBusy"),
                        json.getDouble("stolen"),
                        json.getDouble("residentMib")),
                Optional.ofNullable(json.getJsonObject("memory"))
                        .map(memory -> new Sample.Memory(
                                memory.getDouble("restMib"),
                                memory.getDouble("thousandMib"),
                                memory.getDouble("allMib"),
                                memory.getInteger("connections"))));
    }
}
