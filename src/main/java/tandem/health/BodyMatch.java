package tandem.health;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.Optional;
import tandem.Pure;

/// Compares the body of an answer with what it has to be like. What it says does not quote the answer, which is
/// not to be trusted in a log.
@Pure
final class BodyMatch {
    private BodyMatch() {}

    /// What is wrong with a body.
    ///
    /// @param whole whether the body is complete, and not only its beginning
    /// @return to follow a colon; empty when nothing is
    static Optional<String> problem(Probe.Body expected, String body, boolean whole) {
        return switch (expected) {
            case Probe.Body.Any() -> Optional.empty();
            case Probe.Body.Contains(String text) ->
                body.contains(text)
                        ? Optional.empty()
                        : Optional.of("\"" + text + "\" is not in " + (whole ? "its answer" : beginning()));
            case Probe.Body.Json(String pointer, String value) ->
                whole ? json(pointer, value, body) : Optional.of("its answer is longer than " + limit());
        };
    }

    private static Optional<String> json(String pointer, String value, String body) {
        Object document;
        try {
            document = Json.decodeValue(body);
        } catch (DecodeException e) {
            return Optional.of("its answer is not JSON");
        }
        Object missing = new Object();
        Object found = JsonPointer.from(pointer).queryJsonOrDefault(document, missing);
        if (missing.equals(found)) return Optional.of("its answer has nothing at " + pointer);
        boolean scalar = !(found instanceof JsonObject || found instanceof JsonArray);
        return scalar && String.valueOf(found).equals(value)
                ? Optional.empty()
                : Optional.of("its answer has something else than \"" + value + "\" at " + pointer);
    }

    private static String beginning() {
        return "the first " + limit() + " of its answer";
    }

    private static String limit() {
        return HttpCheck.MAX_BODY_BYTES / 1024 + " KiB";
    }
}
