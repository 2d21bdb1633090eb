package tandem.vip;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

    /// The kernel counts its devices from 1.
    private static final int NO_DEVICE = 0;

    private static final int REHEARSALS = 200;

    /// The same address with this many prefix lengths on one device; more than that is not believed.
    private static final int MOST_COPIES = 32;

    private final VipSettings.Mode.Linux mode;
    private final VirtualAddress address;
    private final LinuxSockets sockets;
    private NetlinkReply.Link link;
    private @Nullable ArpListener listener;

    private LinuxAddress(VipSettings.Mode.Linux mode, LinuxSockets sockets, NetlinkReply.Link link) {
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
        LinuxSockets sockets = LinuxSockets.open();
        try {
            LinuxAddress opened = new LinuxAddress(mode, sockets, Links.find(sockets.netlink(), mode.device()));
            opened.rehearse();
            opened.cleanUp();
            opened.warnWhenDown();
            Secondaries.keep(mode);
            opened.listen();
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

    /// Of IPv4 only: nothing listens for the neighbour advertisements of another host.
    @Override
    public void onForeignClaim(Consumer<String> told) {
        if (listener != null) listener.tell(told);
    }

    @Override
    public void close() {
        if (listener != null) listener.close();
        sockets.close();
    }

    private void listen() throws AddressException {
        try {
            if (address.family() == VirtualAddress.Family.IPV4) listener = ArpListener.start(address, link);
        } catch (SystemCallException refused) {
            throw AddressException.of(
                    "cannot listen on " + mode.device() + " for other hosts that claim " + address, refused);
        }
    }

    private CompletionStage<Void> result(Operation operation) {
        try {
            run(operation, link.device());
            return CompletableFuture.completedStage(null);
        } catch (SystemCallException refused) {
            return CompletableFuture.failedStage(
                    AddressException.of("cannot " + words(operation) + " " + what(), refused));
        } catch (AddressException refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    private void run(Operation operation, int device) throws SystemCallException, AddressException {
        switch (operation) {
            case CLAIM -> {
                probe(device);
                add(device);
            }
            case RENEW -> add(device);
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
        sockets.netlink()
                .request(new NetlinkRequest.AddAddress(
                        device, address, mode.prefix(), mode.label().orElse(""), seconds));
    }

    /// Asks who has the address, and does not wait for an answer: a takeover must cost no time, and the
    /// kernel of a frozen owner answers too. What the listener hears of it is judged later.
    private void probe(int device) {
        try {
            if (address.family() == VirtualAddress.Family.IPV4 && Links.resolves(link))
                sockets.packets().sendFrame(ArpFrame.probe(mac(), address), device, ArpFrame.ETHERTYPE_ARP);
        } catch (SystemCallException refused) {
            LOG.debug("{} is not probed for: {}", what(), refused.getMessage());
        }
    }

    private void announce(int device) throws SystemCallException {
        if (!Links.resolves(link)) return;
        NativeSocket packets = sockets.packets();
        switch (address.family()) {
            case IPV4 -> {
                packets.sendFrame(ArpFrame.gratuitousRequest(mac(), address), device, ArpFrame.ETHERTYPE_ARP);
                packets.sendFrame(ArpFrame.gratuitousReply(mac(), address), device, ArpFrame.ETHERTYPE_ARP);
                // A host that has the address too takes no notice of an announcement, but answers a probe.
                probe(device);
            }
            case IPV6 ->
                packets.sendFrame(
                        NeighbourAdvertisement.unsolicited(mac(), address),
                        device,
                        NeighbourAdvertisement.ETHERTYPE_IPV6);
        }
    }

    private MacAddress mac() {
        return link.mac().orElseThrow();
    }

    private void verifyLink() throws AddressException {
        NetlinkReply.Link found = Links.find(sockets.netlink(), mode.device());
        // One that was made anew has none of its settings any more.
        if (found.device() != link.device()) Secondaries.keep(mode);
        link = found;
        if (listener != null) listener.follow(link);
        String down = Links.down(link);
        if (!down.isEmpty()) throw new AddressException(down);
    }

    /// Often enough for the JVM to compile it ([Rehearsal]).
    private void rehearse() throws AddressException {
        for (int i = 0; i < REHEARSALS; i++) rehearseOnce();
    }

    /// Goes the whole way of a takeover and back, to a device that cannot exist. The kernel checks the privilege
    /// before it looks for the device.
    private void rehearseOnce() throws AddressException {
        for (Operation operation : List.of(Operation.CLAIM, Operation.ANNOUNCE, Operation.RELEASE)) {
            try {
                run(operation, NO_DEVICE);
            } catch (SystemCallException refused) {
                boolean expected =
                        refused.errno().equals(Errno.ENODEV) || refused.errno().equals(Errno.ENXIO);
                if (!expected) throw AddressException.of("cannot " + words(operation) + " " + what(), refused);
            }
        }
    }

    /// Removes every copy of the address, with whatever prefix length somebody added it.
    private void remove(int device) throws SystemCallException {
        int prefix = switch (address.family()) {
            case IPV4 -> address.family().bits();
            case IPV6 -> prefixOn(device);
        };
        for (int copies = 0; copies < MOST_COPIES; copies++) {
            try {
                sockets.netlink().request(new NetlinkRequest.DeleteAddress(device, address, prefix));
            } catch (SystemCallException refused) {
                if (isGone(refused.errno())) return;
                throw refused;
            }
        }
    }

    private int prefixOn(int device) throws SystemCallException {
        for (NetlinkReply.Address found : copies()) if (found.device() == device) return found.prefix();
        return mode.prefix();
    }

    /// The address wherever on this host it is.
    private List<NetlinkReply.Address> copies() throws SystemCallException {
        return sockets.netlink().request(new NetlinkRequest.ListAddresses(address.family())).stream()
                .filter(NetlinkReply.Address.class::isInstance)
                .map(NetlinkReply.Address.class::cast)
                .filter(found -> found.address().equals(address))
                .toList();
    }

    private static boolean isGone(Errno errno) {
        return errno.equals(Errno.EADDRNOTAVAIL) || errno.equals(Errno.ENODEV);
    }

    private void cleanUp() throws AddressException {
        try {
            copies().forEach(this::logLeftOver);
            // Also where nothing was found: the kernel checks the privilege before it looks for the
            // address.
            remove(link.device());
        } catch (SystemCallException refused) {
            throw AddressException.of("cannot remove a left-over " + what(), refused);
        }
    }

    private void logLeftOver(NetlinkReply.Address found) {
        String text = mode.address() + "/" + found.prefix();
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
        String down = Links.down(link);
        if (!down.isEmpty()) LOG.warn("{}", down);
    }

    private String what() {
        return mode.address() + "/" + mode.prefix() + " on " + mode.device();
    }
}
