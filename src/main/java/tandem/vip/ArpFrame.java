package tandem.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import tandem.Pure;

/// Gratuitous ARP as an Ethernet frame: it tells every host and switch on the link where an address lives
/// now.
///
/// Two forms, since there are receivers that heed only one of them. In both, sender and target protocol
/// address are the address announced, and the frame goes to everybody:
///
///  - the *request* form is the ARP Announcement of RFC 5227 §2.3: target hardware address zero;
///  - the *reply* form is that of RFC 5944 §4.6: target hardware address the one to be put into caches.
@Pure
final class ArpFrame {
    private static final int ETHERNET_HEADER = 14;
    private static final int ARP_PACKET = 28;

    /// Ethernet type of ARP (RFC 826).
    static final short ETHERTYPE_ARP = 0x0806;

    private static final short HARDWARE_ETHERNET = 1;
    private static final short PROTOCOL_IPV4 = 0x0800;
    private static final byte PROTOCOL_LENGTH = 4;
    private static final short REQUEST = 1;
    private static final short REPLY = 2;

    private ArpFrame() {}

    static byte[] gratuitousRequest(MacAddress owner, VirtualAddress address) {
        return frame(REQUEST, owner, address, MacAddress.ZERO);
    }

    static byte[] gratuitousReply(MacAddress owner, VirtualAddress address) {
        return frame(REPLY, owner, address, owner);
    }

    private static byte[] frame(short operation, MacAddress owner, VirtualAddress address, MacAddress target) {
        return ByteBuffer.allocate(ETHERNET_HEADER + ARP_PACKET)
                .order(ByteOrder.BIG_ENDIAN)
                .put(MacAddress.BROADCAST.bytes())
                .put(owner.bytes())
                .putShort(ETHERTYPE_ARP)
                .putShort(HARDWARE_ETHERNET)
                .putShort(PROTOCOL_IPV4)
                .put((byte) MacAddress.LENGTH)
                .put(PROTOCOL_LENGTH)
                .putShort(operation)
                .put(owner.bytes())
                .put(address.bytes())
                .put(target.bytes())
                .put(address.bytes())
                .array();
    }
}
