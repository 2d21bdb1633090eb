package tandem.vip;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The network interfaces of this host, as the kernel tells of them.
final class Links {
    private Links() {}

    /// The interface of this name.
    ///
    /// @throws AddressException with the names of those that there are, when it is none of them
    static NetlinkReply.Link find(NetlinkSocket netlink, String device) throws AddressException {
        try {
            for (NetlinkReply reply : netlink.request(new NetlinkRequest.FindLink(device)))
                if (reply instanceof NetlinkReply.Link found) return found;
            throw new AddressException("the kernel gave no answer about the interface " + device);
        } catch (SystemCallException refused) {
            if (!refused.errno().equals(Errno.ENODEV)) throw AddressException.of("cannot look up " + device, refused);
            throw new AddressException(
                    "there is no network interface " + device + " on this host; there are: " + names(netlink), refused);
        }
    }

    private static String names(NetlinkSocket netlink) {
        try {
            List<NetlinkReply> links = netlink.request(new NetlinkRequest.ListLinks());
            return links.stream()
                    .filter(NetlinkReply.Link.class::isInstance)
                    .map(link -> ((NetlinkReply.Link) link).name())
                    .collect(Collectors.joining(", "));
        } catch (SystemCallException refused) {
            return "(" + refused.getMessage() + ")";
        }
    }

    /// Whether an interface of this host has this MAC address.
    static boolean has(NetlinkSocket netlink, MacAddress mac) throws SystemCallException {
        return netlink.request(new NetlinkRequest.ListLinks()).stream()
                .anyMatch(reply ->
                        reply instanceof NetlinkReply.Link link && link.mac().equals(Optional.of(mac)));
    }

    /// Why nobody can be reached through the link; empty when it is up.
    static String down(NetlinkReply.Link link) {
        if ((link.flags() & Netlink.IFF_UP) == 0)
            return link.name() + " is down: `ip link set " + link.name() + " up` brings it up";
        if ((link.flags() & Netlink.IFF_LOWER_UP) == 0)
            return link.name() + " has no carrier: its cable or its other end is off";
        return "";
    }

    /// Whether hosts find each other on the link by ARP or neighbour discovery.
    static boolean resolves(NetlinkReply.Link link) {
        return (link.flags() & (Netlink.IFF_NOARP | Netlink.IFF_LOOPBACK)) == 0
                && link.mac().isPresent();
    }
}
