package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.proxy.RequestScreen.Screened;

/// The rules by themselves, whatever the decoder below lets through.
final class RequestScreenTest {
    private static MultiMap fields(String... namesAndValues) {
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) fields.add(namesAndValues[i], namesAndValues[i + 1]);
        return fields;
    }

    private static Screened post(String... fields) {
        return RequestScreen.screen(
                HttpMethod.POST, HttpVersion.HTTP_1_1, "/", fields(fields).add("Host", "t"));
    }

    private static Screened target(String target) {
        return RequestScreen.screen(HttpMethod.GET, HttpVersion.HTTP_1_1, target, fields("Host", "t"));
    }

    private static Screened host(HttpVersion version, String... hosts) {
        MultiMap fields = fields();
        for (String host : hosts) fields.add("Host", host);
        return RequestScreen.screen(HttpMethod.GET, version, "/", fields);
    }

    private static Screened refused(Refusal refusal) {
        return new Screened.Refused(refusal);
    }

    private static Screened clean(Framing framing) {
        return new Screened.Clean("/", "t", framing);
    }

    @Test
    void bodiesAreFramedInOneOfThreeWays() {
        assertThat(post()).isEqualTo(clean(Framing.NONE));
        assertThat(post("Content-Length", "0")).isEqualTo(clean(Framing.ofLength(0)));
        assertThat(post("Content-Length", "42")).isEqualTo(clean(Framing.ofLength(42)));
        assertThat(post("Transfer-Encoding", "chunked")).isEqualTo(clean(Framing.CHUNKED));
        assertThat(post("Transfer-Encoding", "CHUNKED")).isEqualTo(clean(Framing.CHUNKED));
    }

    @Test
    void twoFramingsAreRefused() {
        assertThat(post("Transfer-Encoding", "chunked", "Content-Length", "4"))
                .isEqualTo(refused(Refusal.TWO_FRAMINGS));
    }

    @ParameterizedTest
    @CsvSource({"gzip", "'gzip, chunked'", "'chunked, gzip'", "identity", "xchunked", "' chunked'", "'chunked,'", "''"})
    void aCodingThatIsNotExactlyChunkedIsRefused(String coding) {
        assertThat(post("Transfer-Encoding", coding)).isEqualTo(refused(Refusal.TRANSFER_CODING));
    }

    @Test
    void severalCodingsAreRefused() {
        assertThat(post("Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"))
                .isEqualTo(refused(Refusal.SEVERAL_TRANSFER_ENCODINGS));
    }

    @Test
    void anOldRequestHasNoCoding() {
        assertThat(RequestScreen.screen(
                        HttpMethod.POST, HttpVersion.HTTP_1_0, "/", fields("Transfer-Encoding", "chunked")))
                .isEqualTo(refused(Refusal.OLD_TRANSFER_ENCODING));
    }

    @Test
    void severalLengthsAreRefusedEvenIfEqual() {
        assertThat(post("Content-Length", "4", "Content-Length", "4")).isEqualTo(refused(Refusal.SEVERAL_LENGTHS));
    }

    @ParameterizedTest
    @CsvSource({"''", "-1", "+1", "'1 '", "' 1'", "0x1", "1.0", "'1,1'", "1e3", "9999999999999999999", "\u0661"})
    void aLengthIsDigitsOnly(String length) {
        assertThat(post("Content-Length", length)).isEqualTo(refused(Refusal.BAD_LENGTH));
    }

    @Test
    void exactlyOneHostIsNeeded() {
        assertThat(host(HttpVersion.HTTP_1_1)).isEqualTo(refused(Refusal.NO_HOST));
        assertThat(host(HttpVersion.HTTP_1_1, "a", "b")).isEqualTo(refused(Refusal.SEVERAL_HOSTS));
        assertThat(host(HttpVersion.HTTP_1_0, "a", "a")).isEqualTo(refused(Refusal.SEVERAL_HOSTS));
    }

    @Test
    void anOldRequestMayDoWithoutAHost() {
        assertThat(host(HttpVersion.HTTP_1_0)).isEqualTo(new Screened.Clean("/", null, Framing.NONE));
    }

    @ParameterizedTest
    @CsvSource({"''", "a/b", "a b", "u@a", "'a,b'", "a?b", "a#b", ":80", "caf\u00e9", "'a\\b'"})
    void aHostIsAnAuthority(String host) {
        assertThat(host(HttpVersion.HTTP_1_1, host)).isEqualTo(refused(Refusal.BAD_HOST));
    }

    @ParameterizedTest
    @CsvSource({"a", "a.example:8080", "192.0.2.1", "'[2001:db8::1]:443'", "a_b", "a-b."})
    void everyUsualHostPasses(String host) {
        assertThat(host(HttpVersion.HTTP_1_1, host)).isEqualTo(new Screened.Clean("/", host, Framing.NONE));
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
        assertThat(target(target)).isEqualTo(new Screened.Clean(path, host, Framing.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "a",
        "*",
        "'/a b'",
        "/a#b",
        "/caf\u00e9",
        "/\u007f",
        "http://",
        "http:///a",
        "http://u@x/",
        "ftp://x/"
    })
    void anyOtherTargetIsRefused(String target) {
        assertThat(target(target)).isEqualTo(refused(Refusal.BAD_TARGET));
    }

    @Test
    void optionsMayAskOfTheServerAsAWhole() {
        for (String target : new String[] {"*", "http://t"}) {
            assertThat(RequestScreen.screen(HttpMethod.OPTIONS, HttpVersion.HTTP_1_1, target, fields("Host", "t")))
                    .isEqualTo(new Screened.Clean("*", "t", Framing.NONE));
        }
    }

    @Test
    void aSchemeThatIsNotTheConnectionsIsMisdirected() {
        assertThat(target("https://t/")).isEqualTo(refused(Refusal.FOREIGN_SCHEME));
    }

    @Test
    void connectIsNotOffered() {
        assertThat(RequestScreen.screen(HttpMethod.CONNECT, HttpVersion.HTTP_1_1, "t:443", fields("Host", "t")))
                .isEqualTo(refused(Refusal.CONNECT));
    }

    @Test
    void aBodyThatNothingFramesIsRefused() {
        assertThat(post("Sec-WebSocket-Key1", "1", "Sec-WebSocket-Key2", "2")).isEqualTo(refused(Refusal.HIDDEN_BODY));
    }

    @Test
    void aFieldWithoutANameIsRefused() {
        assertThat(post("", "x")).isEqualTo(refused(Refusal.NAMELESS_FIELD));
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void everyRefusalNamesItsRule(Refusal refusal) {
        assertThat(refusal.status()).isBetween(400, 599);
        assertThat(refusal.section()).matches("RFC [0-9]{4} §[0-9.]+");
        Rejection rejection = Rejection.of(refusal);
        assertThat(rejection.closes()).isTrue();
        assertThat(rejection.body())
                .startsWith(refusal.status() + " ")
                .endsWith(": " + refusal.reason() + " (" + refusal.section() + ")\n");
    }
}
