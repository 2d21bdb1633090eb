package tandem.cluster;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.cluster.ClusterSettings.Peer;

/// This node's place in the cluster: it tells the others what it is, hears what they are, and says what
/// it knows as a [View] whenever that changed.
///
/// Everything happens on one thread, the HA thread, which the caller owns. The methods may be called from
/// any thread: on the HA thread they take effect at once, from elsewhere as soon as it gets to them.
/// Either way the changed view comes by itself, never from within the call.
public final class HazelcastCluster {
    private static final Logger log = LoggerFactory.getLogger(HazelcastCluster.class);
    private static final Duration TELL_EVERY = Duration.ofMillis(500);
    /// A takeover is over by then.
    private static final Duration AFTERWARDS = Duration.ofMillis(20);

    private final ClusterSettings settings;
    private final HaThread haThread;
    private final long origin = System.nanoTime();
    private final long incarnation;
    private final InetAddress bind;
    private final Collection<Peer> expected;
    private final Correspondence correspondence;
    private volatile View view;
    private volatile List<MemberStatus> members;
    private final Complaints complaints = new Complaints();
    private volatile boolean left;

    // Only on the HA thread:
    private final Roster roster;
    private final Beat beat;
    private Consumer<View> follower = view -> {};
    private boolean delivering;
    private @Nullable Future<?> ticking;
    private @Nullable Future<?> timeDue;

    private HazelcastCluster(ClusterSettings settings, HaThread haThread, InetAddress bind, Collection<Peer> expected) {
        this.settings = settings;
        this.haThread = haThread;
        this.bind = bind;
        this.expected = expected;
        this.incarnation = System.currentTimeMillis();
        this.roster = new Roster(settings, incarnation, expected, now());
        this.view = roster.view(now());
        this.members = roster.members();
        this.correspondence = new Correspondence(
                new Correspondence.Place(settings, bind, expected, incarnation),
                roster,
                this::members,
                this::now,
                new Correspondence.Turns(() -> haThread.later(this::readMail), this::afterwards));
        this.beat = new Beat(haThread, settings.beacons().interval(), this::now, correspondence, this::changed);
    }

    /// Joins the cluster, or forms it; blocks until that is done, so not to be called on the HA thread.
    ///
    /// Until [#fitness] is called for the first time, and for the start wait at most, the node claims
    /// nothing and says nothing: call it when the first checks are through.
    ///
    /// @param vips by name: the node that is preferred for it, or "". It owns no others; empty: it may own any
    /// @param haThread single thread on which the views are delivered; the caller ends it after [#leave]
    /// @throws ClusterStartException when this node cannot listen where it should
    public static HazelcastCluster start(
            ClusterSettings settings, Optional<Map<String, String>> vips, ScheduledExecutorService haThread)
            throws InterruptedException {
        InetAddress bind = BindAddress.checked(settings.bind());
        HazelcastCluster cluster =
                new HazelcastCluster(settings, new HaThread(haThread), bind, ServiceLookup.expected(settings, bind));
        vips.ifPresent(cluster.roster.own()::serves);
        try {
            cluster.join();
        } catch (ClusterStartException e) {
            cluster.correspondence.close();
            throw e;
        }
        cluster.haThread.run(() -> {
            cluster.roster.joined(cluster.now());
            cluster.ticking = cluster.haThread.every(TELL_EVERY, cluster::tick);
            cluster.beat.go();
        });
        return cluster;
    }

    /// Says what this node knows, on the HA thread: now, whenever it changed, and when time alone decides
    /// something (a wait or a preemption delay is over). One follower at a time.
    public void follow(Consumer<View> views) {
        haThread.run(() -> {
            follower = views;
            deliver();
        });
    }

    /// Whether this node can serve; told to the others when it changed.
    public void fitness(Fitness fitness) {
        haThread.run(() -> {
            if (roster.fitness(fitness, now())) changedOurselves();
        });
    }

    /// Whether this node would answer a first client quickly; a planned move prefers one that would.
    public void warm(boolean warm) {
        haThread.run(() -> {
            if (roster.own().warm(warm)) changedOurselves();
        });
    }

    /// This node claims the VIP at that term, from now until [#withdraw].
    public void claim(String vip, long term) {
        haThread.run(() -> {
            if (roster.claim(vip, term)) changedOurselves();
        });
    }

    /// This node gives its claim up.
    public void withdraw(String vip) {
        haThread.run(() -> {
            if (roster.withdraw(vip)) changedOurselves();
        });
    }

    /// This node hands the VIP over, as the offer says; null ends that. A new claim ends it too.
    public void offer(String vip, Handovers.@Nullable Offer offer) {
        haThread.run(() -> {
            if (roster.handovers().offer(vip, offer)) changedOurselves();
        });
    }

    /// What this node says to another's offer of the VIP; null when there is none any more.
    public void answer(String vip, Handovers.@Nullable Answer answer) {
        haThread.run(() -> {
            if (roster.handovers().answer(vip, answer)) changedOurselves();
        });
    }

    /// What the others said is not to be trusted any more: this process was frozen. Each of them counts
    /// again once it answers something that this node says from now on. Withdraw the own claims first.
    public void forgetOthers(String why) {
        haThread.run(() -> {
            log.warn("forgetting what the other nodes said: {}", why);
            roster.forgetOthers(now());
            changedOurselves();
        });
    }

    /// When a node was last heard and when its loss was noticed, if it is lost; on the HA thread.
    public Optional<Lost> lost(String node) {
        return correspondence.lost(node);
    }

    /// For how long a quorum's pledges still count; empty where ownership is not exclusive. On the HA thread.
    public Optional<Duration> support(String vip) {
        return roster.support(vip, now());
    }

    /// What this node knew when it last changed.
    public View view() {
        return view;
    }

    /// Every member, this node included, in join order.
    public List<MemberStatus> members() {
        return members;
    }

    /// What is said beside the HA path.
    public SideTalk sideTalk() {
        return correspondence.sideTalk();
    }

    /// What became of the beacons.
    public BeaconCounts beacons() {
        return correspondence.counts(beat.late(), complaints.lines());
    }

    /// Leaves the cluster in good order and within some seconds; the others see it at once. Say that this
    /// node is leaving first, and wait for a successor: afterwards nothing can be said. Blocks.
    public void leave() {
        left = true;
        haThread.run(() -> {
            if (ticking != null) ticking.cancel(false);
            if (timeDue != null) timeDue.cancel(false);
            beat.end();
        });
        correspondence.close();
        log.info("left cluster {}", settings.name());
    }

    private void join() {
        long started = System.nanoTime();
        EmbeddedMember joined = EmbeddedMember.join(settings, bind, incarnation, expected, new FromHazelcast());
        correspondence.through(joined);
        if (left) joined.stop();
        log.info(
                "in cluster {} as {}, at {}, after {} ms",
                settings.name(),
                settings.self(),
                settings.bind().address(),
                Duration.ofNanos(System.nanoTime() - started).toMillis());
    }

    private void tick() {
        correspondence.takeSeats();
        correspondence.read();
        correspondence.tell();
        changed();
    }

    /// By beacon first: a takeover waits for nothing that Hazelcast asks of this thread.
    private void changedOurselves() {
        correspondence.beacon();
        afterwards(correspondence::tell);
        changed();
    }

    private void afterwards(Runnable task) {
        var _ = haThread.after(AFTERWARDS, task);
    }

    private void readMail() {
        if (correspondence.read()) changed();
    }

    /// Logs what is new, and has the view delivered when something in it changed.
    private void changed() {
        if (left) return;
        if (roster.pledge(now())) correspondence.beacon();
        List<MemberStatus> before = members;
        List<MemberStatus> after = roster.members();
        members = after;
        afterwards(() -> {
            complaints.noted(roster.disagreements());
            MemberNews.between(before, after).forEach(log::info);
            MemberNews.namesakes(before, after).forEach(log::error);
        });
        View known = roster.view(now());
        boolean news = !known.sameButForTime(view);
        view = known;
        if (news) deliver();
        watchTime();
    }

    private void deliver() {
        if (delivering) return;
        delivering = true;
        haThread.later(() -> {
            delivering = false;
            follower.accept(view);
        });
    }

    private void watchTime() {
        if (timeDue != null) timeDue.cancel(false);
        timeDue = roster.nextChange(now(), settings.policy().preemptDelay())
                .<Future<?>>map(due -> haThread.after(due.minus(now()), () -> {
                    changed();
                    deliver();
                }))
                .orElse(null);
    }

    private Duration now() {
        return Duration.ofNanos(System.nanoTime() - origin);
    }

    private final class FromHazelcast implements EmbeddedMember.Events {
        @Override
        public void membersChanged() {
            haThread.later(HazelcastCluster.this::tick);
        }

        @Override
        public void message(String sender, byte[] packet) {
            if (correspondence.received(sender, packet)) haThread.later(HazelcastCluster.this::readMail);
        }

        /// For example when a merge failed halfway; a proxy must not lose its cluster for that.
        @Override
        public void died() {
            if (left) return;
            log.error("the cluster member stopped by itself; starting it again");
            Thread.ofPlatform().daemon().name("tandem-cluster-restart").start(() -> {
                boolean joined = new Rejoining(() -> left).until(HazelcastCluster.this::join);
                if (joined) haThread.run(HazelcastCluster.this::tick);
            });
        }
    }
}
