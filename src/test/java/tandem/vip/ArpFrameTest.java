package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.Arrays;
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

    /// RFC 5227 §2.1.1: the sender protocol address is zero, so that nobody's cache is changed.
    @Test
    void theProbeAsksWithoutClaiming() {
        assertThat(hex(ArpFrame.probe(mac, address)))
                .isEqualTo("ffffffffffff" + "0242c0a84d0b" + "0806"
                        + "0001" + "0800" + "06" + "04" + "0001"
                        + "0242c0a84d0b" + "00000000"
                        + "000000000000" + "c0a84d32");
        assertThat(ArpFrame.claimant(ArpFrame.probe(mac, address), address)).isEmpty();
    }

    @Test
    void whoSaysThatItHasTheAddressIsTheSenderOfARequestAsOfAReply() {
        assertThat(ArpFrame.claimant(ArpFrame.gratuitousRequest(mac, address), address))
                .hasValue(mac);
        assertThat(ArpFrame.claimant(ArpFrame.gratuitousReply(mac, address), address))
                .hasValue(mac);
        assertThat(ArpFrame.claimant(ArpFrame.gratuitousReply(mac, address), VirtualAddress.parse("192.168.77.51")))
                .as("of another address")
                .isEmpty();
    }

    @Test
    void whatIsCutOffOrNoArpOfIpv4ClaimsNothing() {
        byte[] whole = ArpFrame.gratuitousRequest(mac, address);
        for (int length = 0; length < whole.length; length++)
            assertThat(ArpFrame.claimant(Arrays.copyOf(whole, length), address)).isEmpty();
        for (int at = 12; at < 20; at++) {
            byte[] other = whole.clone();
            other[at]++;
            assertThat(ArpFrame.claimant(other, address)).as("byte %d", at).isEmpty();
        }
    }

    @Test
    void theFilterLetsThroughWhatClaimsTheAddress() {
        assertThat(HexFormat.of().formatHex(SocketFilter.arpOf(address).encode(ByteOrder.LITTLE_ENDIAN)))
                // ld [28]; jeq #0xc0a84d32, 0, 1; ret #65535; ret #0: as `tcpdump -dd` writes them
                .isEqualTo("2000" + "00" + "00" + "1c000000" + "1500" + "00" + "01" + "324da8c0" + "0600" + "00" + "00"
                        + "ffff0000" + "0600" + "00" + "00" + "00000000");
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
