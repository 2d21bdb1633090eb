package tandem.config;

import java.util.Comparator;
import tandem.Pure;

/// One thing that is wrong, or looks wrong, in a configuration file.
///
/// @param severity whether the file can be used nevertheless
/// @param file     the file as the caller named it
/// @param spot     where in it
/// @param message  what was found and what was expected, one line
@Pure
public record Problem(Severity severity, String file, Spot spot, String message) {

    /// Whether the file can be used.
    public enum Severity {
        /// The file is refused.
        ERROR,
        /// The file is used; it probably does not do what its writer meant.
        WARNING
    }

    /// From the top of the file to its end.
    static final Comparator<Problem> FILE_ORDER =
            Comparator.<Problem>comparingInt(p -> p.spot.line()).thenComparingInt(p -> p.spot.column());

    /// The problem as one line: `conf/tandem.yaml:12:5: pools[0].check.rise: found "two"; expected …`. Parts that it
    /// does not have (no line, no key) are left out.
    public String text() {
        var text = new StringBuilder(file).append(':');
        if (spot.line() > 0)
            text.append(spot.line()).append(':').append(spot.column()).append(':');
        if (severity == Severity.WARNING) text.append(" warning:");
        if (!spot.path().isEmpty()) text.append(' ').append(spot.path()).append(':');
        return text.append(' ').append(message).toString();
    }
}
