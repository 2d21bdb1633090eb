package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.proxy.ForwardedHeaders.Peer;

final class ForwardedHeadersTest {
    private static final Peer STRANGER = new Peer("203.0.113.9", false, "http");
    private static final Peer PROXY = new Peer("10.0.0.1", true, "http");

    private static MultiMap fields(String... namesAndValues) {
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) fields.add(namesAndValues[i], namesAndValues[i + 1]);
        return fields;
    }

    private static MultiMap sent(MultiMap received, Peer peer, @Nullable String host) {
        MultiMap sent = MultiMap.caseInsensitiveMultiMap();
        ForwardedHeaders.write(received, sent, peer, host);
        return sent;
    }

    @Test
    void theBackendLearnsWhoTheClientIs() {
        MultiMap sent = sent(fields(), STRANGER, "shop.example");
        assertThat(sent.get("X-Forwarded-For")).isEqualTo("203.0.113.9");
        assertThat(sent.get("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(sent.get("X-Forwarded-Host")).isEqualTo("shop.example");
    }

    @Test
    void whatAStrangerClaimsIsWorthNothing() {
        MultiMap claims = fields(
                "X-Forwarded-For", "127.0.0.1", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "admin.example");
        MultiMap sent = sent(claims, STRANGER, "shop.example");
        assertThat(sent.getAll("X-Forwarded-For")).containsExactly("203.0.113.9");
        assertThat(sent.getAll("X-Forwarded-Proto")).containsExactly("http");
        assertThat(sent.getAll("X-Forwarded-Host")).containsExactly("shop.example");
    }

    @Test
    void aTrustedProxysChainGrowsByItsAddress() {
        MultiMap claims = fields("X-Forwarded-For", "198.51.100.7", "X-Forwarded-For", "198.51.100.8, 10.0.0.2");
        assertThat(sent(claims, PROXY, "h").getAll("X-Forwarded-For"))
                .containsExactly("198.51.100.7, 198.51.100.8, 10.0.0.2, 10.0.0.1");
    }

    @Test
    void aTrustedProxysSchemeAndHostStand() {
        MultiMap sent =
                sent(fields("X-Forwarded-Proto", "https", "X-Forwarded-Host", "shop.example"), PROXY, "internal");
        assertThat(sent.get("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(sent.get("X-Forwarded-Host")).isEqualTo("shop.example");
    }

    @Test
    void whatATrustedProxyDoesNotSayIsFilledIn() {
        MultiMap sent = sent(fields(), PROXY, "internal");
        assertThat(sent.get("X-Forwarded-For")).isEqualTo("10.0.0.1");
        assertThat(sent.get("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(sent.get("X-Forwarded-Host")).isEqualTo("internal");
    }

    @Test
    void withoutAHostThereIsNone() {
        assertThat(sent(fields(), STRANGER, null).contains("X-Forwarded-Host")).isFalse();
        assertThat(sent(fields(), PROXY, null).contains("X-Forwarded-Host")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "x-forwarded-proto", "X-FORWARDED-HOST"})
    void theThreeAreNeverCopied(String name) {
        assertThat(ForwardedHeaders.concerns(name, STRANGER)).isTrue();
        assertThat(ForwardedHeaders.concerns(name, PROXY)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forwarded", "forwarded", "X-Real-IP", "X-Forwarded-Port", "X-Forwarded-Prefix"})
    void theirRelativesAreCopiedFromTrustedProxiesOnly(String name) {
        assertThat(ForwardedHeaders.concerns(name, STRANGER)).isTrue();
        assertThat(ForwardedHeaders.concerns(name, PROXY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forward", "X-Real-IPs", "From", "X-Requested-With", "Forwarded2", "", "X"})
    void othersAreNotConcerned(String name) {
        assertThat(ForwardedHeaders.concerns(name, STRANGER)).isFalse();
    }
}
