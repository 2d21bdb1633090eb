package tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseScreenTest {
    private static ResponseHead head(String version, int status, String... fields) {
        String lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return Heads.response(version + " " + status + " X\r\n" + lines + "\r\n");
    }

    private static Framing framing(ResponseHead head, boolean toHead) {
        assertThat(ResponseScreen.screen(head, toHead)).isNull();
        return head.framing();
    }

    private static Framing ok(String... fields) {
        return framing(head("HTTP/1.1", 200, fields), false);
    }

    private static Optional<Refusal> refusal(String... fields) {
        return Optional.ofNullable(ResponseScreen.screen(head("HTTP/1.1", 200, fields), false));
    }

    @Test
    void bodiesAreFramedInOneOfThreeWays() {
        assertThat(ok("Content-Length: 0")).isEqualTo(Framing.ofLength(0));
        assertThat(ok("Content-Length: 5")).isEqualTo(Framing.ofLength(5));
        assertThat(ok("Transfer-Encoding: Chunked")).isEqualTo(Framing.CHUNKED);
        assertThat(ok()).isEqualTo(Framing.UNTIL_CLOSE);
        assertThat(framing(head("HTTP/1.0", 200), false)).isEqualTo(Framing.UNTIL_CLOSE);
    }

    @ParameterizedTest
    @CsvSource({"true, 200", "true, 404", "false, 204", "false, 304"})
    void someAnswersHaveNoBodyWhateverTheirFieldsSay(boolean toHead, int status) {
        ResponseHead measured = head("HTTP/1.1", status, "Content-Length: 5");
        assertThat(framing(measured, toHead)).isEqualTo(Framing.NONE);
        assertThat(measured.declaredLength()).isEqualTo(5);
        assertThat(framing(head("HTTP/1.1", status), toHead)).isEqualTo(Framing.NONE);
        assertThat(framing(head("HTTP/1.1", status, "Transfer-Encoding: chunked"), toHead))
                .isEqualTo(Framing.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 102, 199, 600, 999})
    void onlyAFinalStatusIsAnAnswer(int status) {
        assertThat(ResponseScreen.screen(head("HTTP/1.1", status, "Content-Length: 0"), false))
                .isEqualTo(Refusal.BAD_STATUS);
    }

    /// RFC 9110 §7.8.
    @Test
    void aSwitchIsToWhatWasAskedFor() {
        var asked = List.of("websocket", "irc/6.9");
        assertThat(ResponseScreen.screenSwitch(head("HTTP/1.1", 101, "Upgrade: WebSocket"), asked))
                .isNull();
        assertThat(ResponseScreen.screenSwitch(head("HTTP/1.1", 101, "Upgrade: IRC/6.9, websocket"), asked))
                .isNull();
        for (String other : List.of("X: y", "Upgrade:", "Upgrade: h2c", "Upgrade: websocket, h2c", "Upgrade: irc"))
            assertThat(ResponseScreen.screenSwitch(head("HTTP/1.1", 101, other), asked))
                    .as(other)
                    .isEqualTo(Refusal.FOREIGN_PROTOCOL);
        assertThat(ResponseScreen.screenSwitch(head("HTTP/1.1", 101, "Upgrade: websocket"), List.of()))
                .isEqualTo(Refusal.FOREIGN_PROTOCOL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "chunked, gzip", "xchunked", "identity", "", "gzip"})
    void aCodingThatIsNotExactlyChunkedIsRefused(String coding) {
        assertThat(refusal("Transfer-Encoding: " + coding)).hasValue(Refusal.TRANSFER_CODING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "x", "1,1", "+1"})
    void aLengthIsDigitsOnly(String length) {
        assertThat(refusal("Content-Length: " + length)).hasValue(Refusal.BAD_LENGTH);
    }

    @Test
    void whatIsAmbiguousIsRefused() {
        assertThat(refusal("Content-Length: 1", "Content-Length: 1")).hasValue(Refusal.SEVERAL_LENGTHS);
        assertThat(refusal("Content-Length: 1", "Transfer-Encoding: chunked")).hasValue(Refusal.TWO_FRAMINGS);
        assertThat(refusal("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"))
                .hasValue(Refusal.SEVERAL_TRANSFER_ENCODINGS);
        assertThat(ResponseScreen.screen(head("HTTP/1.0", 200, "Transfer-Encoding: chunked"), false))
                .isEqualTo(Refusal.OLD_TRANSFER_ENCODING);
    }
}
