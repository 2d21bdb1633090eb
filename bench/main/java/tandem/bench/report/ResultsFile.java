package tandem.bench.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import tandem.bench.host.BenchFailed;

/// A file of results, a JSON array of objects that each have an `id`. A run replaces those that it measured anew, and
/// leaves the rest, so that a long benchmark can be run in parts.
public final class ResultsFile {
    private final Path file;

    public ResultsFile(Path file) {
        this.file = file;
    }

    /// One that is not an array but an object; an empty one when there is no such file.
    public static JsonObject object(Path file) {
        try {
            return Files.exists(file) ? new JsonObject(Files.readString(file)) : new JsonObject();
        } catch (IOException e) {
            throw new BenchFailed(file + " cannot be read", e);
        }
    }

    /// All of them; none when there is no such file.
    public List<JsonObject> read() {
        if (!Files.exists(file)) return List.of();
        try {
            return new JsonArray(Files.readString(file))
                    .stream().map(JsonObject.class::cast).toList();
        } catch (IOException e) {
            throw new BenchFailed(file + " cannot be read", e);
        }
    }

    /// Adds results to the file, in place of those of the same id.
    ///
    /// @param order of the ids; others follow
    public void merge(List<JsonObject> measured, List<String> order) {
        var ranked = new TreeMap<String, JsonObject>();
        for (var result : Stream.concat(read().stream(), measured.stream()).toList()) {
            String id = result.getString("id");
            int rank = order.indexOf(id);
            ranked.put(String.format("%04d %s", rank < 0 ? order.size() : rank, id), result);
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, new JsonArray(List.copyOf(ranked.values())).encodePrettily() + "\n");
        } catch (IOException e) {
            throw new BenchFailed(file + " cannot be written", e);
        }
    }
}
