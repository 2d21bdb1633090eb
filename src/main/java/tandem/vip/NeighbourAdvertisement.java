package tandem.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import tandem.Pure;

/// The unsolicited neighbour advertisement of RFC 4861 §7.2.6 as an Ethernet frame: what gratuitous ARP is to
/// IPv4.
///
/// It goes to all nodes of the link (ff02::1), says where the target lives now, and has the override flag
/// set, so that it replaces what caches hold. The router flag is clear: a virtual address serves, and does
/// not route.
@Pure
final class NeighbourAdvertisement {
    /// Ethernet type of IPv6 (RFC 2464).
    static final short ETHERTYPE_IPV6 = (short) 0x86dd;

    private static final int ETHERNET_HEADER = 14;
    private static final int IP_HEADER = 40;
    /// Type, code, checksum, flags, target; then the option of eight bytes.
    private static final int MESSAGE = 32;

    private static final int VERSION_6 = 0x6000_0000;
    private static final byte ICMPV6 = 58;
    /// Receivers take no other, which shows that no router has passed the packet on (§7.1.2).
    private static final byte HOP_LIMIT = (byte) 255;

    private static final byte NEIGHBOUR_ADVERTISEMENT = (byte) 136;
    private static final int OVERRIDE = 0x2000_0000;
    private static final byte TARGET_LINK_LAYER_ADDRESS = 2;
    private static final byte EIGHT_BYTES = 1;

    private static final VirtualAddress ALL_NODES =
            new VirtualAddress(VirtualAddress.Family.IPV6, 0xff02_0000_0000_0000L, 1);

    /// To what Ethernet maps ff02::1 (RFC 2464 §7).
    private static final MacAddress ALL_NODES_MAC = new MacAddress(0x3333_0000_0001L);

    private NeighbourAdvertisement() {}

    static byte[] unsolicited(MacAddress owner, VirtualAddress address) {
        byte[] message = message(owner, address, (short) 0);
        return ByteBuffer.allocate(ETHERNET_HEADER + IP_HEADER + MESSAGE)
                .order(ByteOrder.BIG_ENDIAN)
                .put(ALL_NODES_MAC.bytes())
                .put(owner.bytes())
                .putShort(ETHERTYPE_IPV6)
                .putInt(VERSION_6)
                .putShort((short) MESSAGE)
                .put(ICMPV6)
                .put(HOP_LIMIT)
                .put(address.bytes())
                .put(ALL_NODES.bytes())
                .put(message(owner, address, checksum(address, message)))
                .array();
    }

    private static byte[] message(MacAddress owner, VirtualAddress address, short checksum) {
        return ByteBuffer.allocate(MESSAGE)
                .order(ByteOrder.BIG_ENDIAN)
                .put(NEIGHBOUR_ADVERTISEMENT)
                .put((byte) 0)
                .putShort(checksum)
                .putInt(OVERRIDE)
                .put(address.bytes())
                .put(TARGET_LINK_LAYER_ADDRESS)
                .put(EIGHT_BYTES)
                .put(owner.bytes())
                .array();
    }

    /// Over the pseudo-header of RFC 8200 §8.1 and the message: the one's complement of the sum of its words.
    private static short checksum(VirtualAddress source, byte[] message) {
        ByteBuffer summed = ByteBuffer.allocate(IP_HEADER + MESSAGE)
                .order(ByteOrder.BIG_ENDIAN)
                .put(source.bytes())
                .put(ALL_NODES.bytes())
                .putInt(MESSAGE)
                .putInt(ICMPV6)
                .put(message)
                .flip();
        int sum = 0;
        while (summed.hasRemaining()) sum += Short.toUnsignedInt(summed.getShort());
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~sum;
    }
}
