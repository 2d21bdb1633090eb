package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.fixture.SideBySide;

/// What the document does not allow in a body is a problem, and nothing is changed by it.
@SideBySide
class RequestBodiesIT {
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String UNKNOWN = "{\"noSuchKey\": 1}";
    private static final List<String> NO_OBJECTS = List.of(
            "[]", "[{}]", "7", "\"text\"", "true", "null", "{", "}", "{]", "{\"a\"}", "{} {}", "{'a': 1}", "a=1");
    /// One value of each type, as it is written.
    private static final Map<String, List<String>> VALUES = Map.of(
            "string", List.of("\"7\"", "\"true\""),
            "integer", List.of("7"),
            "number", List.of("1.5", "1e999"),
            "boolean", List.of("true"),
            "object", List.of("{}", "{\"a\": 1}"),
            "array", List.of("[]", "[7]"),
            "null", List.of("null"));
    /// Of what is required, something that is good.
    private static final Map<String, String> GOOD =
            Map.of("address", "\"10.0.0.9:80\"", "weight", "1", "level", "\"warn\"");

    private final FakeNode node = new FakeNode("proxy-a");
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        var listen = new AdminSettings.Listen("127.0.0.1", 0);
        server = FakeNode.start(
                VERTX, new AdminSettings(listen, null, AdminSettings.Access.LOCAL, List.of()), node.services());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        VERTX.close();
    }

    @Test
    void whatTheDocumentDoesNotAllowIsNotUnderstood() throws Exception {
        int held = 0;
        for (var operation : new Contract(VERTX).operations()) {
            var schema = Contract.body(operation);
            if (schema.isEmpty()) continue;
            held++;
            var good = new Text(schema.get());
            assertThat(send(operation, good.with(Optional.empty(), "")).statusCode())
                    .as(operation.getOperationId() + " with what it requires")
                    .isBetween(200, 299);
            var changes = node.changes.size();
            for (var bad : NO_OBJECTS) refused(operation, bad);
            refused(operation, good.with(Optional.of("noSuchKey"), "1"));
            for (var key : required(schema.get())) refused(operation, good.without(key));
            for (var property : schema.get().getJsonObject("properties")) {
                var value = Contract.resolved((JsonObject) property.getValue());
                for (var bad : wrong(value)) refused(operation, good.with(Optional.of(property.getKey()), bad));
            }
            assertThat(node.changes).as(operation.getOperationId()).hasSize(changes);
        }
        assertThat(held).isGreaterThanOrEqualTo(7);
    }

    @Test
    void whereTheDocumentKnowsNoBodyNoneIsTaken() throws Exception {
        for (var operation : new Contract(VERTX).operations()) {
            boolean other = operation.getOperationId().equals("validate");
            if (other || operation.getHttpMethod().equals(HttpMethod.GET)) continue;
            if (Contract.body(operation).isPresent()) continue;
            refused(operation, UNKNOWN);
            for (var bad : NO_OBJECTS) refused(operation, bad);
        }
        assertThat(node.changes).isEmpty();
    }

    /// What is required of a body, to be written with one thing wrong.
    private record Text(JsonObject schema) {
        String with(Optional<String> key, String value) {
            var members = new ArrayList<String>();
            for (var name : required(schema))
                if (key.filter(name::equals).isEmpty()) members.add("\"" + name + "\": " + GOOD.get(name));
            key.ifPresent(name -> members.add("\"" + name + "\": " + value));
            return "{" + String.join(", ", members) + "}";
        }

        String without(String key) {
            var members = required(schema).stream()
                    .filter(name -> !name.equals(key))
                    .map(name -> "\"" + name + "\": " + GOOD.get(name))
                    .toList();
            return members.isEmpty() ? "" : "{" + String.join(", ", members) + "}";
        }
    }

    private static List<String> required(JsonObject schema) {
        return schema.getJsonArray("required", new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
    }

    /// Values that a schema does not allow, by their type and by its bounds.
    private static List<String> wrong(JsonObject schema) {
        var type = schema.getString("type");
        assertThat(VALUES).containsKey(type);
        var wrong = new ArrayList<>(VALUES.entrySet().stream()
                .filter(values -> !values.getKey().equals(type))
                .flatMap(values -> values.getValue().stream())
                .toList());
        Stream.of(
                        beyond(schema.getLong("minimum"), -1),
                        beyond(schema.getLong("maximum"), 1),
                        schema.containsKey("minLength") ? Optional.of("\"\"") : Optional.<String>empty(),
                        schema.containsKey("pattern") ? Optional.of("\"a\\nb\"") : Optional.<String>empty(),
                        schema.containsKey("enum") ? Optional.of("\"loud\"") : Optional.<String>empty())
                .flatMap(Optional::stream)
                .forEach(wrong::add);
        if (type.equals("integer")) wrong.addAll(List.of("9223372036854775807", "-9223372036854775808", "1e30"));
        return wrong;
    }

    private static Optional<String> beyond(@Nullable Long bound, int step) {
        return bound == null ? Optional.empty() : Optional.of(String.valueOf(bound + step));
    }

    private void refused(Operation operation, String body) throws Exception {
        var answer = send(operation, body);
        var what = operation.getOperationId() + " with " + (body.isEmpty() ? "nothing" : body) + ": " + answer.body();
        assertThat(answer.statusCode()).as(what).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("type"))
                .as(what)
                .isEqualTo("urn:tandem:problem:not-understood");
    }

    private HttpResponse<String> send(Operation operation, String body) throws Exception {
        var url = URI.create("http://127.0.0.1:" + server.port() + Contract.path(operation));
        var request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", Answers.JSON)
                .header("If-Match", "*")
                .method(operation.getHttpMethod().name(), BodyPublishers.ofString(body));
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
