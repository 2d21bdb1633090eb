package tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeadWriterTest {
    private final HeadWriter writer = new HeadWriter();

    private String fields(String text, long dropped, List<String> named) {
        return Heads.text(writer.fields(Heads.request(text), dropped, named));
    }

    @Test
    void linesThatStayAreCopiedAsTheyCame() {
        String text = Heads.get("Host: t", "A:  b ", "c:d");
        assertThat(fields(text, 0, List.of())).isEqualTo("Host: t\r\nA:  b \r\nc:d\r\n");
        assertThat(fields("GET / HTTP/1.1\r\n\r\n", 0, List.of())).isEmpty();
    }

    @Test
    void whatIsDroppedIsMissingWhereverItStands() {
        String text = Heads.get("Host: t", "A: b", "TE: x", "te: y", "C: d", "Upgrade: z");
        long dropped = FieldName.bits(FieldName.HOST, FieldName.TE, FieldName.UPGRADE);
        assertThat(fields(text, dropped, List.of())).isEqualTo("A: b\r\nC: d\r\n");
        assertThat(fields(text, dropped, List.of("c"))).isEqualTo("A: b\r\n");
        assertThat(fields(text, 0, List.of("a", "c"))).isEqualTo("Host: t\r\nTE: x\r\nte: y\r\nUpgrade: z\r\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 115, 999, 1000, 999_999_999_999_999_999L, Long.MAX_VALUE})
    void aLengthIsWrittenInDigits(long length) {
        assertThat(Heads.text(writer.contentLength(length))).isEqualTo("Content-Length: " + length + "\r\n");
    }

    @Test
    void aRequestLineIsWrittenInOurVersion() {
        assertThat(Heads.text(writer.requestLine(Heads.clean("GET /a HTTP/1.0\r\n\r\n"))))
                .isEqualTo("GET /a HTTP/1.1\r\n");
        assertThat(Heads.text(writer.requestLine(Heads.clean("GET http://x?q HTTP/1.1\r\nHost: y\r\n\r\n"))))
                .isEqualTo("GET /?q HTTP/1.1\r\n");
        assertThat(Heads.text(writer.requestLine(Heads.clean(Heads.get("Host: t")), "/other")))
                .isEqualTo("GET /other HTTP/1.1\r\n");
    }

    @Test
    void aLongHeadFits() {
        String value = "v".repeat(10_000);
        assertThat(Heads.text(writer.statusLine(200, "OK").field("A", value).end()))
                .isEqualTo("HTTP/1.1 200 OK\r\nA: " + value + "\r\n\r\n");
        assertThat(writer.length()).isZero();
    }
}
