package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Byte for byte after `man 7 netlink` (header, attributes) and `man 7 rtnetlink` (ifaddrmsg, ifinfomsg), as a
/// little-endian host sends it.
class NetlinkRequestTest {
    private static final VirtualAddress ADDRESS = VirtualAddress.parse("192.168.77.50");

    @Test
    void anAddressIsAddedOrReplacedWithALifetime() {
        assertThat(hex(new NetlinkRequest.AddAddress(3, ADDRESS, 24, 2)))
                // length 60, RTM_NEWADDR, REQUEST|ACK|REPLACE|CREATE, sequence 7, port 0
                .isEqualTo("3c000000" + "1400" + "0505" + "07000000" + "00000000"
                        // AF_INET, prefix 24, no flags, global scope, device 3
                        + "02" + "18" + "00" + "00" + "03000000"
                        // IFA_LOCAL, IFA_ADDRESS
                        + "0800" + "0200" + "c0a84d32"
                        + "0800" + "0100" + "c0a84d32"
                        // IFA_CACHEINFO: preferred 2 s, valid 2 s, two time stamps
                        + "1400" + "0600" + "02000000" + "02000000" + "00000000" + "00000000");
    }

    @Test
    void anAddressIsDeletedByItsLocalPart() {
        assertThat(hex(new NetlinkRequest.DeleteAddress(3, ADDRESS)))
                .isEqualTo("20000000" + "1500" + "0500" + "07000000" + "00000000"
                        + "02" + "20" + "00" + "00" + "03000000"
                        + "0800" + "0200" + "c0a84d32");
    }

    @Test
    void addressesAreListed() {
        assertThat(hex(new NetlinkRequest.ListAddresses()))
                .isEqualTo("18000000" + "1600" + "0103" + "07000000" + "00000000" + "02" + "00" + "00" + "00"
                        + "00000000");
    }

    @Test
    void aLinkIsFoundByItsName() {
        assertThat(hex(new NetlinkRequest.FindLink("eth0")))
                .isEqualTo("2c000000" + "1200" + "0500" + "07000000" + "00000000"
                        + "00000000" + "00000000" + "00000000" + "00000000"
                        // IFLA_IFNAME with its closing zero, padded to a multiple of four
                        + "0900" + "0300" + "6574683000" + "000000");
    }

    @Test
    void linksAreListed() {
        assertThat(hex(new NetlinkRequest.ListLinks()))
                .isEqualTo("20000000" + "1200" + "0103" + "07000000" + "00000000" + "00000000" + "00000000" + "00000000"
                        + "00000000");
    }

    @Test
    void aBigEndianHostIsSpokenToInItsOwnOrder() {
        byte[] message = new NetlinkRequest.ListAddresses().encode(7, ByteOrder.BIG_ENDIAN);
        assertThat(HexFormat.of().formatHex(message)).startsWith("00000018" + "0016" + "0301" + "00000007");
    }

    private static String hex(NetlinkRequest request) {
        return HexFormat.of().formatHex(request.encode(7, ByteOrder.LITTLE_ENDIAN));
    }
}
