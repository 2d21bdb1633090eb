package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedProxiesTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,     10.255.255.255, true",
        "10.0.0.0/8,     11.0.0.0,       false",
        "192.168.77.0/25, 192.168.77.127, true",
        "192.168.77.0/25, 192.168.77.128, false",
        "10.1.2.3,       10.1.2.3,       true",
        "10.1.2.3,       10.1.2.4,       false",
        "10.1.2.3/8,     10.9.9.9,       true",
        "0.0.0.0/0,      203.0.113.9,    true",
        "0.0.0.0/0,      2001:db8::1,    false",
        "fd00::/8,       fdff::1,        true",
        "fd00::/8,       fe80::1,        false",
        "2001:db8::/33,  2001:db8:7fff::1, true",
        "2001:db8::/33,  2001:db8:8000::1, false",
        "::/0,           2001:db8::1,    true",
        "::/0,           10.0.0.1,       false"
    })
    void aBlockContainsWhatItsPrefixSays(String block, String client, boolean trusted) {
        assertThat(TrustedProxies.parse(List.of(block)).trusts(InetAddress.ofLiteral(client)))
                .isEqualTo(trusted);
    }

    @Test
    void anyOfSeveralBlocksWillDo() {
        TrustedProxies trusted = TrustedProxies.parse(List.of("10.0.0.0/8", "fd00::/8"));
        assertThat(trusted.trusts(InetAddress.ofLiteral("fd00::5"))).isTrue();
        assertThat(trusted.trusts(InetAddress.ofLiteral("10.0.0.5"))).isTrue();
        assertThat(trusted.trusts(InetAddress.ofLiteral("192.0.2.5"))).isFalse();
    }

    @Test
    void nobodyIsTrustedByDefault() {
        assertThat(TrustedProxies.parse(List.of()).trusts(InetAddress.ofLiteral("127.0.0.1")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy.example/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "10.0.0.0/",
                "fd00::/129",
                "/8"
            })
    void whatIsNoBlockIsNamedInTheProblem(String block) {
        assertThatThrownBy(() -> TrustedProxies.parse(List.of(block)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("trusted-proxies needs CIDR blocks such as 10.0.0.0/8 or fd00::/8, not '" + block + "'");
    }
}
