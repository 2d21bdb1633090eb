package tandem.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Byte for byte as haproxy's proxy-protocol.txt has it.
class ProxyAnnouncementTest {
    private static final ProxyAnnouncement.End CLIENT = at("192.0.2.7", 56324);
    private static final ProxyAnnouncement.End SERVER = at("198.51.100.1", 443);
    private static final ProxyAnnouncement.End CLIENT6 = at("2001:db8::7", 56324);
    private static final ProxyAnnouncement.End SERVER6 = at("2001:db8::1", 443);
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static ProxyAnnouncement.End at(String host, int port) {
        return new ProxyAnnouncement.End(InetAddress.ofLiteral(host), port);
    }

    private static String text(byte[] header) {
        return new String(header, StandardCharsets.US_ASCII);
    }

    private static String hex(byte[] header) {
        return HexFormat.of().formatHex(header);
    }

    @Test
    void versionOneIsALine() {
        assertThat(text(ProxyAnnouncement.V1.of(CLIENT, SERVER)))
                .isEqualTo("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n");
        assertThat(text(ProxyAnnouncement.V1.of(CLIENT6, SERVER6)))
                .isEqualTo("PROXY TCP6 2001:db8:0:0:0:0:0:7 2001:db8:0:0:0:0:0:1 56324 443\r\n");
        assertThat(text(ProxyAnnouncement.V1.own())).isEqualTo("PROXY UNKNOWN\r\n");
    }

    @Test
    void versionTwoIsBytes() {
        assertThat(hex(ProxyAnnouncement.V2.of(CLIENT, SERVER)))
                .isEqualTo(SIGNATURE + "2111000c" + "c0000207" + "c6336401" + "dc04" + "01bb");
        assertThat(hex(ProxyAnnouncement.V2.of(CLIENT6, SERVER6)))
                .isEqualTo(SIGNATURE + "21210024" + "20010db8000000000000000000000007"
                        + "20010db8000000000000000000000001" + "dc04" + "01bb");
        assertThat(hex(ProxyAnnouncement.V2.own())).isEqualTo(SIGNATURE + "20000000");
    }

    @Test
    void endsOfDifferentFamiliesAreBothToldAsIpv6() {
        assertThat(text(ProxyAnnouncement.V1.of(CLIENT, SERVER6)))
                .isEqualTo("PROXY TCP6 ::ffff:192.0.2.7 2001:db8:0:0:0:0:0:1 56324 443\r\n");
        assertThat(hex(ProxyAnnouncement.V2.of(CLIENT, SERVER6)))
                .isEqualTo(SIGNATURE + "21210024" + "00000000000000000000ffffc0000207"
                        + "20010db8000000000000000000000001" + "dc04" + "01bb");
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        for (ProxyAnnouncement version : ProxyAnnouncement.values()) {
            byte[] header = version.of(CLIENT6, SERVER);
            assertThat(ProxyHeader.read(header, header.length))
                    .isInstanceOfSatisfying(ProxyHeader.Read.Whole.class, whole -> {
                        assertThat(whole.length()).isEqualTo(header.length);
                        assertThat(whole.source()).contains(CLIENT6.address());
                    });
            byte[] own = version.own();
            assertThat(ProxyHeader.read(own, own.length))
                    .isEqualTo(new ProxyHeader.Read.Whole(own.length, java.util.Optional.empty()));
        }
    }
}
