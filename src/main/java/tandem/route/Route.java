package tandem.route;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tandem.route.RouteSettings.PathMatch;

/// A route of the configuration, made ready.
public final class Route {
    private final RouteSettings settings;
    private final HeaderEdits request;
    private final HeaderEdits response;
    private final @Nullable AnswerRewrite rewrite;
    private final @Nullable Pattern expression;
    private final List<Condition> conditions;

    /// @param name  lower case
    /// @param value what has to be found in it
    private record Condition(String name, Pattern value) {}

    Route(RouteSettings settings) {
        this.settings = settings;
        this.request = HeaderEdits.of(settings.headers().request());
        this.response = HeaderEdits.of(settings.headers().response());
        this.rewrite = AnswerRewrite.of(settings).orElse(null);
        this.expression =
                settings.match().path() instanceof PathMatch.Regex(String text) ? Pattern.compile(text) : null;
        this.conditions = settings.match().fields().stream()
                .map(field -> new Condition(field.name(), Pattern.compile(field.regex())))
                .toList();
    }

    public RouteSettings settings() {
        return settings;
    }

    /// What it takes, as a person would write it: a path, a prefix with an asterisk behind it, or a regular expression.
    public String pattern() {
        return switch (settings.match().path()) {
            case PathMatch.Exact(String path) -> path;
            case PathMatch.Prefix(String prefix, boolean _) -> prefix + "*";
            case PathMatch.Regex(String text) -> text;
        };
    }

    /// What is done to the fields that the backend gets.
    public HeaderEdits request() {
        return request;
    }

    /// What is done to the fields that the client gets.
    public HeaderEdits response() {
        return response;
    }

    /// What is done to the values of some fields that the client gets; null for nothing.
    public @Nullable AnswerRewrite rewrite() {
        return rewrite;
    }

    /// Whether method and fields are as the route wants them.
    boolean accepts(String method, Function<String, @Nullable String> field) {
        var methods = settings.match().methods();
        if (!methods.isEmpty() && !methods.contains(method)) return false;
        for (Condition condition : conditions) {
            String value = field.apply(condition.name);
            if (value == null || !condition.value.matcher(value).find()) return false;
        }
        return true;
    }

    /// The groups of the regular expression that is found in a path; null when it is not.
    @Nullable
    List<String> captures(String path) {
        if (expression == null) return null;
        Matcher matcher = expression.matcher(path);
        if (!matcher.find()) return null;
        var groups = new String[Math.min(matcher.groupCount(), 9)];
        for (int i = 0; i < groups.length; i++) {
            String group = matcher.group(i + 1);
            groups[i] = group == null ? "" : group;
        }
        return List.of(groups);
    }
}
