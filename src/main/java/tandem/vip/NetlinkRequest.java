package tandem.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import tandem.Pure;

/// What is asked of rtnetlink, as the bytes of one message (`man 7 netlink`, `man 7 rtnetlink`).
@Pure
sealed interface NetlinkRequest {

    /// Adds the address with a lifetime, or starts the lifetime of one that is there anew.
    record AddAddress(int device, VirtualAddress address, int prefix, int leaseSeconds) implements NetlinkRequest {}

    /// Removes the address from the device, whatever its prefix length.
    record DeleteAddress(int device, VirtualAddress address) implements NetlinkRequest {}

    /// All IPv4 addresses of all devices.
    record ListAddresses() implements NetlinkRequest {}

    /// The device of this name.
    record FindLink(String name) implements NetlinkRequest {}

    /// All devices.
    record ListLinks() implements NetlinkRequest {}

    /// Its name in the manual, for messages.
    default String text() {
        return switch (this) {
            case AddAddress _ -> "RTM_NEWADDR";
            case DeleteAddress _ -> "RTM_DELADDR";
            case ListAddresses _ -> "RTM_GETADDR";
            case FindLink _, ListLinks _ -> "RTM_GETLINK";
        };
    }

    /// The message. Netlink speaks in the byte order of the host.
    default byte[] encode(int sequence, ByteOrder order) {
        ByteBuffer message = ByteBuffer.allocate(128).order(order);
        message.position(Netlink.HEADER);
        switch (this) {
            case AddAddress(var device, var address, var prefix, var lease) -> {
                addressHeader(message, prefix, device);
                attribute(message, Netlink.IFA_LOCAL, address.bytes());
                attribute(message, Netlink.IFA_ADDRESS, address.bytes());
                attribute(message, Netlink.IFA_CACHEINFO, lifetime(lease, order));
            }
            case DeleteAddress(var device, var address) -> {
                addressHeader(message, 32, device);
                attribute(message, Netlink.IFA_LOCAL, address.bytes());
            }
            case ListAddresses() -> addressHeader(message, 0, 0);
            case FindLink(var name) -> {
                message.position(message.position() + Netlink.LINK_HEADER);
                attribute(message, Netlink.IFLA_IFNAME, (name + "\0").getBytes(StandardCharsets.UTF_8));
            }
            case ListLinks() -> message.position(message.position() + Netlink.LINK_HEADER);
        }
        header(message, sequence);
        byte[] bytes = new byte[message.position()];
        message.get(0, bytes);
        return bytes;
    }

    private void header(ByteBuffer message, int sequence) {
        short type = switch (this) {
            case AddAddress _ -> Netlink.RTM_NEWADDR;
            case DeleteAddress _ -> Netlink.RTM_DELADDR;
            case ListAddresses _ -> Netlink.RTM_GETADDR;
            case FindLink _, ListLinks _ -> Netlink.RTM_GETLINK;
        };
        int flags = Netlink.NLM_F_REQUEST
                | switch (this) {
                    case AddAddress _ -> Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE;
                    case DeleteAddress _, FindLink _ -> Netlink.NLM_F_ACK;
                    case ListAddresses _, ListLinks _ -> Netlink.NLM_F_DUMP;
                };
        message.putInt(0, message.position())
                .putShort(4, type)
                .putShort(6, (short) flags)
                .putInt(8, sequence)
                .putInt(12, 0);
    }

    /// `struct ifaddrmsg`: family, prefix length, flags, scope (0 is global), device.
    private static void addressHeader(ByteBuffer message, int prefix, int device) {
        message.put(Netlink.AF_INET)
                .put((byte) prefix)
                .put((byte) 0)
                .put((byte) 0)
                .putInt(device);
    }

    /// `struct ifa_cacheinfo`: preferred and valid lifetime in seconds, and two time stamps that are the
    /// kernel's.
    private static byte[] lifetime(int seconds, ByteOrder order) {
        return ByteBuffer.allocate(16)
                .order(order)
                .putInt(seconds)
                .putInt(seconds)
                .array();
    }

    /// `struct rtattr`: length without padding, type, value, then padding to a multiple of four.
    private static void attribute(ByteBuffer message, short type, byte[] value) {
        message.putShort((short) (Netlink.ATTRIBUTE_HEADER + value.length))
                .putShort(type)
                .put(value);
        while (message.position() % Netlink.ALIGNMENT != 0) message.put((byte) 0);
    }
}
