package tandem.proxy;

import java.util.Locale;
import java.util.Set;

/// Whether and how answers of backends are compressed, with gzip.
///
/// @param enabled whether at all; `compression.enabled`, default false
/// @param types   media types that are, in lower case and without parameters; `compression.types`
/// @param minimum bytes; a shorter body is not, where its length is known. `compression.min-size`,
///                default 1 KiB
/// @param level   from 1, which is fast, to 9, which is small; `compression.level`, default 1
public record CompressionSettings(boolean enabled, Set<String> types, long minimum, int level) {
    public static final Set<String> DEFAULT_TYPES = Set.of(
            "text/html",
            "text/css",
            "text/plain",
            "text/xml",
            "text/javascript",
            "application/javascript",
            "application/json",
            "application/xml",
            "image/svg+xml");
    public static final CompressionSettings OFF = new CompressionSettings(false, DEFAULT_TYPES, 1024, 1);

    public CompressionSettings {
        types = Set.copyOf(types);
        for (String type : types)
            if (type.indexOf('/') < 1 || !type.equals(type.toLowerCase(Locale.ROOT)))
                throw new IllegalArgumentException(
                        "types must be media types in lower case such as text/html, not '" + type + "'");
        if (minimum < 0) throw new IllegalArgumentException("min-size must not be negative");
        if (level < 1 || level > 9) throw new IllegalArgumentException("level must be 1 to 9, not " + level);
    }

    /// Whether content of this type is compressed.
    ///
    /// @param type as Content-Type has it, parameters and all
    boolean hasType(String type) {
        int end = type.indexOf(';');
        return types.contains((end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT));
    }
}
