package tandem.route;

import org.jspecify.annotations.Nullable;

/// What is known of a request, and of the route that has taken it. What the client had encoded is encoded in
/// these values too, so that they can stand in a target, a Location or a field.
///
/// @param request what is known of it without the route
/// @param taken   the route, the path and the groups
public record TakenFacts(Facts request, Routed.Taken taken) implements Facts {

    @Override
    public @Nullable String value(Variable variable) {
        return switch (variable) {
            case Variable.Capture(int group) ->
                group <= taken.captures().size()
                        ? UriText.ofPart(taken.captures().get(group - 1))
                        : null;
            case Variable.Named.URI ->
                UriText.ofPath(taken.path().text()) + taken.path().parameters();
            case Variable.Named _, Variable.Field _ -> request.value(variable);
        };
    }
}
