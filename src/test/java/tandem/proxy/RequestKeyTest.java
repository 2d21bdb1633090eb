package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.balance.Mix;
import tandem.http.HeadLimits;
import tandem.http.RequestHead;

final class RequestKeyTest {
    private static final ForwardedHeaders.Peer CLIENT = new ForwardedHeaders.Peer("10.0.0.7", false, "http");
    private static final ForwardedHeaders.Peer PROXY = new ForwardedHeaders.Peer("10.0.0.8", true, "http");

    private static RequestHead head(String... fields) {
        String lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        RequestHead head = new RequestHead();
        head.take(
                Unpooled.copiedBuffer(
                        "GET /cart?id=7 HTTP/1.1\r\nHost: shop\r\n" + lines + "\r\n", StandardCharsets.ISO_8859_1),
                HeadLimits.DEFAULT);
        return head;
    }

    private static long key(HashKey.Kind kind, String name, String... fields) {
        return RequestKey.of(new HashKey(kind, name), head(fields), CLIENT);
    }

    @Test
    void aRequestIsKeptTogetherByWhatTheSettingsSay() {
        assertThat(key(HashKey.Kind.CLIENT_ADDRESS, "")).isEqualTo(Mix.of("10.0.0.7"));
        assertThat(key(HashKey.Kind.URI, "")).isEqualTo(Mix.of("/cart?id=7"));
        assertThat(key(HashKey.Kind.HEADER, "x-user", "X-User: ann")).isEqualTo(Mix.of("ann"));
        assertThat(key(HashKey.Kind.COOKIE, "cart", "Cookie: a=b; cart=42; c=d"))
                .isEqualTo(Mix.of("42"));
    }

    @Test
    void whereThereIsNothingOfThatTheClientDecides() {
        long client = Mix.of("10.0.0.7");
        assertThat(key(HashKey.Kind.HEADER, "x-user")).isEqualTo(client);
        assertThat(key(HashKey.Kind.HEADER, "x-user", "X-User:")).isEqualTo(client);
        assertThat(key(HashKey.Kind.COOKIE, "cart", "Cookie: a=b")).isEqualTo(client);
    }

    @Test
    void onlyATrustedProxySaysWhoTheClientIs() {
        HashKey byClient = HashKey.DEFAULT;
        RequestHead forwarded = head("X-Forwarded-For: 192.0.2.1, 192.0.2.2");
        assertThat(RequestKey.of(byClient, forwarded, PROXY)).isEqualTo(Mix.of("192.0.2.2"));
        assertThat(RequestKey.of(byClient, forwarded, CLIENT)).isEqualTo(Mix.of("10.0.0.7"));
        assertThat(RequestKey.of(byClient, head(), PROXY)).isEqualTo(Mix.of("10.0.0.8"));
    }

    @ParameterizedTest
    @CsvSource({
        "cart=1, 1",
        "a=b; cart=1, 1",
        "a=b;cart=1;c=d, 1",
        "mycart=2; cart=1, 1",
        "cart2=2; cart=1, 1",
        "cart=, ''",
        "mycart=2, ",
        "cart, ",
        "x=cart=1, ",
    })
    void aCookieIsFoundByItsWholeName(String cookies, String value) {
        assertThat(CookieText.value(cookies, "cart")).isEqualTo(value);
    }
}
