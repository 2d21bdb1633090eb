package tandem.vip;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An address on the loopback besides, with a lease, so that its connections live on when it has left its device.
///
/// @param loopback the number of that device
record LoopbackCopy(VirtualAddress address, Duration lease, int loopback, NetlinkSocket netlink) {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackCopy.class);

    static LoopbackCopy of(VirtualAddress address, Duration lease, NetlinkSocket netlink) throws AddressException {
        return new LoopbackCopy(address, lease, Links.find(netlink, "lo").device(), netlink);
    }

    /// Adds it, or starts its lease anew.
    void add() throws SystemCallException {
        int seconds = Math.toIntExact(lease.toSeconds());
        netlink.request(new NetlinkRequest.AddAddress(loopback, address, prefix(), "", seconds));
    }

    /// No failure when it is not there.
    void remove() throws SystemCallException {
        try {
            netlink.request(new NetlinkRequest.DeleteAddress(loopback, address, prefix()));
        } catch (SystemCallException refused) {
            if (!refused.errno().equals(Errno.EADDRNOTAVAIL)) throw refused;
        }
    }

    /// Looks at the start. A left-over has a lease, and is removed; an address that somebody configured for good is not
    /// ours to keep nor to remove.
    ///
    /// @return whether there is such a one
    boolean isForGood() throws SystemCallException {
        for (NetlinkReply reply : netlink.request(new NetlinkRequest.ListAddresses(address.family()))) {
            if (!(reply instanceof NetlinkReply.Address found)) continue;
            if (found.device() != loopback || !found.address().equals(address)) continue;
            if (found.permanent()) return true;
            LOG.info("{} was left on the loopback by an earlier run: removing it", address);
            remove();
        }
        return false;
    }

    /// The prefix length that means the address alone.
    private int prefix() {
        return address.family().bits();
    }
}
