package tandem.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// One message of rtnetlink's answer (`man 7 netlink`, `man 7 rtnetlink`).
@Pure
sealed interface NetlinkReply {

    /// The number of the request that it answers.
    int sequence();

    /// The request was carried out, or a list is complete.
    record Done(int sequence) implements NetlinkReply {}

    /// It was not.
    ///
    /// @param detail the kernel's own words, empty when it gave none
    record Refused(int sequence, Errno errno, String detail) implements NetlinkReply {}

    /// An address of an interface.
    ///
    /// @param permanent whether no lifetime ends it
    record Address(int sequence, int device, VirtualAddress address, int prefix, boolean permanent)
            implements NetlinkReply {}

    /// An interface.
    ///
    /// @param flags IFF_UP and so on
    /// @param mac   empty where the link has no Ethernet addresses
    record Link(int sequence, int device, String name, int flags, Optional<MacAddress> mac) implements NetlinkReply {}

    /// A message of no interest here.
    record Other(int sequence, int type) implements NetlinkReply {}

    /// The messages of one datagram. What is cut off at its end is left out.
    static List<NetlinkReply> decode(byte[] datagram, ByteOrder order) {
        ByteBuffer rest = ByteBuffer.wrap(datagram).order(order);
        List<NetlinkReply> replies = new ArrayList<>();
        while (rest.remaining() >= Netlink.HEADER) {
            int length = rest.getInt(rest.position());
            if (length < Netlink.HEADER || length > rest.remaining()) break;
            replies.add(message(rest.slice(rest.position(), length).order(order)));
            rest.position(rest.position() + Math.min(Netlink.aligned(length), rest.remaining()));
        }
        return replies;
    }

    private static NetlinkReply message(ByteBuffer message) {
        short type = message.getShort(4);
        int flags = message.getShort(6);
        int sequence = message.getInt(8);
        ByteBuffer body = tail(message, Netlink.HEADER);
        if (type == Netlink.NLMSG_ERROR && body.remaining() >= 4) return error(sequence, flags, body);
        if (type == Netlink.NLMSG_DONE) return done(sequence, body);
        if (type == Netlink.RTM_NEWADDR && body.remaining() >= Netlink.ADDRESS_HEADER) return address(sequence, body);
        if (type == Netlink.RTM_NEWLINK && body.remaining() >= Netlink.LINK_HEADER) return link(sequence, body);
        return new Other(sequence, type);
    }

    /// A list that the kernel breaks off ends with an error number in its last message.
    private static NetlinkReply done(int sequence, ByteBuffer body) {
        int error = body.remaining() >= 4 ? body.getInt(0) : 0;
        return error == 0 ? new Done(sequence) : new Refused(sequence, new Errno(-error), "");
    }

    /// `struct nlmsgerr`: a negated errno, 0 for an acknowledgement; then the request, whole or its header
    /// alone; then, where flagged, attributes with a text.
    private static NetlinkReply error(int sequence, int flags, ByteBuffer body) {
        int error = body.getInt(0);
        if (error == 0) return new Done(sequence);
        String detail = "";
        if ((flags & Netlink.NLM_F_ACK_TLVS) != 0 && body.remaining() >= 4 + Netlink.HEADER) {
            int request = (flags & Netlink.NLM_F_CAPPED) != 0 ? Netlink.HEADER : Netlink.aligned(body.getInt(4));
            Map<Short, ByteBuffer> attributes = attributes(tail(body, 4 + request));
            detail = text(attributes.get(Netlink.NLMSGERR_ATTR_MSG));
        }
        return new Refused(sequence, new Errno(-error), detail);
    }

    private static NetlinkReply address(int sequence, ByteBuffer body) {
        Map<Short, ByteBuffer> attributes = attributes(tail(body, Netlink.ADDRESS_HEADER));
        ByteBuffer local = attributes.get(Netlink.IFA_LOCAL);
        // IPv6 tells of the local address alone only where there is another at the other end.
        if (local == null) local = attributes.get(Netlink.IFA_ADDRESS);
        int bytes = switch (body.get(0)) {
            case Netlink.AF_INET -> 4;
            case Netlink.AF_INET6 -> 16;
            default -> 0;
        };
        if (bytes == 0 || local == null || local.remaining() != bytes) return new Other(sequence, Netlink.RTM_NEWADDR);
        ByteBuffer lifetime = attributes.get(Netlink.IFA_CACHEINFO);
        boolean permanent = lifetime == null || lifetime.remaining() < 8 || lifetime.getInt(4) == Netlink.FOREVER;
        VirtualAddress address = VirtualAddress.of(bytes(local));
        return new Address(sequence, body.getInt(4), address, Byte.toUnsignedInt(body.get(1)), permanent);
    }

    private static NetlinkReply link(int sequence, ByteBuffer body) {
        Map<Short, ByteBuffer> attributes = attributes(tail(body, Netlink.LINK_HEADER));
        Optional<MacAddress> mac = Optional.ofNullable(attributes.get(Netlink.IFLA_ADDRESS))
                .map(NetlinkReply::bytes)
                .filter(bytes -> bytes.length == MacAddress.LENGTH)
                .map(MacAddress::of);
        return new Link(sequence, body.getInt(4), text(attributes.get(Netlink.IFLA_IFNAME)), body.getInt(8), mac);
    }

    private static Map<Short, ByteBuffer> attributes(ByteBuffer rest) {
        Map<Short, ByteBuffer> attributes = new HashMap<>();
        while (rest.remaining() >= Netlink.ATTRIBUTE_HEADER) {
            int length = Short.toUnsignedInt(rest.getShort(rest.position()));
            if (length < Netlink.ATTRIBUTE_HEADER || length > rest.remaining()) break;
            short type = rest.getShort(rest.position() + 2);
            int valueAt = rest.position() + Netlink.ATTRIBUTE_HEADER;
            attributes.put(
                    type, rest.slice(valueAt, length - Netlink.ATTRIBUTE_HEADER).order(rest.order()));
            rest.position(rest.position() + Math.min(Netlink.aligned(length), rest.remaining()));
        }
        return attributes;
    }

    private static ByteBuffer tail(ByteBuffer buffer, int from) {
        int start = Math.min(Math.max(from, 0), buffer.limit());
        return buffer.slice(start, buffer.limit() - start).order(buffer.order());
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.get(value.position(), bytes);
        return bytes;
    }

    /// Text up to the zero byte that ends it.
    private static String text(@Nullable ByteBuffer value) {
        if (value == null) return "";
        String text = new String(bytes(value), StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
