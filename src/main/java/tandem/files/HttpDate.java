package tandem.files;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.Pure;

/// Dates as fields have them, to the second (RFC 9110 §5.6.7).
@Pure
public final class HttpDate {
    private static final DateTimeFormatter FIXED = formatter("EEE, dd MMM yyyy HH:mm:ss 'GMT'");
    /// The two forms that are obsolete and have to be understood; a year of two digits is taken for one from 1970 on.
    private static final List<DateTimeFormatter> FORMS =
            List.of(FIXED, rfc850(), formatter("EEE MMM ppd HH:mm:ss yyyy"));

    private HttpDate() {}

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    private static DateTimeFormatter rfc850() {
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
    }

    /// The form that is to be sent.
    public static String text(Instant time) {
        return FIXED.format(time);
    }

    /// Reads any of the three forms; nothing for what is none.
    public static Optional<Instant> parse(String text) {
        return FORMS.stream().flatMap(form -> parse(form, text).stream()).findFirst();
    }

    private static Optional<Instant> parse(DateTimeFormatter form, String text) {
        try {
            return Optional.of(form.parse(text, Instant::from));
        } catch (DateTimeException another) {
            return Optional.empty();
        }
    }
}
