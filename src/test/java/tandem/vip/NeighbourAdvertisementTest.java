package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class NeighbourAdvertisementTest {
    private final MacAddress mac = MacAddress.of(HexFormat.of().parseHex("0242c0a84d0b"));
    private final VirtualAddress address = VirtualAddress.parse("2001:db8::50");

    /// RFC 4861 §4.4 and §7.2.6, over RFC 8200 and RFC 2464.
    @Test
    void allNodesOfTheLinkAreToldWhereTheAddressLivesNow() {
        String checksum = "ea97";
        assertThat(HexFormat.of().formatHex(NeighbourAdvertisement.unsolicited(mac, address)))
                .isEqualTo("333300000001" + "0242c0a84d0b" + "86dd"
                        // version 6, 32 bytes of ICMPv6, hop limit 255
                        + "60000000" + "0020" + "3a" + "ff"
                        + "20010db8000000000000000000000050"
                        + "ff020000000000000000000000000001"
                        // type 136, code 0; override set, router and solicited clear
                        + "88" + "00" + checksum + "20000000"
                        + "20010db8000000000000000000000050"
                        // option 2: the target's link-layer address
                        + "02" + "01" + "0242c0a84d0b");
    }

    @Test
    void theSumOverThePseudoHeaderAndTheMessageIsAllOnes() {
        ByteBuffer frame = ByteBuffer.wrap(NeighbourAdvertisement.unsolicited(mac, address));
        long sum = 32 + 58;
        for (int at = 14 + 8; at < frame.limit(); at += 2) sum += Short.toUnsignedInt(frame.getShort(at));
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
        assertThat(sum).isEqualTo(0xffff);
    }
}
