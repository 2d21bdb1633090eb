package tandem.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTest {

    /// The examples of RFC 7239 §4 among them.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
            for="_gazonk"                                   | _gazonk             | !!          | !!
            For="[2001:db8:cafe::17]:4711"                  | [2001:db8:cafe::17]:4711 | !!     | !!
            for=192.0.2.60;proto=http;by=203.0.113.43       | 192.0.2.60          | !!          | http
            for=192.0.2.43; host="a.org:8080" ;proto=https  | 192.0.2.43          | a.org:8080  | https
            for="a\\"b"                                     | a"b                 | !!          | !!
            by=_x                                           | !!                  | !!          | !!
            """)
    void anElementIsRead(String value, String node, String host, String proto) {
        assertThat(Forwarded.parse(value)).contains(List.of(new Forwarded(node, host, proto)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "for",
                "for=",
                "=x",
                "for=a,",
                ",for=a",
                "for=a;;proto=http",
                "for=\"a",
                "for=[::1]",
                "for=a b",
                "for=a;",
                "for =a",
                "for= a"
            })
    void whatIsNotWellFormedSaysNothing(String value) {
        assertThat(Forwarded.parse(value)).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadTheSame() {
        for (String address : List.of("192.0.2.1", "2001:db8::1")) {
            var written = Forwarded.by(address, "a.org:8080", "https");
            assertThat(Forwarded.parse(written.text())).contains(List.of(written));
            assertThat(written.address()).contains(address);
        }
        assertThat(Forwarded.by("2001:db8::1", "a.org:8080", "http").text())
                .isEqualTo("for=\"[2001:db8::1]\";host=\"a.org:8080\";proto=http");
        assertThat(Forwarded.by("192.0.2.1", "", "http").text()).isEqualTo("for=192.0.2.1;proto=http");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, '',                                   10.0.0.1",
        "10.0.0.1, '203.0.113.9',                        203.0.113.9",
        "10.0.0.1, '1.1.1.1, 203.0.113.9, 10.0.0.2',     203.0.113.9",
        "10.0.0.1, '10.0.0.3, 10.0.0.2',                 10.0.0.3",
        "10.0.0.1, '1.1.1.1, nonsense',                  10.0.0.1",
        "10.0.0.1, '1.1.1.1, 7',                         10.0.0.1",
        "10.0.0.1, '203.0.113.9:4711',                   203.0.113.9",
        "10.0.0.1, '[2001:db8::1]:4711',                 2001:db8::1",
        "10.0.0.1, '2001:db8::1',                        2001:db8::1",
        "9.9.9.9,  '203.0.113.9',                        9.9.9.9",
    })
    void theClientIsTheLastWhoIsNoTrustedProxy(String peer, String chain, String client) {
        assertThat(ClientChain.client(
                        InetAddress.ofLiteral(peer), ClientChain.ofForwardedFor(List.of(chain)), ClientTest::trusted))
                .isEqualTo(InetAddress.ofLiteral(client));
    }

    @Test
    void forwardedTellsOfTheClientToo() {
        var chain =
                ClientChain.ofForwarded(List.of("for=1.1.1.1", "for=\"[2001:db8::1]:80\";proto=https, for=10.0.0.2"));
        assertThat(ClientChain.client(InetAddress.ofLiteral("10.0.0.1"), chain, ClientTest::trusted))
                .isEqualTo(InetAddress.ofLiteral("2001:db8::1"));
        assertThat(ClientChain.ofForwarded(List.of("for=1.1.1.1", "for="))).isEmpty();
        var hidden = ClientChain.ofForwarded(List.of("for=1.1.1.1, for=_hidden, for=10.0.0.2"));
        assertThat(ClientChain.client(InetAddress.ofLiteral("10.0.0.1"), hidden, ClientTest::trusted))
                .isEqualTo(InetAddress.ofLiteral("10.0.0.2"));
    }

    @Test
    void aRequestIdIsKeptFromATrustedProxyOnly() {
        assertThat(RequestId.of("abc-1", true, new Random(1))).isEqualTo("abc-1");
        assertThat(RequestId.of("abc-1", false, new Random(1)))
                .isEqualTo(RequestId.make(new Random(1)))
                .matches("[0-9a-f]{32}");
        for (String unfit : List.of("", "a b", "a\"b", "a\nb", "é", "x".repeat(129)))
            assertThat(RequestId.of(unfit, true, new Random(1))).matches("[0-9a-f]{32}");
        assertThat(RequestId.of(null, true, new Random(1))).matches("[0-9a-f]{32}");
    }

    private static boolean trusted(InetAddress address) {
        return address.getHostAddress().startsWith("10.");
    }
}
