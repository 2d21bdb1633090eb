package tandem.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.topic.ITopic;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.cluster.ClusterSettings.Bind;
import tandem.cluster.ClusterSettings.Peer;

/// One embedded Hazelcast member: who sits in the cluster, and a way to tell everybody something.
///
/// States travel through a topic and not through a map: a map's partition is silent for seconds when its
/// owner dies. While it joins and while it merges, Hazelcast shows a cluster of one; [#settled] is false
/// then.
final class EmbeddedMember {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedMember.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final String TOPIC = "tandem.node-state";
    private static final String CALLS = "tandem.calls";
    private static final String BULLETINS = "tandem.bulletins";

    /// What happens to the member. Called on Hazelcast's threads: hand over and return.
    interface Events {
        /// The list of members changed, or a merge ended.
        void membersChanged();

        /// A member said something.
        ///
        /// @param sender where it sits; the same for all its messages
        void message(String sender, byte[] packet);

        /// The member stopped though nobody asked it to.
        void died();
    }

    private final Events events;
    private final HazelcastInstance instance;
    private final ITopic<byte[]> topic;
    private final ITopic<byte[]> calls;
    private final ITopic<byte[]> bulletins;
    private volatile boolean joined;
    private volatile boolean settled;
    private volatile boolean stopping;

    /// Joins the cluster or forms one; returns when that is done.
    ///
    /// @param others nodes to look for when none of them answered in time and this one started alone
    /// @throws ClusterStartException when it cannot start
    static EmbeddedMember join(
            ClusterSettings settings, InetAddress bind, long incarnation, Collection<Peer> others, Events events) {
        try {
            return new EmbeddedMember(MemberConfig.of(settings, bind, incarnation), events);
        } catch (ClusterStartException e) {
            log.warn(
                    "{}; perhaps another node is up and does not answer: starting alone, and looking on",
                    e.getMessage());
        }
        Config config = MemberConfig.alone(settings, bind, incarnation);
        EmbeddedMember alone = new EmbeddedMember(config, events);
        config.getAdvancedNetworkConfig()
                .getJoin()
                .getTcpIpConfig()
                .setMembers(others.stream().map(Peer::address).toList());
        return alone;
    }

    private EmbeddedMember(Config config, Events events) {
        this.events = events;
        config.addListenerConfig(new ListenerConfig(new Watcher()));
        try {
            instance = Hazelcast.newHazelcastInstance(config);
        } catch (HazelcastException | IllegalStateException e) {
            throw failed(e);
        }
        try {
            topic = instance.getTopic(TOPIC);
            topic.addMessageListener(message -> events.message(
                    String.valueOf(message.getPublishingMember().getAddress()), message.getMessageObject()));
            calls = instance.getTopic(CALLS);
            bulletins = instance.getTopic(BULLETINS);
        } catch (RuntimeException e) {
            instance.getLifecycleService().terminate();
            throw failed(e);
        }
        joined = true;
        settled = true;
    }

    private static ClusterStartException failed(RuntimeException e) {
        return new ClusterStartException("the cluster member did not start (" + e.getMessage() + ")", e);
    }

    /// The members in the order in which they joined; empty while Hazelcast is between two clusters and
    /// shows this member alone.
    Optional<List<Roster.Seat>> seats() {
        if (!settled) return Optional.empty();
        try {
            List<Roster.Seat> seats = instance.getCluster().getMembers().stream()
                    .map(EmbeddedMember::seat)
                    .toList();
            // Asked again: a merge may have begun in between.
            return settled ? Optional.of(seats) : Optional.empty();
        } catch (HazelcastInstanceNotActiveException e) {
            return Optional.empty();
        }
    }

    /// Tells every member, without waiting for any.
    void tell(byte[] packet) {
        publish(topic, packet);
    }

    /// From now on questions and answers of any member go there, on Hazelcast's threads. To be called once.
    void onCall(Consumer<byte[]> receiver) {
        calls.addMessageListener(message -> receiver.accept(message.getMessageObject()));
    }

    /// Sends a question or an answer, to every member since one topic serves all.
    ///
    /// @return false when nothing can be sent now
    boolean call(byte[] packet) {
        return publish(calls, packet);
    }

    /// From now on bulletins of any member go there, on Hazelcast's threads. To be called once.
    void onBulletin(Consumer<byte[]> receiver) {
        bulletins.addMessageListener(message -> receiver.accept(message.getMessageObject()));
    }

    /// Sends a bulletin to every member.
    ///
    /// @return false when nothing can be sent now
    boolean bulletin(byte[] packet) {
        return publish(bulletins, packet);
    }

    private boolean publish(ITopic<byte[]> to, byte[] packet) {
        if (!settled) return false;
        try {
            to.publish(packet);
            return true;
        } catch (RuntimeException e) {
            // The member is stopping or between two clusters; the next message comes soon.
            log.debug("not told: {}", e.toString());
            return false;
        }
    }

    /// Leaves the cluster in good order, so that the others know at once. Waits for that, but not for
    /// long: a merge in progress holds Hazelcast's shutdown up.
    void stop() {
        stopping = true;
        settled = false;
        Thread stopper = Thread.ofPlatform()
                .daemon()
                .name("tandem-cluster-stop")
                .start(() -> instance.getLifecycleService().shutdown());
        try {
            if (!stopper.join(STOP_LIMIT))
                log.warn(
                        "the cluster member is still stopping after {} s; not waiting any longer",
                        STOP_LIMIT.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Roster.Seat seat(Member member) {
        String address =
                new Bind(member.getAddress().getHost(), member.getAddress().getPort()).address();
        String name = member.getAttribute(MemberConfig.NODE_ATTRIBUTE);
        String incarnation = member.getAttribute(MemberConfig.INCARNATION_ATTRIBUTE);
        // Not a Tandem of this make: it keeps its seat under its address, and is never heard.
        if (name == null || incarnation == null || !incarnation.matches("\\d{1,18}"))
            return new Roster.Seat(address, 0, address);
        return new Roster.Seat(name, Long.parseLong(incarnation), address);
    }

    private final class Watcher implements MembershipListener, LifecycleListener {
        @Override
        public void memberAdded(MembershipEvent event) {
            events.membersChanged();
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            events.membersChanged();
        }

        @Override
        public void stateChanged(LifecycleEvent event) {
            switch (event.getState()) {
                case MERGING -> {
                    settled = false;
                    log.info("found another part of the cluster, merging");
                }
                case MERGED -> {
                    settled = true;
                    events.membersChanged();
                    log.info("merged");
                }
                case SHUTDOWN -> {
                    settled = false;
                    if (joined && !stopping) events.died();
                }
                case STARTING,
                        STARTED,
                        SHUTTING_DOWN,
                        MERGE_FAILED,
                        CLIENT_CONNECTED,
                        CLIENT_DISCONNECTED,
                        CLIENT_CHANGED_CLUSTER -> {}
            }
        }
    }
}
