package tandem.route;

import org.jspecify.annotations.Nullable;

/// What is known of a request under way.
@FunctionalInterface
public interface Facts {

    /// The value, without control characters; null while or where there is none.
    @Nullable
    String value(Variable variable);
}
