package tandem.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// What somebody wants a thing to be before it is changed: `If-Match` (RFC 9110, 13.1.1).
@Pure
sealed interface IfMatch {
    String FIELD = "If-Match";
    String IN_QUESTION = "ifMatch";

    /// Nothing was said.
    record Absent() implements IfMatch {}

    /// Whatever it is: `*`.
    record Any() implements IfMatch {}

    /// One of these tags, with their quotes. A weak one (`W/"1"`) matches nothing.
    record OneOf(Set<String> tags) implements IfMatch {
        public OneOf {
            tags = Set.copyOf(tags);
        }
    }

    /// It is no list of tags.
    record Wrong() implements IfMatch {}

    static IfMatch of(@Nullable String field) {
        if (field == null) return new Absent();
        if (field.strip().equals("*")) return new Any();
        if (!Syntax.LIST.matcher(field).matches()) return new Wrong();
        var tags = new LinkedHashSet<String>();
        for (var tag = Syntax.TAG.matcher(field); tag.find(); ) tags.add(tag.group());
        return new OneOf(tags);
    }

    /// Whether a thing with this tag may be changed.
    default boolean holds(String tag) {
        return switch (this) {
            case Absent _, Any _ -> true;
            case OneOf(var tags) -> tags.contains(tag);
            case Wrong _ -> false;
        };
    }

    /// Whether it depends on what the thing is.
    default boolean depends() {
        return switch (this) {
            case Absent _, Any _ -> false;
            case OneOf _, Wrong _ -> true;
        };
    }

    /// The question with this condition.
    default JsonObject in(JsonObject question) {
        return switch (this) {
            case Absent _, Any _ -> question;
            case OneOf(var tags) ->
                question.copy()
                        .put(IN_QUESTION, new JsonArray(tags.stream().sorted().toList()));
            case Wrong _ -> question.copy().put(IN_QUESTION, new JsonArray());
        };
    }

    /// The condition of a question.
    static IfMatch from(JsonObject question) {
        var tags = question.getJsonArray(IN_QUESTION);
        if (tags == null) return new Absent();
        var all = new LinkedHashSet<String>();
        tags.forEach(tag -> all.add(String.valueOf(tag)));
        return new OneOf(all);
    }

    /// How it is written.
    final class Syntax {
        private static final String ONE = "(?:W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"";
        private static final Pattern TAG = Pattern.compile(ONE);
        private static final Pattern LIST =
                Pattern.compile("\\s*(?:,\\s*)*" + ONE + "\\s*(?:,\\s*(?:" + ONE + "\\s*)?)*");

        private Syntax() {}
    }
}
