package tandem.cluster;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tandem.cluster.ClusterSettings.Peer;
import tandem.cluster.FailureDetector.Arrival;
import tandem.cluster.FailureDetector.Loss;

/// The beacons of one node: sends them, takes them in, and tells by them who is lost. All but [#counts] and
/// [#drain] on the HA thread.
final class Beacons implements AutoCloseable {
    /// How often others may look at the gaps and the lateness.
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final Mailbox mailbox;
    private final BeaconTargets targets;
    private final FailureDetector detector;
    private final BeaconSocket socket;
    private final HostProbes hosts;
    private final Duration interval;
    private volatile Map<String, Duration> gaps = Map.of();
    private volatile Map<String, Lateness> lateness = Map.of();
    private Duration toldAt = Duration.ZERO;
    private final Set<String> refusedBy = ConcurrentHashMap.newKeySet();

    /// @param others nodes to send to from the beginning
    /// @param wake   called on another thread when something came that the HA thread should look at
    Beacons(ClusterSettings settings, InetAddress bind, Collection<Peer> others, Mailbox mailbox, Runnable wake) {
        this.mailbox = mailbox;
        this.interval = settings.beacons().interval();
        this.targets = new BeaconTargets(settings.self(), others);
        this.detector = new FailureDetector(settings.beacons());
        this.hosts = new HostProbes(bind);
        this.socket = new BeaconSocket(bind, settings, new BeaconSocket.Events() {
            @Override
            public void packet(byte[] packet, String from) {
                if (mailbox.put(Mailbox.Way.BEACON, packet, from)) wake.run();
            }

            @Override
            public void refused(String node) {
                if (refusedBy.add(node)) wake.run();
            }
        });
    }

    /// Who has a seat, and so where the beacons go.
    void aim(List<Roster.Seat> seats, Duration now) {
        var addresses = targets.update(seats, now);
        socket.targets(addresses);
        hosts.targets(addresses);
    }

    void send(byte[] packet) {
        socket.send(packet);
    }

    /// Takes in whatever waits in the socket.
    void drain() {
        socket.drain();
    }

    /// Whether a beacon counts.
    ///
    /// @param answers whether it shows that its sender has heard this node
    boolean counts(NodeState state, boolean answers, Duration now) {
        boolean counts = detector.heard(state, answers, now) != Arrival.STALE;
        if (!counts) mailbox.countStale();
        return counts;
    }

    /// Those whose process is gone, as their hosts say.
    List<Loss> refusals(Duration now) {
        List<Loss> losses = new ArrayList<>();
        refusedBy.removeIf(node -> {
            detector.refused(node, now).ifPresent(losses::add);
            return true;
        });
        return losses;
    }

    /// Those who have been silent for too long; to be asked once every interval.
    List<Loss> silences(Duration now) {
        if (now.minus(toldAt).compareTo(TELL_EVERY) >= 0) {
            toldAt = now;
            gaps = detector.gaps(now);
            lateness = detector.lateness();
        }
        hosts.answers().forEach(node -> detector.hostAnswered(node, now));
        detector.questions(now).forEach(hosts::ask);
        return detector.tick(now);
    }

    /// When somebody's silence will have been too long, if it goes on.
    Optional<Duration> untilLoss(Duration now) {
        return detector.untilLoss(now);
    }

    /// @param late times a beacon went out an interval late or more
    BeaconCounts counts(long late) {
        return mailbox.counts(socket.sent(), socket.received())
                .with(new BeaconCounts.Pace(interval, late, gaps, lateness));
    }

    @Override
    public void close() {
        socket.close();
        hosts.close();
    }
}
