package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.proxy.ResponseScreen.Screened;

final class ResponseScreenTest {
    private static Screened screen(HttpMethod method, int status, HttpVersion version, String... namesAndValues) {
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) fields.add(namesAndValues[i], namesAndValues[i + 1]);
        return ResponseScreen.screen(method, status, version, fields);
    }

    private static Screened ok(String... fields) {
        return screen(HttpMethod.GET, 200, HttpVersion.HTTP_1_1, fields);
    }

    private static Screened clean(Framing framing) {
        return new Screened.Clean(framing);
    }

    @Test
    void bodiesAreFramedInOneOfThreeWays() {
        assertThat(ok("Content-Length", "0")).isEqualTo(clean(Framing.ofLength(0)));
        assertThat(ok("Content-Length", "5")).isEqualTo(clean(Framing.ofLength(5)));
        assertThat(ok("Transfer-Encoding", "Chunked")).isEqualTo(clean(Framing.CHUNKED));
        assertThat(ok()).isEqualTo(clean(Framing.UNTIL_CLOSE));
        assertThat(screen(HttpMethod.GET, 200, HttpVersion.HTTP_1_0)).isEqualTo(clean(Framing.UNTIL_CLOSE));
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "HEAD, 404", "GET, 204", "GET, 304", "POST, 204"})
    void someAnswersHaveNoBodyWhateverTheirFieldsSay(String method, int status) {
        HttpMethod of = HttpMethod.valueOf(method);
        assertThat(screen(of, status, HttpVersion.HTTP_1_1, "Content-Length", "5"))
                .isEqualTo(clean(Framing.NONE));
        assertThat(screen(of, status, HttpVersion.HTTP_1_1)).isEqualTo(clean(Framing.NONE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 101, 102, 199, 600, 999})
    void onlyAFinalStatusIsAnAnswer(int status) {
        assertThat(screen(HttpMethod.GET, status, HttpVersion.HTTP_1_1, "Content-Length", "0"))
                .isInstanceOf(Screened.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "chunked, gzip", "xchunked", "identity", "", "gzip"})
    void aCodingThatIsNotExactlyChunkedIsRefused(String coding) {
        assertThat(ok("Transfer-Encoding", coding)).isInstanceOf(Screened.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "x", "1,1", "+1"})
    void aLengthIsDigitsOnly(String length) {
        assertThat(ok("Content-Length", length)).isInstanceOf(Screened.Refused.class);
    }

    @Test
    void whatIsAmbiguousIsRefused() {
        assertThat(ok("Content-Length", "1", "Content-Length", "1")).isInstanceOf(Screened.Refused.class);
        assertThat(ok("Content-Length", "1", "Transfer-Encoding", "chunked")).isInstanceOf(Screened.Refused.class);
        assertThat(ok("Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"))
                .isInstanceOf(Screened.Refused.class);
        assertThat(screen(HttpMethod.GET, 200, HttpVersion.HTTP_1_0, "Transfer-Encoding", "chunked"))
                .isInstanceOf(Screened.Refused.class);
    }
}
