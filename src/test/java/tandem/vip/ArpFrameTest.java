package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ArpFrameTest {
    private final MacAddress mac = MacAddress.of(HexFormat.of().parseHex("0242c0a84d0b"));
    private final VirtualAddress address = VirtualAddress.parse("192.168.77.50");

    /// RFC 5227 §2.3, over the packet format of RFC 826.
    @Test
    void theRequestFormIsAnArpAnnouncement() {
        assertThat(hex(ArpFrame.gratuitousRequest(mac, address)))
                .isEqualTo("ffffffffffff" + "0242c0a84d0b" + "0806"
                        + "0001" + "0800" + "06" + "04" + "0001"
                        + "0242c0a84d0b" + "c0a84d32"
                        + "000000000000" + "c0a84d32");
    }

    /// RFC 5944 §4.6: the target hardware address is the one to be put into caches.
    @Test
    void theReplyFormNamesTheNewOwnerTwice() {
        assertThat(hex(ArpFrame.gratuitousReply(mac, address)))
                .isEqualTo("ffffffffffff" + "0242c0a84d0b" + "0806"
                        + "0001" + "0800" + "06" + "04" + "0002"
                        + "0242c0a84d0b" + "c0a84d32"
                        + "0242c0a84d0b" + "c0a84d32");
    }

    @Test
    void addressesAreWrittenAsUsual() {
        assertThat(mac).hasToString("02:42:c0:a8:4d:0b");
        assertThat(address).hasToString("192.168.77.50");
        assertThat(VirtualAddress.parse("223.255.255.255")).hasToString("223.255.255.255");
    }

    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }
}
