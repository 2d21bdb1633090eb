package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.http.HeadLimits;
import tandem.http.HeadWriter;
import tandem.http.RequestHead;
import tandem.http.RequestScreen;
import tandem.proxy.ForwardedHeaders.Peer;

final class ForwardedHeadersTest {
    private static final Peer STRANGER = new Peer("203.0.113.9", false, "http");
    private static final Peer PROXY = new Peer("10.0.0.1", true, "http");

    private static RequestHead head(String version, String... fields) {
        String lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        RequestHead head = new RequestHead();
        head.take(
                Unpooled.copiedBuffer("GET / " + version + "\r\n" + lines + "\r\n", StandardCharsets.ISO_8859_1),
                HeadLimits.DEFAULT);
        assertThat(RequestScreen.screen(head, "http")).isNull();
        return head;
    }

    private static List<String> sent(RequestHead head, Peer peer) {
        HeadWriter writer = new HeadWriter();
        new ForwardedHeaders(peer).write(head, writer);
        ByteBuf out = Unpooled.buffer();
        writer.into(out);
        return out.toString(StandardCharsets.ISO_8859_1).lines().toList();
    }

    private static List<String> sent(Peer peer, String... fields) {
        return sent(head("HTTP/1.1", fields), peer);
    }

    /// Whether a field of this name is copied as it is.
    private static boolean isCopied(String name, Peer peer) {
        return !head("HTTP/1.1", "Host: h", name + ": x").hasAny(new ForwardedHeaders(peer).dropped());
    }

    @Test
    void theBackendLearnsWhoTheClientIs() {
        assertThat(sent(STRANGER, "Host: shop.example"))
                .containsExactly(
                        "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: http", "X-Forwarded-Host: shop.example");
    }

    @Test
    void whatAStrangerClaimsIsWorthNothing() {
        assertThat(sent(
                        STRANGER,
                        "Host: shop.example",
                        "X-Forwarded-For: 127.0.0.1",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: admin.example"))
                .containsExactly(
                        "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: http", "X-Forwarded-Host: shop.example");
    }

    @Test
    void aTrustedProxysChainGrowsByItsAddress() {
        assertThat(sent(PROXY, "Host: h", "X-Forwarded-For: 198.51.100.7", "X-Forwarded-For: 198.51.100.8, 10.0.0.2"))
                .contains("X-Forwarded-For: 198.51.100.7, 198.51.100.8, 10.0.0.2, 10.0.0.1");
    }

    @Test
    void aTrustedProxysSchemeAndHostStand() {
        assertThat(sent(PROXY, "Host: internal", "X-Forwarded-Proto: https", "X-Forwarded-Host: shop.example"))
                .containsExactly(
                        "X-Forwarded-For: 10.0.0.1", "X-Forwarded-Proto: https", "X-Forwarded-Host: shop.example");
    }

    @Test
    void whatATrustedProxyDoesNotSayIsFilledIn() {
        List<String> filled =
                List.of("X-Forwarded-For: 10.0.0.1", "X-Forwarded-Proto: http", "X-Forwarded-Host: internal");
        assertThat(sent(PROXY, "Host: internal")).isEqualTo(filled);
        assertThat(sent(PROXY, "Host: internal", "X-Forwarded-Proto: http")).isEqualTo(filled);
    }

    @Test
    void theHostIsThatOfAnAbsoluteTarget() {
        RequestHead head = new RequestHead();
        head.take(
                Unpooled.copiedBuffer(
                        "GET http://shop.example/ HTTP/1.1\r\nHost: other\r\n\r\n", StandardCharsets.ISO_8859_1),
                HeadLimits.DEFAULT);
        assertThat(RequestScreen.screen(head, "http")).isNull();
        assertThat(sent(head, STRANGER)).contains("X-Forwarded-Host: shop.example");
    }

    @Test
    void withoutAHostThereIsNone() {
        assertThat(sent(head("HTTP/1.0"), STRANGER)).noneMatch(line -> line.startsWith("X-Forwarded-Host"));
        assertThat(sent(head("HTTP/1.0"), PROXY)).noneMatch(line -> line.startsWith("X-Forwarded-Host"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "x-forwarded-proto", "X-FORWARDED-HOST"})
    void theThreeAreNeverCopied(String name) {
        assertThat(isCopied(name, STRANGER)).isFalse();
        assertThat(isCopied(name, PROXY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Forwarded", "forwarded", "X-Real-IP", "X-Forwarded-Port", "X-Forwarded-Prefix", "x-forwarded-"})
    void theirRelativesAreCopiedFromTrustedProxiesOnly(String name) {
        assertThat(isCopied(name, STRANGER)).isFalse();
        assertThat(isCopied(name, PROXY)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forward", "X-Real-IPs", "From", "X-Requested-With", "Forwarded2", "X", "X-Forwarded"})
    void othersAreNotConcerned(String name) {
        assertThat(isCopied(name, STRANGER)).isTrue();
    }
}
