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
        assertThat(hex(new NetlinkRequest.AddAddress(3, ADDRESS, 24, "", 2)))
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
    void anAddressMayHaveALabel() {
        assertThat(hex(new NetlinkRequest.AddAddress(3, ADDRESS, 32, "eth0:vip", 2)))
                .startsWith("4c000000")
                // IFA_LABEL with its closing zero, padded to a multiple of four
                .contains("0d00" + "0300" + "657468303a76697000" + "000000");
    }

    @Test
    void anIpv6AddressIsAddedWithoutDuplicateDetectionAndWithoutARouteAndIsNoSourceOfConnections() {
        VirtualAddress v6 = VirtualAddress.parse("2001:db8::50");
        String address = "20010db8000000000000000000000050";
        assertThat(hex(new NetlinkRequest.AddAddress(3, v6, 64, "", 2)))
                .isEqualTo("5c000000" + "1400" + "0505" + "07000000" + "00000000"
                        // AF_INET6, prefix 64, device 3
                        + "0a" + "40" + "00" + "00" + "03000000"
                        + "1400" + "0200" + address
                        + "1400" + "0100" + address
                        // IFA_FLAGS: NODAD, NOPREFIXROUTE
                        + "0800" + "0800" + "02020000"
                        // IFA_CACHEINFO: preferred 0 s, valid 2 s
                        + "1400" + "0600" + "00000000" + "02000000" + "00000000" + "00000000");
        assertThat(hex(new NetlinkRequest.DeleteAddress(3, v6, 64)))
                .isEqualTo("2c000000" + "1500" + "0500" + "07000000" + "00000000" + "0a" + "40" + "00" + "00"
                        + "03000000" + "1400" + "0200" + address);
    }

    @Test
    void anAddressIsDeletedByItsLocalPart() {
        assertThat(hex(new NetlinkRequest.DeleteAddress(3, ADDRESS, 32)))
                .isEqualTo("20000000" + "1500" + "0500" + "07000000" + "00000000"
                        + "02" + "20" + "00" + "00" + "03000000"
                        + "0800" + "0200" + "c0a84d32");
    }

    @Test
    void addressesAreListed() {
        assertThat(hex(new NetlinkRequest.ListAddresses(VirtualAddress.Family.IPV4)))
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
        byte[] message = new NetlinkRequest.ListAddresses(VirtualAddress.Family.IPV4).encode(7, ByteOrder.BIG_ENDIAN);
        assertThat(HexFormat.of().formatHex(message)).startsWith("00000018" + "0016" + "0301" + "00000007");
    }

    private static String hex(NetlinkRequest request) {
        return HexFormat.of().formatHex(request.encode(7, ByteOrder.LITTLE_ENDIAN));
    }
}
