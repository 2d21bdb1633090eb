package tandem.vip;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears when another host on the link says by ARP that it has the address: two hosts then answer for it, and
/// each client reaches the one that it heard last.
///
/// It waits on a thread of its own; the other methods may be called from any thread.
final class ArpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArpListener.class);

    /// How long the thread may sleep through a new device, or the end.
    private static final Duration LOOK_UP = Duration.ofMillis(500);

    /// Two hosts that fight for an address, or somebody who floods the link, must not fill the queue of
    /// whoever is told.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final VirtualAddress address;
    private final NativeSocket socket;
    private volatile NetlinkReply.Link link;
    private volatile Consumer<String> told = _ -> {};
    private volatile boolean closed;
    private int listensOn;

    private ArpListener(VirtualAddress address, NativeSocket socket, NetlinkReply.Link link) {
        this.address = address;
        this.socket = socket;
        this.link = link;
    }

    /// Listens from now on.
    static ArpListener start(VirtualAddress address, NetlinkReply.Link link) throws SystemCallException {
        ArpListener listener =
                new ArpListener(address, NativeSocket.filtered(SocketFilter.arpOf(address), LOOK_UP), link);
        try {
            listener.listen();
        } catch (SystemCallException refused) {
            listener.socket.close();
            throw refused;
        }
        var _ = Thread.ofPlatform().daemon().name("tandem-arp-" + address).start(listener::run);
        return listener;
    }

    /// Who is told of another claimant: by which MAC address, for a person.
    void tell(Consumer<String> listener) {
        told = listener;
    }

    /// The link as it is now: its own MAC address is no other host's, and a device that was made anew is
    /// listened on.
    void follow(NetlinkReply.Link now) {
        link = now;
    }

    /// Ends soon. The thread closes the socket, since it may be waiting on it now.
    @Override
    public void close() {
        closed = true;
    }

    private void run() {
        try (socket) {
            while (!closed) hear();
        } catch (RuntimeException | Error bug) {
            LOG.error("nobody listens for other claimants of {} any more", address, bug);
            throw bug;
        }
    }

    private void hear() {
        try {
            listen();
            Optional<MacAddress> claimant = ArpFrame.claimant(socket.receive(), address);
            if (claimant.isEmpty() || claimant.equals(link.mac())) return;
            if (!isOurs(claimant.get())) told.accept(claimant.get().toString());
            LockSupport.parkNanos(PAUSE.toNanos());
        } catch (SystemCallException refused) {
            if (refused.errno().equals(Errno.EAGAIN)) return;
            // The device is down or gone, which whoever verifies it reports.
            LOG.debug("cannot listen for other claimants of {}: {}", address, refused.getMessage());
            LockSupport.parkNanos(LOOK_UP.toNanos());
        }
    }

    /// A host with several interfaces on one link answers for its addresses on each of them.
    private boolean isOurs(MacAddress mac) throws SystemCallException {
        try (NetlinkSocket netlink = NetlinkSocket.open()) {
            return Links.has(netlink, mac);
        }
    }

    private void listen() throws SystemCallException {
        int device = link.device();
        if (device == listensOn) return;
        socket.listen(device, ArpFrame.ETHERTYPE_ARP);
        listensOn = device;
    }
}
