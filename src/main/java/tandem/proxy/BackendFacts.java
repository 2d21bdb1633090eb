package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.backend.Backend;
import tandem.route.Facts;
import tandem.route.Variable;

/// What is known of a request, and the backend that was chosen for it.
///
/// @param request what is known without it
/// @param pool    name of the pool
/// @param backend that was chosen
@Pure
record BackendFacts(Facts request, String pool, Backend backend) implements Facts {

    @Override
    public @Nullable String value(Variable variable) {
        return switch (variable) {
            case Variable.Named.UPSTREAM_POOL -> pool;
            case Variable.Named.UPSTREAM_NAME -> backend.name();
            case Variable.Named.UPSTREAM_ADDR -> backend.address();
            case Variable.Named _, Variable.Field _, Variable.Capture _ -> request.value(variable);
        };
    }
}
