package tandem.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import tandem.Pure;

/// The ARP of a virtual address as Ethernet frames.
///
/// Gratuitous ARP tells every host and switch on the link where an address lives now. Two forms, since there
/// are receivers that heed only one of them. In both, sender and target protocol address are the address
/// announced, and the frame goes to everybody:
///
///  - the *request* form is the ARP Announcement of RFC 5227 §2.3: target hardware address zero;
///  - the *reply* form is that of RFC 5944 §4.6: target hardware address the one to be put into caches.
///
/// The *probe* asks whether anybody else has the address (RFC 5227 §2.1.1). Its sender protocol address is
/// zero, so that it changes nobody's cache; a host that has the address answers it.
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
    private static final byte[] NOBODY = new byte[PROTOCOL_LENGTH];

    /// Where a frame has its sender's hardware address, and right after it the protocol address.
    private static final int SENDER = ETHERNET_HEADER + 8;

    /// Where a frame has the protocol address that its sender claims.
    static final int SENDER_PROTOCOL = SENDER + MacAddress.LENGTH;

    private ArpFrame() {}

    static byte[] gratuitousRequest(MacAddress owner, VirtualAddress address) {
        return frame(REQUEST, owner, address.bytes(), MacAddress.ZERO, address);
    }

    static byte[] gratuitousReply(MacAddress owner, VirtualAddress address) {
        return frame(REPLY, owner, address.bytes(), owner, address);
    }

    static byte[] probe(MacAddress asking, VirtualAddress address) {
        return frame(REQUEST, asking, NOBODY, MacAddress.ZERO, address);
    }

    /// Who says by this frame that it has the address: its sender, in a request as in a reply.
    ///
    /// @return empty when the frame says something else, or is no ARP for IPv4 on Ethernet
    static Optional<MacAddress> claimant(byte[] frame, VirtualAddress address) {
        if (frame.length < ETHERNET_HEADER + ARP_PACKET) return Optional.empty();
        ByteBuffer arp = ByteBuffer.wrap(frame).order(ByteOrder.BIG_ENDIAN);
        boolean understood = arp.getShort(ETHERNET_HEADER - 2) == ETHERTYPE_ARP
                && arp.getShort(ETHERNET_HEADER) == HARDWARE_ETHERNET
                && arp.getShort(ETHERNET_HEADER + 2) == PROTOCOL_IPV4
                && arp.get(ETHERNET_HEADER + 4) == MacAddress.LENGTH
                && arp.get(ETHERNET_HEADER + 5) == PROTOCOL_LENGTH;
        byte[] sender = Arrays.copyOfRange(frame, SENDER_PROTOCOL, SENDER_PROTOCOL + PROTOCOL_LENGTH);
        if (!understood || !Arrays.equals(sender, address.bytes())) return Optional.empty();
        return Optional.of(MacAddress.of(Arrays.copyOfRange(frame, SENDER, SENDER_PROTOCOL)));
    }

    private static byte[] frame(
            short operation, MacAddress sender, byte[] claimed, MacAddress target, VirtualAddress address) {
        return ByteBuffer.allocate(ETHERNET_HEADER + ARP_PACKET)
                .order(ByteOrder.BIG_ENDIAN)
                .put(MacAddress.BROADCAST.bytes())
                .put(sender.bytes())
                .putShort(ETHERTYPE_ARP)
                .putShort(HARDWARE_ETHERNET)
                .putShort(PROTOCOL_IPV4)
                .put((byte) MacAddress.LENGTH)
                .put(PROTOCOL_LENGTH)
                .putShort(operation)
                .put(sender.bytes())
                .put(claimed)
                .put(target.bytes())
                .put(address.bytes())
                .array();
    }
}
