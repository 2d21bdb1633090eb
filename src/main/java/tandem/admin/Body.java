package tandem.admin;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/// What stands in the body of a call.
sealed interface Body {

    /// The value of its only key; empty where it may be left out, and is.
    record Text(Optional<String> value) implements Body {}

    /// All of it.
    record Json(JsonObject value) implements Body {}

    /// It is not what was expected.
    record Wrong(ApiProblem problem) implements Body {}

    /// A JSON object that has one key at most.
    static Body text(RoutingContext context, String key, boolean optional) {
        return switch (json(context, Set.of(key))) {
            case Json(var json)
            when json.getValue(key) instanceof String value && !value.isBlank() -> new Text(Optional.of(value));
            case Json(var json) when optional && !json.containsKey(key) -> new Text(Optional.empty());
            case Json _, Text _ -> wrong("expected {\"" + key + "\": \"...\"}" + (optional ? ", or no body" : ""));
            case Wrong wrong -> wrong;
        };
    }

    /// A JSON object that has no other keys than these; one without any where there is no body.
    static Body json(RoutingContext context, Set<String> keys) {
        var text = context.body().asString();
        if (text == null || text.isBlank()) return new Json(new JsonObject());
        var type = context.request().getHeader("Content-Type");
        if (type != null && !type.split(";", 2)[0].strip().equalsIgnoreCase(Answers.JSON))
            return new Wrong(new ApiProblem(ApiProblem.Kind.WRONG_TYPE, "expected application/json, not " + type));
        try {
            var json = new JsonObject(text);
            if (keys.containsAll(json.fieldNames())) return new Json(json);
            return wrong("expected no other keys than "
                    + String.join(", ", keys.stream().sorted().toList()));
        } catch (DecodeException e) {
            return wrong("expected a JSON object");
        }
    }

    private static Wrong wrong(String detail) {
        return new Wrong(new ApiProblem(ApiProblem.Kind.NOT_UNDERSTOOD, detail));
    }
}
