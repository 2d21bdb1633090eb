package tandem.vip;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells how the tracked interfaces stand: at once, and then whenever the kernel says that some interface
/// has changed.
///
/// An event only says that it is time to look; what counts is what the kernel lists then. So nothing is
/// missed when events come faster than they are read, or when an interface is renamed, removed and made
/// again. On a thread of its own, which waits in the kernel.
public final class LinkWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkWatch.class);

    /// A thread in a system call cannot be interrupted: so often it looks whether the watch was closed.
    private static final Duration WAIT = Duration.ofMillis(500);

    /// After a failure that will not pass by itself; not in a circle as fast as the machine goes.
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final List<String> devices;
    private final NativeSocket events;
    private final NetlinkSocket netlink;
    private final Consumer<TrackedLink> listener;
    private volatile boolean closed;

    private LinkWatch(
            List<String> devices, NativeSocket events, NetlinkSocket netlink, Consumer<TrackedLink> listener) {
        this.devices = List.copyOf(devices);
        this.events = events;
        this.netlink = netlink;
        this.listener = listener;
    }

    /// Begins to watch. The listener has been told of every interface when this returns.
    ///
    /// @param devices  by name; one need not exist
    /// @param listener told of each of them, again and again also where nothing has changed; must not block
    /// @throws AddressException when the kernel cannot be asked: this is no Linux, or it has no netlink
    public static LinkWatch start(List<String> devices, Consumer<TrackedLink> listener) throws AddressException {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux"))
            throw new AddressException("interfaces can be tracked on Linux only, and this is " + system);
        LinkWatch watch = open(devices, listener);
        try {
            watch.look();
        } catch (SystemCallException refused) {
            watch.release();
            throw new AddressException("cannot list the interfaces: " + refused.getMessage(), refused);
        }
        Thread.ofPlatform().daemon().name("tandem-links").start(watch::run);
        return watch;
    }

    private static LinkWatch open(List<String> devices, Consumer<TrackedLink> listener) throws AddressException {
        try {
            // Subscribed before the first look, so that no change falls between the two.
            NativeSocket events = NativeSocket.linkEvents(WAIT);
            try {
                return new LinkWatch(devices, events, NetlinkSocket.open(), listener);
            } catch (SystemCallException refused) {
                events.close();
                throw refused;
            }
        } catch (SystemCallException refused) {
            throw new AddressException("cannot watch the interfaces: " + refused.getMessage(), refused);
        }
    }

    /// Ends it, within a moment.
    @Override
    public void close() {
        closed = true;
    }

    private void run() {
        try {
            boolean due = false;
            while (!closed) due = wait(due);
        } catch (RuntimeException bug) {
            LOG.error("the interfaces {} are no longer watched", devices, bug);
        } catch (InterruptedException _) {
            // Nobody interrupts this thread but to end it.
        } finally {
            release();
        }
    }

    /// Waits for an event, and looks.
    ///
    /// @param due whether to look in any case, since an earlier look has failed
    /// @return whether this one has failed
    private boolean wait(boolean due) throws InterruptedException {
        try {
            if (changed() || due) look();
            return false;
        } catch (SystemCallException refused) {
            if (!due) LOG.warn("the interfaces cannot be watched just now: {}", refused.getMessage());
            Thread.sleep(AFTER_FAILURE);
            return true;
        }
    }

    /// Waits for an event.
    private boolean changed() throws SystemCallException {
        try {
            events.receive();
            return true;
        } catch (SystemCallException refused) {
            if (refused.errno().equals(Errno.EAGAIN)) return false;
            // There were more events than the kernel keeps: what is listed now is what they led to.
            if (refused.errno().equals(Errno.ENOBUFS)) return true;
            throw refused;
        }
    }

    private void look() throws SystemCallException {
        TrackedLink.among(devices, netlink.request(new NetlinkRequest.ListLinks()))
                .forEach(listener);
    }

    private void release() {
        events.close();
        netlink.close();
    }
}
