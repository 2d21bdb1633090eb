package tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.http.Head.Taken;

final class RequestHeadTest {
    private static final String HEAD =
            "GET /a%20b?c=d HTTP/1.1\r\nHost: shop.example\r\nX-One:1\r\nx-one: \t 2 \t\r\nEmpty:\r\nCookie: a=b\r\n\r\n";

    @Test
    void whatIsInItCanBeAskedFor() {
        RequestHead head = Heads.clean(HEAD);
        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.target()).isEqualTo("/a%20b?c=d");
        assertThat(head.isOld()).isFalse();
        assertThat(head.host()).isEqualTo("shop.example");
        assertThat(head.count()).isEqualTo(5);
        assertThat(head.name(1)).isEqualTo("X-One");
        assertThat(head.values("X-ONE")).containsExactly("1", "2");
        assertThat(head.value(3)).isEmpty();
        assertThat(head.value(FieldName.COOKIE)).isEqualTo("a=b");
        assertThat(head.value(FieldName.EXPECT)).isNull();
        assertThat(head.length()).isEqualTo(HEAD.length());
    }

    @Test
    void whatIsBehindItIsLeftAlone() {
        ByteBuf in = Heads.bytes(HEAD + "body");
        assertThat(new RequestHead().take(in, Heads.LIMITS)).isEqualTo(Taken.WHOLE);
        assertThat(in.readableBytes()).isEqualTo(4);
    }

    @Test
    void oneServesManyRequests() {
        RequestHead head = new RequestHead();
        for (String target : new String[] {"/one", "/two"}) {
            ByteBuf in = Heads.bytes("PATCH " + target + " HTTP/1.0\r\nA: b\r\n\r\n");
            assertThat(head.take(in, Heads.LIMITS)).isEqualTo(Taken.WHOLE);
            assertThat(head.target()).isEqualTo(target);
            assertThat(head.method()).isEqualTo("PATCH");
            assertThat(head.isOld()).isTrue();
            assertThat(head.count()).isEqualTo(1);
            head.clear();
            assertThat(head.isEmpty()).isTrue();
        }
    }

    @Test
    void theLargestHeadPassesAndOneByteMoreDoesNot() {
        String start = "GET / HTTP/1.1\r\nX: ";
        String end = "\r\n\r\n";
        String exact = start + "x".repeat(3000 - start.length() - end.length()) + end;
        assertThat(take(exact, 3000, 3000)).isEqualTo(Taken.WHOLE);
        assertThat(take(exact, 2999, 2999)).isEqualTo(Taken.REFUSED);
    }

    private static Taken take(String text, int headBytes, int lineBytes) {
        return new RequestHead().take(Heads.bytes(text), new HeadLimits(headBytes, lineBytes, 1000));
    }

    @Test
    void theLongestLinePassesAndOneByteMoreDoesNot() {
        String line = "GET /" + "x".repeat(300 - 14) + " HTTP/1.1";
        assertThat(take(line + "\r\n\r\n", 3000, line.length())).isEqualTo(Taken.WHOLE);
        assertThat(take(line + "\r\n\r\n", 3000, line.length() - 1)).isEqualTo(Taken.REFUSED);
        assertThat(take(line.substring(0, 200), 3000, 150)).isEqualTo(Taken.REFUSED);
    }

    private static Arguments refused(String what, Refusal refusal, String text) {
        return Arguments.of(what, refusal, text);
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                refused("no target", Refusal.NOT_HTTP, "GET\r\n\r\n"),
                refused("no version (HTTP/0.9)", Refusal.BAD_TARGET, "GET /\r\n\r\n"),
                refused("no method", Refusal.NOT_HTTP, " / HTTP/1.1\r\n\r\n"),
                refused("two spaces", Refusal.BAD_TARGET, "GET  / HTTP/1.1\r\n\r\n"),
                refused("a tab", Refusal.NOT_HTTP, "GET\t/ HTTP/1.1\r\n\r\n"),
                refused("a trailing space", Refusal.NOT_HTTP, "GET / HTTP/1.1 \r\n\r\n"),
                refused("a space in the target", Refusal.NOT_HTTP, "GET /a b HTTP/1.1\r\n\r\n"),
                refused("a method that is no token", Refusal.NOT_HTTP, "G(T / HTTP/1.1\r\n\r\n"),
                refused("a TLS greeting", Refusal.NOT_HTTP, "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n"),
                refused("lower case", Refusal.NOT_HTTP, "GET / http/1.1\r\n\r\n"),
                refused("a letter as version", Refusal.NOT_HTTP, "GET / HTTP/1.x\r\n\r\n"),
                refused("two digits", Refusal.NOT_HTTP, "GET / HTTP/1.10\r\n\r\n"),
                refused("HTTP/2.0", Refusal.OTHER_VERSION, "GET / HTTP/2.0\r\n\r\n"),
                refused("HTTP/0.9 in full", Refusal.OTHER_VERSION, "GET / HTTP/0.9\r\n\r\n"),
                refused("bare LF", Refusal.BARE_LINE_FEED, "GET / HTTP/1.1\nHost: t\n\n"),
                refused("a bare CR", Refusal.NOT_HTTP, "GET / HTTP/1.1\rHost: t\r\n\r\n"),
                refused("NUL", Refusal.BAD_TARGET, "GET /\u0000 HTTP/1.1\r\n\r\n"),
                refused("DEL", Refusal.BAD_TARGET, "GET /\u007f HTTP/1.1\r\n\r\n"),
                refused("beyond ASCII", Refusal.BAD_TARGET, "GET /\u00e9 HTTP/1.1\r\n\r\n"),
                refused("a bare LF before it", Refusal.NOT_HTTP, "\nGET / HTTP/1.1\r\n\r\n"),
                refused("two empty lines before it", Refusal.NOT_HTTP, "\r\n\r\nGET / HTTP/1.1\r\n\r\n"));
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                refused("no name", Refusal.NAMELESS_FIELD, Heads.get(": x")),
                refused("no colon", Refusal.BAD_FIELD_NAME, Heads.get("Host")),
                refused("a space before the colon", Refusal.SPACE_BEFORE_COLON, Heads.get("Host : t")),
                refused("a tab before the colon", Refusal.SPACE_BEFORE_COLON, Heads.get("Host\t: t")),
                refused("a space in the name", Refusal.SPACE_BEFORE_COLON, Heads.get("Ho st: t")),
                refused("a folded value", Refusal.FOLDED_FIELD, Heads.get("A: b", " c")),
                refused("a value folded by a tab", Refusal.FOLDED_FIELD, Heads.get("A: b", "\tc")),
                refused("a space before the first", Refusal.FOLDED_FIELD, Heads.get(" A: b")),
                refused("a bracket in the name", Refusal.BAD_FIELD_NAME, Heads.get("A(b): c")),
                refused("a quote in the name", Refusal.BAD_FIELD_NAME, Heads.get("\"A\": c")),
                refused("beyond ASCII in the name", Refusal.BAD_FIELD_NAME, Heads.get("\u00c4: c")),
                refused("NUL in the name", Refusal.BAD_FIELD_NAME, Heads.get("A\u0000: c")),
                refused("NUL in the value", Refusal.BAD_FIELD_VALUE, Heads.get("A: b\u0000c")),
                refused("a vertical tab", Refusal.BAD_FIELD_VALUE, Heads.get("A: \u000bc")),
                refused("ESC", Refusal.BAD_FIELD_VALUE, Heads.get("A: \u001b[2J")),
                refused("DEL in the value", Refusal.BAD_FIELD_VALUE, Heads.get("A: b\u007f")),
                refused("a bare CR in the value", Refusal.BAD_FIELD_VALUE, Heads.get("A: b\rC: d")),
                refused("bare LF behind a value", Refusal.BARE_LINE_FEED, Heads.get("A: b\nC: d")),
                refused("bare LF as the empty line", Refusal.BARE_LINE_FEED, "GET / HTTP/1.1\r\nA: b\r\n\n"),
                refused("CR CR LF", Refusal.BAD_FIELD_VALUE, Heads.get("A: b\r")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"lines", "fields"})
    void isRefused(String what, Refusal refusal, String text) {
        assertThat(Heads.refusal(text)).hasValue(refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n"})
    void oneEmptyLineBeforeItIsPassedOver(String before) {
        RequestHead head = Heads.clean(before + HEAD);
        assertThat(head.method()).isEqualTo("GET");
        assertThat(Heads.text(new HeadWriter().requestLine(head))).isEqualTo("GET /a%20b?c=d HTTP/1.1\r\n");
    }

    @Test
    void moreFieldsThanThereMayBeAreTooMany() {
        HeadLimits limits = new HeadLimits(100_000, 8192, 20);
        ByteBuf most = Heads.bytes("GET / HTTP/1.1\r\n" + "A:\r\n".repeat(20) + "\r\n");
        assertThat(new RequestHead().take(most, limits)).isEqualTo(Taken.WHOLE);
        RequestHead head = new RequestHead();
        ByteBuf in = Heads.bytes("GET / HTTP/1.1\r\n" + "A:\r\n".repeat(21) + "\r\n");
        assertThat(head.take(in, limits)).isEqualTo(Taken.REFUSED);
        assertThat(head.refusal()).isEqualTo(Refusal.HEAD_TOO_LARGE);
    }

    @Test
    void anUpgradeIsTakenUpOnlyWhereItIsMeant() {
        assertThat(Heads.clean(Heads.get("Host: t", "Connection: keep-alive, Upgrade", "Upgrade: websocket"))
                        .upgrades())
                .isTrue();
        assertThat(Heads.clean(Heads.get("Host: t", "Upgrade: websocket")).upgrades())
                .isFalse();
        assertThat(Heads.clean(Heads.get("Host: t", "Connection: Upgrade")).upgrades())
                .isFalse();
        assertThat(Heads.clean(Heads.get("Host: t", "Connection: Upgrade", "Upgrade: h2c"))
                        .upgrades())
                .isFalse();
        assertThat(Heads.clean(Heads.get("Host: t", "Connection: Upgrade", "Upgrade: websocket", "Content-Length: 1"))
                        .upgrades())
                .isFalse();
        assertThat(Heads.clean("GET / HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
                        .upgrades())
                .isFalse();
    }

    @Test
    void everyNameIsKnownInAnyCase() {
        for (FieldName name : FieldName.values()) {
            if (name == FieldName.OTHER || name == FieldName.X_FORWARDED_OTHER) continue;
            RequestHead head = Heads.request(Heads.get(name.text().toUpperCase(java.util.Locale.ROOT) + ": v"));
            assertThat(head.field(0)).isEqualTo(name);
            assertThat(Heads.request(Heads.get(name.text() + "x: v")).field(0)).isNotEqualTo(name);
        }
        assertThat(Heads.request(Heads.get("x-forwarded-port: 1")).field(0)).isEqualTo(FieldName.X_FORWARDED_OTHER);
        assertThat(Heads.request(Heads.get("x-forwarder: 1")).field(0)).isEqualTo(FieldName.OTHER);
    }
}
