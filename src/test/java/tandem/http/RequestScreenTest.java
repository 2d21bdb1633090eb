package tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The rules about a request as a whole.
final class RequestScreenTest {
    private static String post(String... fields) {
        return "POST / HTTP/1.1\r\nHost: t\r\n" + String.join("\r\n", fields)
                + (fields.length > 0 ? "\r\n\r\n" : "\r\n");
    }

    private static String target(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: t\r\n\r\n";
    }

    private static Framing framing(String... fields) {
        return Heads.clean(post(fields)).framing();
    }

    @Test
    void bodiesAreFramedInOneOfThreeWays() {
        assertThat(framing()).isEqualTo(Framing.NONE);
        assertThat(framing("Content-Length: 0")).isEqualTo(Framing.ofLength(0));
        assertThat(framing("Content-Length: 42")).isEqualTo(Framing.ofLength(42));
        assertThat(framing("Transfer-Encoding: chunked")).isEqualTo(Framing.CHUNKED);
        assertThat(framing("transfer-encoding: CHUNKED ")).isEqualTo(Framing.CHUNKED);
    }

    @Test
    void twoFramingsAreRefused() {
        assertThat(Heads.refusal(post("Transfer-Encoding: chunked", "Content-Length: 4")))
                .hasValue(Refusal.TWO_FRAMINGS);
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, TRANSFER_CODING",
        "'gzip, chunked', UNKNOWN_CODING",
        "'gzip,\tChunked', UNKNOWN_CODING",
        "'chunked, gzip', TRANSFER_CODING",
        "'chunked, chunked', TRANSFER_CODING",
        "'chunked;q=1', TRANSFER_CODING",
        "'\"chunked\"', TRANSFER_CODING",
        "identity, TRANSFER_CODING",
        "xchunked, TRANSFER_CODING",
        "'chunked,', TRANSFER_CODING",
        "'', TRANSFER_CODING"
    })
    void aCodingThatIsNotExactlyChunkedIsRefused(String coding, Refusal refusal) {
        assertThat(Heads.refusal(post("Transfer-Encoding: " + coding))).hasValue(refusal);
    }

    @Test
    void severalCodingsAreRefused() {
        assertThat(Heads.refusal(post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked")))
                .hasValue(Refusal.SEVERAL_TRANSFER_ENCODINGS);
    }

    @Test
    void anOldRequestHasNoCoding() {
        assertThat(Heads.refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .hasValue(Refusal.OLD_TRANSFER_ENCODING);
    }

    @Test
    void severalLengthsAreRefusedEvenIfEqual() {
        assertThat(Heads.refusal(post("Content-Length: 4", "Content-Length: 4")))
                .hasValue(Refusal.SEVERAL_LENGTHS);
    }

    @ParameterizedTest
    @CsvSource({"''", "-1", "+1", "0x1", "1.0", "'1,1'", "'1 1'", "1e3", "9999999999999999999", "\u00b9"})
    void aLengthIsDigitsOnly(String length) {
        assertThat(Heads.refusal(post("Content-Length: " + length))).hasValue(Refusal.BAD_LENGTH);
    }

    @Test
    void exactlyOneHostIsNeeded() {
        assertThat(Heads.refusal("GET / HTTP/1.1\r\n\r\n")).hasValue(Refusal.NO_HOST);
        assertThat(Heads.refusal(Heads.get("Host: a", "Host: b"))).hasValue(Refusal.SEVERAL_HOSTS);
        assertThat(Heads.refusal("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"))
                .hasValue(Refusal.SEVERAL_HOSTS);
    }

    @Test
    void anOldRequestMayDoWithoutAHost() {
        assertThat(Heads.clean("GET / HTTP/1.0\r\n\r\n").host()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "a/b",
        "a b",
        "u@a",
        "'a,b'",
        "a?b",
        "a#b",
        ":80",
        "caf\u00e9",
        "'a\\b'",
        "a:b",
        "a:1:2",
        "a:123456",
        "[::1",
        "[]",
        "[::1]x",
        "[x]",
        "::1"
    })
    void aHostIsAnAuthority(String host) {
        assertThat(Heads.refusal(Heads.get("Host: " + host))).hasValue(Refusal.BAD_HOST);
    }

    @ParameterizedTest
    @CsvSource({"a", "a.example:8080", "192.0.2.1", "'[2001:db8::1]:443'", "[::1]", "a_b", "a-b.", "a:"})
    void everyUsualHostPasses(String host) {
        assertThat(Heads.clean(Heads.get("Host: " + host)).host()).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({
        "/,                      /,     t",
        "/a?b=c%20d&e,           /a?b=c%20d&e, t",
        "//double,               //double, t",
        "/?u=http://x/,          /?u=http://x/, t",
        "http://x,               /,     x",
        "http://x/a,             /a,    x",
        "HTTP://x:80/a?b,        /a?b,  x:80",
        "http://x?b,             /?b,   x"
    })
    void aTargetGoesOnInOriginForm(String target, String path, String host) {
        RequestHead head = Heads.clean(target(target));
        assertThat(head.target()).isEqualTo(path);
        assertThat(head.host()).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({
        "a",
        "*",
        "/a#b",
        "/caf\u00e9",
        "/\u007f",
        "http://",
        "http:///a",
        "http://u@x/",
        "ftp://x/",
        "http:/a",
        "**"
    })
    void anyOtherTargetIsRefused(String target) {
        assertThat(Heads.refusal(target(target))).hasValue(Refusal.BAD_TARGET);
    }

    @Test
    void optionsMayAskOfTheServerAsAWhole() {
        for (String target : new String[] {"*", "http://t"})
            assertThat(Heads.clean("OPTIONS " + target + " HTTP/1.1\r\nHost: t\r\n\r\n")
                            .target())
                    .isEqualTo("*");
    }

    @Test
    void aSchemeThatIsNotTheConnectionsIsMisdirected() {
        assertThat(Heads.refusal(target("https://t/"))).hasValue(Refusal.FOREIGN_SCHEME);
        assertThat(RequestScreen.screen(Heads.request(target("https://t/")), "https"))
                .isNull();
        assertThat(RequestScreen.screen(Heads.request(target("http://t/")), "https"))
                .isEqualTo(Refusal.FOREIGN_SCHEME);
    }

    @Test
    void connectIsNotOffered() {
        assertThat(Heads.refusal("CONNECT t:443 HTTP/1.1\r\nHost: t\r\n\r\n")).hasValue(Refusal.CONNECT);
    }

    @Test
    void aBodyThatNothingFramesIsRefused() {
        assertThat(Heads.refusal(post("Sec-WebSocket-Key1: 1", "Sec-WebSocket-Key2: 2")))
                .hasValue(Refusal.HIDDEN_BODY);
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void everyRefusalNamesItsRule(Refusal refusal) {
        assertThat(refusal.status()).isBetween(400, 599);
        assertThat(refusal.section()).matches("RFC [0-9]{4} §[0-9.]+");
        assertThat(refusal.text()).isEqualTo(refusal.reason() + " (" + refusal.section() + ")");
    }
}
