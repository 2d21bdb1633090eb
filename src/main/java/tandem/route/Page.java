package tandem.route;

import java.util.Optional;

/// The body of an answer that the proxy gives itself.
///
/// @param text what it says; `body`
/// @param file instead of it, a file that is read at the start; `file`. At most [#MOST_BYTES]
/// @param type its media type; `type`
public record Page(String text, Optional<String> file, String type) {
    /// The largest file, in bytes: every one of them stays in memory.
    public static final int MOST_BYTES = 1 << 20;

    public static final Page EMPTY = new Page("", Optional.empty(), "text/plain; charset=utf-8");

    public Page {
        if (type.isBlank() || type.chars().anyMatch(c -> c < ' ' || c >= 127))
            throw new IllegalArgumentException("type must be a media type such as text/html, not '" + type + "'");
        if (!text.isEmpty() && file.isPresent())
            throw new IllegalArgumentException("either body or file can be given, not both");
    }
}
