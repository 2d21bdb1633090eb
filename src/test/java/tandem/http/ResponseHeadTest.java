package tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.http.Head.Taken;

/// RFC 9112 §4.
final class ResponseHeadTest {

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK, 200, OK",
        "HTTP/1.1 204 , 204, ''",
        "HTTP/1.1 404, 404, ''",
        "HTTP/1.0 302 Moved Temporarily, 302, Moved Temporarily",
        "HTTP/1.1 200 caf\u00e9 \t(!), 200, caf\u00e9 \t(!)"
    })
    void aStatusLineIsRead(String line, int status, String phrase) {
        ResponseHead head = Heads.response(line + "\r\nA: b\r\n\r\n");
        assertThat(head.status()).isEqualTo(status);
        assertThat(head.phrase()).isEqualTo(phrase);
        assertThat(head.isOld()).isEqualTo(line.startsWith("HTTP/1.0"));
        assertThat(head.isInterim()).isFalse();
        assertThat(Heads.text(new HeadWriter().statusLine(head)))
                .isEqualTo("HTTP/1.1 " + status + " " + phrase + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "SSH-2.0-OpenSSH_9.2, NOT_HTTP",
        "HTTP/2.0 200 OK, NOT_HTTP",
        "http/1.1 200 OK, NOT_HTTP",
        "HTTP/1.1  200 OK, NOT_HTTP",
        "HTTP/1.1 abc OK, NOT_HTTP",
        "HTTP/1.1 20 OKAY, NOT_HTTP",
        "HTTP/1.1 2000 OK, NOT_HTTP",
        "HTTP/1.1 099 OK, NOT_HTTP",
        "HTTP/1.1\t200 OK, NOT_HTTP",
        "HTTP/1.1 200\tOK, NOT_HTTP",
        "HTTP/1.1 200 O\u0000K, NOT_HTTP",
        "HTTP/1.1 200 O\u007fK, NOT_HTTP",
        "' HTTP/1.1 200 OK', NOT_HTTP"
    })
    void anythingElseIsNot(String line, Refusal refusal) {
        ResponseHead head = new ResponseHead();
        assertThat(head.take(Heads.bytes(line + "\r\nA: b\r\n\r\n"), Heads.LIMITS))
                .isEqualTo(Taken.REFUSED);
        assertThat(head.refusal()).isEqualTo(refusal);
    }

    @Test
    void bareLineFeedsAreRefused() {
        ResponseHead head = new ResponseHead();
        assertThat(head.take(Heads.bytes("HTTP/1.1 200 OK\nA: b\n\n"), Heads.LIMITS))
                .isEqualTo(Taken.REFUSED);
        assertThat(head.refusal()).isEqualTo(Refusal.BARE_LINE_FEED);
    }

    @Test
    void aHeadBeyondTheLimitIsRefused() {
        ResponseHead head = new ResponseHead();
        assertThat(head.take(Heads.bytes("HTTP/1.1 200 " + "x".repeat(3000)), new HeadLimits(2000, 2000, 1000)))
                .isEqualTo(Taken.REFUSED);
        assertThat(head.refusal()).isEqualTo(Refusal.HEAD_TOO_LARGE);
    }
}
