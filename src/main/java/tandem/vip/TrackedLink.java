package tandem.vip;

import java.util.List;
import java.util.Optional;
import tandem.Pure;

/// An interface that has to work where the node is to own an address.
///
/// @param device  its name
/// @param trouble why nobody can be reached through it, for a person; empty while it is up and has a carrier
@Pure
public record TrackedLink(String device, Optional<String> trouble) {

    /// How the interfaces of these names stand, by what the kernel lists.
    static List<TrackedLink> among(List<String> devices, List<NetlinkReply> listed) {
        return devices.stream()
                .map(device -> new TrackedLink(device, trouble(device, listed)))
                .toList();
    }

    private static Optional<String> trouble(String device, List<NetlinkReply> listed) {
        for (NetlinkReply reply : listed)
            if (reply instanceof NetlinkReply.Link link && link.name().equals(device)) return trouble(link);
        return Optional.of("there is no such interface");
    }

    private static Optional<String> trouble(NetlinkReply.Link link) {
        if ((link.flags() & Netlink.IFF_UP) == 0) return Optional.of("down");
        if ((link.flags() & Netlink.IFF_LOWER_UP) == 0)
            return Optional.of("no carrier: its cable or its other end is off");
        return Optional.empty();
    }
}
