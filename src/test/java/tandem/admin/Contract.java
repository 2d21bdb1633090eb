package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The OpenAPI document, as the library reads it, and answers held to it.
final class Contract {
    private static final JsonObject DOCUMENT = read();

    private final OpenAPIContract contract;
    private final ResponseValidator answers;
    private final Set<String> seen = new TreeSet<>();

    Contract(Vertx vertx) throws Exception {
        contract = OpenAPIContract.from(vertx, plain())
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        answers = ResponseValidator.create(vertx, contract);
    }

    /// The document as the library takes it: it knows no other types of content than these two.
    private static JsonObject plain() {
        return new JsonObject(document()
                .encode()
                .replaceAll("application/problem\\+json", "application/json")
                .replaceAll("text/event-stream|text/html|text/css|text/javascript|image/svg\\+xml", "text/plain")
                .replaceAll("application/yaml|application/openmetrics-text", "text/plain"));
    }

    /// Read once: it takes a while, and nobody changes it.
    private static JsonObject document() {
        return DOCUMENT;
    }

    private static JsonObject read() {
        try (var in = AdminServer.class.getResourceAsStream("openapi.yaml")) {
            var read = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return new JsonObject(castKeys((Map<?, ?>) read));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> castKeys(Map<?, ?> map) {
        var text = new HashMap<String, Object>();
        map.forEach((key, value) -> text.put(String.valueOf(key), json(value)));
        return text;
    }

    private static Object json(Object value) {
        return switch (value) {
            case Map<?, ?> map -> castKeys(map);
            case List<?> list -> list.stream().map(Contract::json).toList();
            case null, default -> value;
        };
    }

    Operation operation(String id) {
        return Objects.requireNonNull(contract.operation(id));
    }

    List<Operation> operations() {
        return contract.operations();
    }

    /// Where an operation is called, with names that a [FakeNode] knows.
    static String path(Operation operation) {
        return operation
                .getOpenAPIPath()
                .replace("{node}", "proxy-b")
                .replace("{vip}", "main")
                .replace("{pool}", "tomcat")
                .replace("{backend}", "tomcat-1")
                .replace("{part}", "app.js");
    }

    /// The schema of the JSON in the body of an operation's requests.
    ///
    /// @return empty where it takes none
    static Optional<JsonObject> body(Operation operation) {
        var call = document()
                .getJsonObject("paths")
                .getJsonObject(operation.getOpenAPIPath())
                .getJsonObject(operation.getHttpMethod().name().toLowerCase(Locale.ROOT));
        return Optional.ofNullable(call.getJsonObject("requestBody"))
                .map(body -> body.getJsonObject("content").getJsonObject(Answers.JSON))
                .map(content -> resolved(content.getJsonObject("schema")));
    }

    /// What a schema refers to, or itself.
    static JsonObject resolved(JsonObject schema) {
        var reference = schema.getString("$ref");
        if (reference == null) return schema;
        var name = reference.substring(reference.lastIndexOf('/') + 1);
        return document().getJsonObject("components").getJsonObject("schemas").getJsonObject(name);
    }

    /// `GET /v1/vips/{vip}` and the like.
    Set<String> calls() {
        var calls = new TreeSet<String>();
        for (var operation : operations()) calls.add(operation.getHttpMethod() + " " + operation.getOpenAPIPath());
        return calls;
    }

    /// Which answers were held to the document, as `operation status`.
    Set<String> seen() {
        return seen;
    }

    /// Every answer that the document knows, as `operation status`.
    Set<String> described() {
        var all = new TreeSet<String>();
        var paths = document().getJsonObject("paths");
        for (var path : paths.fieldNames())
            for (var method : paths.getJsonObject(path).fieldNames()) {
                var call = paths.getJsonObject(path).getJsonObject(method);
                for (var status : call.getJsonObject("responses").fieldNames())
                    all.add(call.getString("operationId") + " " + status);
            }
        return all;
    }

    /// The types of content that the document knows for an answer.
    private static Set<String> types(String operation, int status) {
        var document = document();
        for (var path : document.getJsonObject("paths"))
            for (var method : (JsonObject) path.getValue()) {
                var call = (JsonObject) method.getValue();
                if (!operation.equals(call.getString("operationId"))) continue;
                var answer = call.getJsonObject("responses").getJsonObject(String.valueOf(status));
                var reference = answer.getString("$ref", "");
                var shared = document.getJsonObject("components").getJsonObject("responses");
                return (reference.isEmpty()
                                ? answer
                                : shared.getJsonObject(reference.substring(reference.lastIndexOf('/') + 1)))
                        .getJsonObject("content")
                        .fieldNames();
            }
        return Set.of();
    }

    /// Fails when the document does not know such an answer of the operation.
    void check(String operation, int status, String type, String body) throws Exception {
        assertThat(contract.operation(operation)).as(operation).isNotNull();
        assertThat(described()).as("answers in the document").contains(operation + " " + status);
        assertThat(types(operation, status)).as(operation + " " + status).contains(type.split(";", 2)[0]);
        seen.add(operation + " " + status);
        if (!type.contains("json")) return;
        var answer = ValidatableResponse.create(status, Map.of(), Buffer.buffer(body), "application/json");
        answers.validate(answer, operation)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
