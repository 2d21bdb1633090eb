package tandem.tracing;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// A request's target as a trace may tell of it: without the values of parameters that sign a URL, which
/// OpenTelemetry's conventions name.
///
/// @param path  with its beginning slash
/// @param query without the question mark; null for none
@Pure
record UrlParts(String path, @Nullable String query) {
    private static final Set<String> SECRET = Set.of("AWSAccessKeyId", "Signature", "sig", "X-Goog-Signature");

    static UrlParts of(String target) {
        int mark = target.indexOf('?');
        return mark < 0
                ? new UrlParts(target, null)
                : new UrlParts(target.substring(0, mark), withoutSecrets(target.substring(mark + 1)));
    }

    /// Path and query.
    String text() {
        return query == null ? path : path + "?" + query;
    }

    private static String withoutSecrets(String query) {
        boolean any = false;
        String[] parameters = query.split("&", -1);
        for (int i = 0; i < parameters.length; i++) {
            int equals = parameters[i].indexOf('=');
            if (equals < 0 || !SECRET.contains(parameters[i].substring(0, equals))) continue;
            parameters[i] = parameters[i].substring(0, equals) + "=REDACTED";
            any = true;
        }
        return any ? String.join("&", parameters) : query;
    }
}
