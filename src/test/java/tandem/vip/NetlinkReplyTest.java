package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Byte for byte after `man 7 netlink` and `man 7 rtnetlink`, as a little-endian host answers.
class NetlinkReplyTest {
    private static final String DELETE =
            "20000000" + "1500" + "0500" + "07000000" + "39300000" + "02200000" + "03000000" + "08000200" + "c0a84d32";

    @Test
    void anErrorOfZeroIsAnAcknowledgement() {
        String ack = "24000000" + "0200" + "0001" + "07000000" + "39300000" + "00000000" + DELETE.substring(0, 32);
        assertThat(decoded(ack)).containsExactly(new NetlinkReply.Done(7));
    }

    @Test
    void aRefusalCarriesItsErrorNumber() {
        // -99 and the whole request, as a kernel answers that knows neither CAP_ACK nor EXT_ACK.
        String refusal = "34000000" + "0200" + "0000" + "07000000" + "39300000" + "9dffffff" + DELETE;
        assertThat(decoded(refusal)).containsExactly(new NetlinkReply.Refused(7, Errno.EADDRNOTAVAIL, ""));
    }

    @Test
    void theKernelsOwnWordsAreReadBehindACappedRequest() {
        String words = "49503a20626164" + "00";
        String refusal = "30000000" + "0200" + "0003" + "07000000" + "39300000" + "eaffffff" + DELETE.substring(0, 32)
                + "0c00" + "0100" + words;
        assertThat(decoded(refusal)).containsExactly(new NetlinkReply.Refused(7, new Errno(22), "IP: bad"));
    }

    @Test
    void theKernelsOwnWordsAreReadBehindAWholeRequest() {
        String words = "49503a20626164" + "00";
        String refusal =
                "40000000" + "0200" + "0002" + "07000000" + "39300000" + "eaffffff" + DELETE + "0c00" + "0100" + words;
        assertThat(decoded(refusal)).containsExactly(new NetlinkReply.Refused(7, new Errno(22), "IP: bad"));
    }

    @Test
    void aListMayHaveSeveralMessagesInOneDatagram() {
        assertThat(decoded(address("02000000", "02000000") + address("ffffffff", "ffffffff") + done("00000000")))
                .containsExactly(
                        new NetlinkReply.Address(7, 3, VirtualAddress.parse("192.168.77.50"), 24, false),
                        new NetlinkReply.Address(7, 3, VirtualAddress.parse("192.168.77.50"), 24, true),
                        new NetlinkReply.Done(7));
    }

    @Test
    void aListThatWasBrokenOffIsARefusal() {
        assertThat(decoded(done("f4ffffff"))).containsExactly(new NetlinkReply.Refused(7, new Errno(12), ""));
    }

    @Test
    void aLinkHasANameFlagsAndAMacAddress() {
        String link = "2c000000" + "1000" + "0000" + "07000000" + "39300000"
                + "0000" + "0100" + "03000000" + "43100100" + "00000000"
                + "0900" + "0300" + "6574683000" + "000000";
        String withMac = link.replaceFirst("2c", "38") + "0a00" + "0100" + "0242c0a84d0b" + "0000";
        MacAddress mac = new MacAddress(0x0242c0a84d0bL);
        assertThat(decoded(withMac)).containsExactly(new NetlinkReply.Link(7, 3, "eth0", 0x11043, Optional.of(mac)));
        assertThat(decoded(link)).containsExactly(new NetlinkReply.Link(7, 3, "eth0", 0x11043, Optional.empty()));
    }

    @Test
    void whatIsCutOffOrUnknownDoesNoHarm() {
        assertThat(decoded("")).isEmpty();
        assertThat(decoded("24000000" + "0200")).isEmpty();
        assertThat(decoded("ffffff7f" + "0200" + "0000" + "07000000" + "00000000"))
                .isEmpty();
        assertThat(decoded("10000000" + "6300" + "0000" + "07000000" + "00000000"))
                .containsExactly(new NetlinkReply.Other(7, 0x63));
        // An attribute that claims to be longer than its message.
        assertThat(decoded(
                        "1c000000" + "1400" + "0000" + "07000000" + "00000000" + "02180000" + "03000000" + "ff000200"))
                .containsExactly(new NetlinkReply.Other(7, 20));
    }

    private static String address(String preferred, String valid) {
        return "38000000" + "1400" + "0200" + "07000000" + "39300000" + "02180000" + "03000000"
                + "0800" + "0200" + "c0a84d32"
                + "1400" + "0600" + preferred + valid + "00000000" + "00000000"
                + "0400" + "6300";
    }

    private static String done(String error) {
        return "14000000" + "0300" + "0200" + "07000000" + "39300000" + error;
    }

    private static List<NetlinkReply> decoded(String hex) {
        return NetlinkReply.decode(HexFormat.of().parseHex(hex), ByteOrder.LITTLE_ENDIAN);
    }
}
