package tandem.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Dates in fields (RFC 9110 §5.6.7).
class HttpDateTest {
    private static final Instant TIME = Instant.parse("1994-11-06T08:49:37Z");

    @Test
    void allThreeFormsAreUnderstoodAndTheFirstIsWritten() {
        assertThat(HttpDate.text(TIME)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(HttpDate.parse("Sun, 06 Nov 1994 08:49:37 GMT")).contains(TIME);
        assertThat(HttpDate.parse("Sunday, 06-Nov-94 08:49:37 GMT")).contains(TIME);
        assertThat(HttpDate.parse("Sun Nov  6 08:49:37 1994")).contains(TIME);
    }

    @Test
    void whatIsNoDateIsNone() {
        assertThat(HttpDate.parse("")).isEmpty();
        assertThat(HttpDate.parse("Sun, 31 Nov 1994 08:49:37 GMT")).isEmpty();
        assertThat(HttpDate.parse("Mon, 06 Nov 1994 08:49:37 GMT")).isEmpty();
        assertThat(HttpDate.parse("Sun, 06 Nov 1994 08:49:37 CET")).isEmpty();
    }
}
