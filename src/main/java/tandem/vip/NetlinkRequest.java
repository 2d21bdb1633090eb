package tandem.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import tandem.Pure;

/// What is asked of rtnetlink, as the bytes of one message (`man 7 netlink`, `man 7 rtnetlink`).
@Pure
sealed interface NetlinkRequest {

    /// No duplicate address detection: it would keep the address from answering for a second, and the cluster
    /// says who has it. No route to its prefix either: that route would share the lifetime of the address,
    /// and where the host has an address of its own in that network, it is the route of that one, too.
    int FLAGS_OF_IPV6 = Netlink.IFA_F_NODAD | Netlink.IFA_F_NOPREFIXROUTE;

    /// Adds the address with a lifetime, or starts the lifetime of one that is there anew.
    ///
    /// @param label of an IPv4 address; empty for none
    record AddAddress(int device, VirtualAddress address, int prefix, String label, int leaseSeconds)
            implements NetlinkRequest {}

    /// Removes the address from the device. Of IPv4 with whatever prefix length; IPv6 has an address but once
    /// on a device, and wants to be told the one it was added with.
    record DeleteAddress(int device, VirtualAddress address, int prefix) implements NetlinkRequest {}

    /// All addresses of this kind on all devices.
    record ListAddresses(VirtualAddress.Family family) implements NetlinkRequest {}

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
            case AddAddress add -> add(message, add, order);
            case DeleteAddress(var device, var address, var prefix) -> {
                addressHeader(message, address.family(), prefix, device);
                attribute(message, Netlink.IFA_LOCAL, address.bytes());
            }
            case ListAddresses(var family) -> addressHeader(message, family, 0, 0);
            case FindLink(var name) -> {
                message.position(message.position() + Netlink.LINK_HEADER);
                attribute(message, Netlink.IFLA_IFNAME, zeroEnded(name));
            }
            case ListLinks() -> message.position(message.position() + Netlink.LINK_HEADER);
        }
        header(message, sequence);
        byte[] bytes = new byte[message.position()];
        message.get(0, bytes);
        return bytes;
    }

    private static void add(ByteBuffer message, AddAddress add, ByteOrder order) {
        VirtualAddress address = add.address();
        addressHeader(message, address.family(), add.prefix(), add.device());
        attribute(message, Netlink.IFA_LOCAL, address.bytes());
        attribute(message, Netlink.IFA_ADDRESS, address.bytes());
        switch (address.family()) {
            case IPV4 -> {
                if (!add.label().isEmpty()) attribute(message, Netlink.IFA_LABEL, zeroEnded(add.label()));
                attribute(message, Netlink.IFA_CACHEINFO, lifetime(add.leaseSeconds(), add.leaseSeconds(), order));
            }
            case IPV6 -> {
                attribute(
                        message,
                        Netlink.IFA_FLAGS,
                        ByteBuffer.allocate(4)
                                .order(order)
                                .putInt(FLAGS_OF_IPV6)
                                .array());
                attribute(message, Netlink.IFA_CACHEINFO, lifetime(0, add.leaseSeconds(), order));
            }
        }
    }

    private static byte[] zeroEnded(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
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
    private static void addressHeader(ByteBuffer message, VirtualAddress.Family family, int prefix, int device) {
        byte number = switch (family) {
            case IPV4 -> Netlink.AF_INET;
            case IPV6 -> Netlink.AF_INET6;
        };
        message.put(number).put((byte) prefix).put((byte) 0).put((byte) 0).putInt(device);
    }

    /// `struct ifa_cacheinfo`: preferred and valid lifetime in seconds, and two time stamps that are the
    /// kernel's.
    private static byte[] lifetime(int preferred, int valid, ByteOrder order) {
        return ByteBuffer.allocate(16)
                .order(order)
                .putInt(preferred)
                .putInt(valid)
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
