package tandem.vip;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mode linux: the address lives on an interface of this host, with a lifetime that the kernel enforces.
///
/// Nothing here is done for the first time at a failover: opening it links the system calls and goes the whole
/// way of a takeover and back, to a device that cannot exist. So missing capabilities, too, show while another
/// node can still serve. The calls are carried out at once and take some tens of microseconds. Confined to the
/// HA thread after it is opened.
public final class LinuxAddress implements AddressDriver {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxAddress.class);

    private static final String CAPABILITIES = "CAP_NET_ADMIN and CAP_NET_RAW are needed: run as root, or grant both"
            + " (systemd: AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW; a container: --cap-add NET_ADMIN"
            + " --cap-add NET_RAW)";

    /// The kernel counts its devices from 1.
    private static final int NO_DEVICE = 0;

    /// The same address with this many prefix lengths on one device; more than that is not believed.
    private static final int MOST_COPIES = 32;

    private final VipSettings.Mode.Linux mode;
    private final VirtualAddress address;
    private final Sockets sockets;
    private NetlinkReply.Link link;

    private LinuxAddress(VipSettings.Mode.Linux mode, Sockets sockets, NetlinkReply.Link link) {
        this.mode = mode;
        this.address = VirtualAddress.parse(mode.address());
        this.sockets = sockets;
        this.link = link;
    }

    /// Prepares everything that a takeover needs, and removes the address where an earlier run left it.
    ///
    /// @throws AddressException when this node could not own the address: capabilities are missing, there
    ///                          is no such device, or this is no Linux
    public static LinuxAddress open(VipSettings.Mode.Linux mode) throws AddressException {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux"))
            throw new AddressException("mode linux needs Linux, and this is " + system + ": use mode socket or none");
        Sockets sockets = Sockets.open();
        try {
            LinuxAddress opened = new LinuxAddress(mode, sockets, find(sockets.netlink(), mode.device()));
            opened.rehearse();
            opened.cleanUp();
            opened.warnWhenDown();
            return opened;
        } catch (AddressException refused) {
            sockets.close();
            throw refused;
        }
    }

    @Override
    public CompletionStage<Void> claim() {
        return result(Operation.CLAIM);
    }

    @Override
    public CompletionStage<Void> renew() {
        return result(Operation.RENEW);
    }

    @Override
    public CompletionStage<Void> announce() {
        return result(Operation.ANNOUNCE);
    }

    @Override
    public CompletionStage<Void> release() {
        return result(Operation.RELEASE);
    }

    /// Looks the device up anew, so that one that was created again or got another MAC address is used as it is now.
    @Override
    public CompletionStage<Void> verify() {
        return result(Operation.VERIFY);
    }

    @Override
    public void close() {
        sockets.close();
    }

    private CompletionStage<Void> result(Operation operation) {
        try {
            run(operation, link.device());
            return CompletableFuture.completedStage(null);
        } catch (SystemCallException refused) {
            return CompletableFuture.failedStage(explained("cannot " + words(operation) + " " + what(), refused));
        } catch (AddressException refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    private void run(Operation operation, int device) throws SystemCallException, AddressException {
        switch (operation) {
            case CLAIM, RENEW -> add(device);
            case ANNOUNCE -> announce(device);
            case RELEASE -> remove(device);
            case VERIFY -> verifyLink();
        }
    }

    private static String words(Operation operation) {
        return switch (operation) {
            case CLAIM -> "add";
            case RENEW -> "renew";
            case ANNOUNCE -> "announce";
            case RELEASE -> "remove";
            case VERIFY -> "verify";
        };
    }

    private void add(int device) throws SystemCallException {
        int seconds = Math.toIntExact(mode.lease().toSeconds());
        sockets.netlink().request(new NetlinkRequest.AddAddress(device, address, mode.prefix(), seconds));
    }

    private void announce(int device) throws SystemCallException {
        boolean withoutArp = (link.flags() & (Netlink.IFF_NOARP | Netlink.IFF_LOOPBACK)) != 0;
        if (withoutArp || link.mac().isEmpty()) return;
        MacAddress mac = link.mac().get();
        sockets.packets().sendFrame(ArpFrame.gratuitousRequest(mac, address), device, ArpFrame.ETHERTYPE_ARP);
        sockets.packets().sendFrame(ArpFrame.gratuitousReply(mac, address), device, ArpFrame.ETHERTYPE_ARP);
    }

    private void verifyLink() throws AddressException {
        link = find(sockets.netlink(), mode.device());
        String down = down(link);
        if (!down.isEmpty()) throw new AddressException(down);
    }

    /// Goes the whole way of a takeover and back, to a device that cannot exist. The kernel checks the privilege
    /// before it looks for the device.
    private void rehearse() throws AddressException {
        for (Operation operation : List.of(Operation.CLAIM, Operation.ANNOUNCE, Operation.RELEASE)) {
            try {
                run(operation, NO_DEVICE);
            } catch (SystemCallException refused) {
                boolean expected =
                        refused.errno().equals(Errno.ENODEV) || refused.errno().equals(Errno.ENXIO);
                if (!expected) throw explained("cannot " + words(operation) + " " + what(), refused);
            }
        }
    }

    /// Removes every copy of the address, with whatever prefix length somebody added it.
    private void remove(int device) throws SystemCallException {
        for (int copies = 0; copies < MOST_COPIES; copies++) {
            try {
                sockets.netlink().request(new NetlinkRequest.DeleteAddress(device, address));
            } catch (SystemCallException refused) {
                if (isGone(refused.errno())) return;
                throw refused;
            }
        }
    }

    private static boolean isGone(Errno errno) {
        return errno.equals(Errno.EADDRNOTAVAIL) || errno.equals(Errno.ENODEV);
    }

    private void cleanUp() throws AddressException {
        try {
            for (NetlinkReply reply : sockets.netlink().request(new NetlinkRequest.ListAddresses()))
                if (reply instanceof NetlinkReply.Address found
                        && found.address().equals(address)) logLeftOver(found);
            // Also where nothing was found: the kernel checks the privilege before it looks for the
            // address.
            remove(link.device());
        } catch (SystemCallException refused) {
            throw explained("cannot remove a left-over " + what(), refused);
        }
    }

    private void logLeftOver(NetlinkReply.Address found) {
        String text = found.address() + "/" + found.prefix();
        if (found.device() != link.device())
            LOG.warn(
                    "{} is also on another interface than {} of this host: remove it there, or two nodes answer for it",
                    text,
                    mode.device());
        else if (found.permanent())
            LOG.warn(
                    "{} was configured on {} without a lifetime: removing it, since from now on the cluster says"
                            + " which node has it; take it out of the host's network configuration too",
                    text,
                    mode.device());
        else LOG.info("{} was left on {} by an earlier run: removing it", text, mode.device());
    }

    private void warnWhenDown() {
        String down = down(link);
        if (!down.isEmpty()) LOG.warn("{}", down);
    }

    /// Why nobody can be reached through the link; empty when it is up.
    private static String down(NetlinkReply.Link link) {
        if ((link.flags() & Netlink.IFF_UP) == 0)
            return link.name() + " is down: `ip link set " + link.name() + " up` brings it up";
        if ((link.flags() & Netlink.IFF_LOWER_UP) == 0)
            return link.name() + " has no carrier: its cable or its other end is off";
        return "";
    }

    private String what() {
        return mode.address() + "/" + mode.prefix() + " on " + mode.device();
    }

    private static NetlinkReply.Link find(NetlinkSocket netlink, String device) throws AddressException {
        try {
            for (NetlinkReply reply : netlink.request(new NetlinkRequest.FindLink(device)))
                if (reply instanceof NetlinkReply.Link found) return found;
            throw new AddressException("the kernel gave no answer about the interface " + device);
        } catch (SystemCallException refused) {
            if (!refused.errno().equals(Errno.ENODEV)) throw explained("cannot look up " + device, refused);
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

    /// One socket to ask the kernel, one to send frames.
    private record Sockets(NetlinkSocket netlink, NativeSocket packets) implements AutoCloseable {
        static Sockets open() throws AddressException {
            NetlinkSocket netlink;
            try {
                netlink = NetlinkSocket.open();
            } catch (SystemCallException refused) {
                throw explained("cannot open a netlink socket", refused);
            }
            try {
                return new Sockets(netlink, NativeSocket.packet((short) 0));
            } catch (SystemCallException refused) {
                netlink.close();
                throw explained("cannot open a packet socket", refused);
            }
        }

        @Override
        public void close() {
            packets.close();
            netlink.close();
        }
    }

    private static AddressException explained(String failing, SystemCallException refused) {
        String advice = refused.errno().equals(Errno.EPERM) ? "; " + CAPABILITIES : "";
        return new AddressException(failing + ": " + refused.getMessage() + advice, refused);
    }
}
