package tandem.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.files.Conditions.Answer;

/// Which part of a file a request gets: one of 100 bytes with the tag "a", changed on 2 January 2000 at noon.
class ConditionsTest {
    private static final Instant MODIFIED = Instant.parse("2000-01-02T12:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            -                             | Whole
            bytes=0-                      | 0-99
            bytes=0-0                     | 0-0
            bytes=10-19                   | 10-19
            bytes=99-                     | 99-99
            bytes=90-1000                 | 90-99
            bytes=-1                      | 99-99
            bytes=-1000                   | 0-99
            BYTES=10-19                   | 10-19
            bytes=10-99999999999999999999 | 10-99
            bytes=000000000000000000010-  | 10-99
            bytes=100-                    | NoSuchPart
            bytes=99999999999999999999-   | NoSuchPart
            bytes=-0                      | NoSuchPart
            bytes=5-4                     | Whole
            bytes=0-1,5-6                 | Whole
            bytes=-                       | Whole
            bytes=                        | Whole
            bytes=a-b                     | Whole
            bytes=1-b                     | Whole
            bytes=-+1                     | Whole
            bytes=--1                     | Whole
            items=0-1                     | Whole
            """)
    void oneRangeIsAnswered(@Nullable String range, String expected) {
        var conditions = new Conditions(true, null, null, null, null, range, null);

        assertThat(text(conditions)).isEqualTo(expected);
        var head = new Conditions(false, null, null, null, null, range, null);
        assertThat(text(head)).isEqualTo("Whole");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            `"a"`                         | 1-2
            `W/"a"`                       | Whole
            `"b"`                         | Whole
            Sun, 02 Jan 2000 12:00:00 GMT | 1-2
            Sun, 02 Jan 2000 12:00:01 GMT | Whole
            Sun, 02 Jan 2000 11:59:59 GMT | Whole
            some day                      | Whole
            """)
    void aRangeOfAnotherVersionIsNotAnswered(String ifRange, String expected) {
        assertThat(text(new Conditions(true, null, null, null, null, "bytes=1-2", ifRange)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            `"a"`      | -          | Whole
            *          | -          | Whole
            `"b", "a"` | -          | Whole
            `W/"a"`    | -          | Failed
            `"b"`      | -          | Failed
            -          | `"a"`      | Unchanged
            -          | `W/"a"`    | Unchanged
            -          | *          | Unchanged
            -          | `"b","a"`  | Unchanged
            -          | `"b"`      | Whole
            `"a"`      | `"a"`      | Unchanged
            `"b"`      | `"a"`      | Failed
            """)
    void tagsAreCompared(@Nullable String match, @Nullable String noneMatch, String expected) {
        assertThat(text(new Conditions(true, match, noneMatch, null, null, null, null)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            Sun, 02 Jan 2000 12:00:00 GMT  | -                             | Unchanged
            Sun, 02 Jan 2000 11:59:59 GMT  | -                             | Whole
            Sunday, 02-Jan-00 12:00:00 GMT | -                             | Unchanged
            Sun Jan  2 12:00:00 2000       | -                             | Unchanged
            yesterday                      | -                             | Whole
            -                              | Sun, 02 Jan 2000 12:00:00 GMT | Whole
            -                              | Sun, 02 Jan 2000 11:59:59 GMT | Failed
            -                              | yesterday                     | Whole
            """)
    void timesAreCompared(@Nullable String modified, @Nullable String unmodified, String expected) {
        assertThat(text(new Conditions(true, null, null, modified, unmodified, null, null)))
                .isEqualTo(expected);
    }

    /// RFC 9110 §13.1.3 and §13.1.4.
    @Test
    void tagsGoBeforeTimes() {
        var before = "Sat, 01 Jan 2000 00:00:00 GMT";
        var after = "Mon, 03 Jan 2000 00:00:00 GMT";
        assertThat(text(new Conditions(true, "\"a\"", "\"b\"", after, before, null, null)))
                .isEqualTo("Whole");
    }

    private static String text(Conditions conditions) {
        return switch (conditions.decide("\"a\"", MODIFIED, 100)) {
            case Answer.Part(long from, long to) -> from + "-" + to;
            case Answer other -> other.getClass().getSimpleName();
        };
    }
}
