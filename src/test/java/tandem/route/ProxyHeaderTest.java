package tandem.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.route.ProxyHeader.Read;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443,     192.0.2.1",
        "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535, 255.255.255.255",
        "PROXY TCP6 2001:db8::1 ::1 0 443,                2001:db8::1",
        "PROXY UNKNOWN,                                   ''",
        "PROXY UNKNOWN ffff::1 ffff::1 65535 65535,       ''",
    })
    void aLineOfVersion1TellsOfTheClient(String line, String client) {
        byte[] bytes = (line + "\r\nGET /").getBytes(StandardCharsets.US_ASCII);

        assertThat(ProxyHeader.read(bytes, bytes.length)).isEqualTo(new Read.Whole(line.length() + 2, source(client)));
        for (int i = 0; i < line.length() + 2; i++)
            assertThat(ProxyHeader.read(bytes, i)).isInstanceOf(Read.More.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "POST / HTTP/1.1\r\n",
                "proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n",
                "PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n",
                "PROXY TCP4 01.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY TCP4 ::1 1.2.3.4 1 2\r\n",
                "PROXY TCP6 1.2.3.4 ::1 1 2\r\n",
                "PROXY TCP4 1.2.3.4 x 1 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 65536 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n",
                "PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY \r\n",
                "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\rX"
            })
    void whatIsNoHeaderIsRefused(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);

        assertThat(ProxyHeader.read(bytes, bytes.length)).isInstanceOf(Read.Bad.class);
    }

    @Test
    void aLineWithoutAnEndIsRefused() {
        byte[] bytes = ("PROXY UNKNOWN " + "x".repeat(200)).getBytes(StandardCharsets.US_ASCII);

        assertThat(ProxyHeader.read(bytes, 100)).isInstanceOf(Read.More.class);
        assertThat(ProxyHeader.read(bytes, bytes.length)).isInstanceOf(Read.Bad.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2111000c c0000201 c6336401 dc0401bb,          192.0.2.1",
        "2111000f c0000201 c6336401 dc0401bb 040000,   192.0.2.1",
        "21210024 20010db8000000000000000000000001 00000000000000000000000000000001 000001bb, 2001:db8::1",
        "20000000,                                     ''",
        "2011000c c0000201 c6336401 dc0401bb,          ''",
        "21000000,                                     ''",
    })
    void aHeaderOfVersion2TellsOfTheClient(String hex, String client) {
        byte[] header = HexFormat.of().parseHex(SIGNATURE + hex.replace(" ", ""));
        byte[] bytes = Arrays.copyOf(header, header.length + 5);

        assertThat(ProxyHeader.read(bytes, bytes.length)).isEqualTo(new Read.Whole(header.length, source(client)));
        for (int i = 0; i < header.length; i++)
            assertThat(ProxyHeader.read(bytes, i)).as("%d bytes", i).isInstanceOf(Read.More.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1111000c c0000201 c6336401 dc0401bb",
                "2211000c c0000201 c6336401 dc0401bb",
                "2111000b c0000201 c6336401 dc0401",
                "2112000c c0000201 c6336401 dc0401bb",
                "213100d8",
                "21210023",
                "2111ffff"
            })
    void aHeaderOfVersion2ThatSaysSomethingElseIsRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(SIGNATURE + hex.replace(" ", ""));

        assertThat(ProxyHeader.read(bytes, bytes.length)).isInstanceOf(Read.Bad.class);
    }

    private static Optional<InetAddress> source(String client) {
        return client.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(client));
    }
}
