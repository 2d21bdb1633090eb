package tandem.vip;

import static java.util.Comparator.comparing;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hand-back of an address by nftables, with the address kept on the loopback. [HandBackRules] says how.
///
/// All of it happens on a thread of its own, which starts `nft` and waits for it.
public final class LinuxHandBack implements HandBack {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxHandBack.class);
    private static final int CLOSE_SECONDS = 10;
    private static final long COUNT_EVERY_MS = 1000;

    private static final Pattern PACKETS = Pattern.compile("packets ([0-9]+)");

    /// Of a device's name, what has a meaning of its own within a ruleset.
    private static final Pattern ODD = Pattern.compile("[\"*\\\\]");

    private final VipSettings.Mode.Linux mode;
    private final VirtualAddress address;
    private final HandBackRules rules;
    private final NetlinkSocket netlink;
    private final LoopbackCopy copy;
    private final ScheduledExecutorService thread;
    private final Undoing keeping;
    private final Undoing handingBack;
    private volatile String linkAddress = "";
    /// Of the tables that are gone.
    private volatile long handedBackBefore;
    private volatile long handedBack;
    /// On the thread of its own only.
    private boolean keeps;
    private boolean handsBack;

    private LinuxHandBack(VipSettings vip, VipSettings.Mode.Linux mode, NetlinkSocket netlink)
            throws SystemCallException, AddressException {
        this.mode = mode;
        this.address = VirtualAddress.parse(mode.address());
        this.rules = new HandBackRules(vip.name(), address, mode.device());
        this.netlink = netlink;
        this.copy = LoopbackCopy.of(address, mode.lease(), netlink);
        this.thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                .name("tandem-hand-back-" + vip.name())
                .daemon()
                .factory());
        this.keeping = new Undoing(thread, "what was kept of " + address, this::removeKept);
        this.handingBack = new Undoing(thread, "the hand-back of " + address, this::removeHandBack);
    }

    /// Tries whether it can be had here, and removes what an earlier run left. Blocks for some milliseconds.
    public static HandBack open(VipSettings vip, VipSettings.Mode.Linux mode) {
        try {
            if (ODD.matcher(mode.device()).find())
                throw new AddressException("nft does not take the name of the interface, " + mode.device());
            NetlinkSocket netlink = NetlinkSocket.open();
            try {
                LinuxHandBack opened = new LinuxHandBack(vip, mode, netlink);
                opened.cleanUp();
                Nft.run(opened.rules.rehearsal());
                return opened;
            } catch (AddressException | SystemCallException refused) {
                netlink.close();
                throw refused;
            }
        } catch (AddressException | SystemCallException refused) {
            String reason = String.valueOf(refused.getMessage());
            LOG.info("vip {}: a planned move ends connections that are busy: {}", vip.name(), reason);
            return new Unavailable(reason);
        }
    }

    /// Also the tables of this address under another name: a VIP may have been renamed between two runs. Those of
    /// other addresses are left, for another Tandem may run on this host.
    private void cleanUp() throws SystemCallException, AddressException {
        boolean forGood = copy.isForGood();
        for (String table : HandBackRules.tables(Nft.run(HandBackRules.listing()))) cleanUp(table);
        if (forGood) throw new AddressException(mode.address() + " is on lo for good");
    }

    private void cleanUp(String table) {
        try {
            if (!rules.concerns(Nft.run("list table " + table + "\n"))) return;
            LOG.info("the table {} of nftables was left by an earlier run: removing it", table);
            Nft.run("delete table " + table + "\n");
        } catch (AddressException gone) {
            LOG.warn("the table {} of nftables is not removed: {}", table, gone.getMessage());
        }
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public CompletionStage<Void> keep() {
        return later(() -> {
            keeping.forget();
            keeps = true;
            String own = ownAddress();
            nft(rules.offering(own));
            copy.add();
            linkAddress = own;
        });
    }

    @Override
    public String linkAddress() {
        return linkAddress;
    }

    @Override
    public CompletionStage<Void> yielded() {
        return later(() -> nft(rules.yielded()));
    }

    @Override
    public CompletionStage<Void> renew() {
        return later(() -> {
            if (keeps) copy.add();
        });
    }

    @Override
    public CompletionStage<Void> drop() {
        return later(() -> {
            keeps = false;
            keeping.begin();
        });
    }

    /// Both, whatever becomes of the first, which is what keeps the kernel from answering for the address: it may be
    /// on the device again.
    private void removeKept() throws AddressException, SystemCallException {
        try {
            nft(rules.noOwner());
        } finally {
            copy.remove();
        }
    }

    @Override
    public CompletionStage<Void> prepare(String handBackTo) {
        return later(() -> {
            handingBack.forget();
            VirtualAddress old = oldOwner(handBackTo);
            if (addresses(device()).stream().noneMatch(own -> onLink(own, old)))
                throw new AddressException(old + " is not in a network of " + mode.device());
            handedBackBefore = handedBack;
            Nft.run(rules.successor(old.toString()));
            handsBack = true;
            count();
        });
    }

    /// Again and again while there is something to count.
    private void count() {
        if (!handsBack) return;
        try {
            handedBack = handedBackBefore + countedNow();
            var _ = thread.schedule(this::count, COUNT_EVERY_MS, TimeUnit.MILLISECONDS);
        } catch (AddressException | RejectedExecutionException e) {
            LOG.debug("{}: the packets are not counted: {}", mode.address(), e.getMessage());
        }
    }

    @Override
    public long handedBack() {
        return handedBack;
    }

    @Override
    public CompletionStage<Void> finish() {
        return later(handingBack::begin);
    }

    private void removeHandBack() throws AddressException {
        if (handsBack) tellCount();
        handsBack = false;
        Nft.run(rules.noSuccessor());
    }

    private void tellCount() {
        try {
            long packets = countedNow();
            handedBack = handedBackBefore + packets;
            LOG.info("{}: {} packets were handed back", mode.address(), packets);
        } catch (AddressException e) {
            LOG.debug("{}: the packets are not counted: {}", mode.address(), e.getMessage());
        }
    }

    @Override
    public void close() {
        var _ = drop();
        var _ = finish();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS))
                LOG.warn("nft did not end within {} s; the next start cleans up", CLOSE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        netlink.close();
    }

    private CompletionStage<Void> later(Undoing.Task task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    task.run();
                    done.complete(null);
                } catch (AddressException | SystemCallException | RuntimeException refused) {
                    done.completeExceptionally(refused);
                }
            });
        } catch (RejectedExecutionException ended) {
            done.completeExceptionally(ended);
        }
        return done.minimalCompletionStage();
    }

    /// It comes from another node, and goes into a ruleset.
    private VirtualAddress oldOwner(String literal) throws AddressException {
        try {
            VirtualAddress owner =
                    VirtualAddress.of(InetAddress.ofLiteral(literal).getAddress());
            if (owner.family() == address.family()) return owner;
            throw new AddressException("the owner gave an address of another kind to hand packets back to: " + owner);
        } catch (IllegalArgumentException e) {
            throw new AddressException("the owner gave no address to hand packets back to", e);
        }
    }

    private static void nft(String rules) throws AddressException {
        if (!rules.isEmpty()) Nft.run(rules);
    }

    private long countedNow() throws AddressException {
        Matcher packets = PACKETS.matcher(Nft.run(rules.counter()));
        return packets.find() ? Long.parseLong(packets.group(1)) : 0;
    }

    private String ownAddress() throws SystemCallException, AddressException {
        List<NetlinkReply.Address> own = addresses(device()).stream()
                .filter(found -> !found.address().equals(address) && found.prefix() < hostPrefix())
                .toList();
        // Another VIP may share the device, with a lease like this one; every device has one for its link alone.
        return own.stream()
                .min(comparing((NetlinkReply.Address found) -> found.address().linkLocal())
                        .thenComparing(found -> !found.permanent()))
                .map(found -> found.address().toString())
                .orElseThrow(() -> new AddressException(mode.device() + " has no address of this node's own"));
    }

    /// Looked up each time, since a device that is made anew has another number.
    private int device() throws AddressException {
        return Links.find(netlink, mode.device()).device();
    }

    private boolean onLink(NetlinkReply.Address own, VirtualAddress other) {
        return own.prefix() < hostPrefix() && own.address().prefix(own.prefix()).equals(other.prefix(own.prefix()));
    }

    /// The prefix length that means the address alone.
    private int hostPrefix() {
        return address.family().bits();
    }

    private List<NetlinkReply.Address> addresses(int on) throws SystemCallException {
        return netlink.request(new NetlinkRequest.ListAddresses(address.family())).stream()
                .filter(NetlinkReply.Address.class::isInstance)
                .map(NetlinkReply.Address.class::cast)
                .filter(found -> found.device() == on)
                .toList();
    }
}
