package tandem.cluster;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.cluster.ClusterSettings.Peer;

/// What this node and the others say to each other, on both ways: by beacons all the time, and through Hazelcast
/// now and then. All on the HA thread, but for what says otherwise.
final class Correspondence implements Beat.Round, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Correspondence.class);

    /// How a node was lost is asked when another one takes its VIPs over.
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Roster roster;
    private final Supplier<Duration> clock;
    private final Seal seal;
    private final Consumer<Runnable> afterwards;
    private final Mailbox mailbox;
    private final Beacons beacons;
    private final SideTalk sideTalk;
    private final Map<String, Noted> lost = new HashMap<>();
    private volatile @Nullable EmbeddedMember member;

    private record Noted(Duration silence, Duration at) {}

    /// Opens the beacons' sockets.
    ///
    /// @param roster where it is noted what the others say
    /// @param members  who is there now, for questions
    /// @param clock  what the roster's times are counted by
    /// @param turns  when something is looked at
    Correspondence(
            Place place, Roster roster, Supplier<List<MemberStatus>> members, Supplier<Duration> clock, Turns turns) {
        ClusterSettings settings = place.settings();
        this.roster = roster;
        this.clock = clock;
        this.afterwards = turns.afterwards();
        this.seal = Seal.of(
                settings.beacons().secretFile().map(Path::of).map(Seal::secrets).orElse(List.of()), settings.name());
        this.mailbox = new Mailbox(seal, clock);
        this.beacons = new Beacons(settings, place.bind(), place.others(), mailbox, turns.wake());
        var self = new CallMessage.Life(settings.self(), place.incarnation());
        this.sideTalk = new SideTalk(
                new Calls(self, seal, members, this::call), new Bulletins(self, seal, this::seats, this::bulletin));
    }

    /// When the HA thread gets to something.
    ///
    /// @param wake       called on any thread when something came that should be read
    /// @param afterwards runs what can wait until a takeover is over
    record Turns(Runnable wake, Consumer<Runnable> afterwards) {}

    /// Where this node is, and who else there may be.
    record Place(ClusterSettings settings, InetAddress bind, Collection<Peer> others, long incarnation) {}

    /// From now on Hazelcast is there, too. Any thread.
    void through(EmbeddedMember joined) {
        member = joined;
        joined.onCall(sideTalk.calls()::received);
        joined.onBulletin(sideTalk.bulletins()::received);
    }

    /// A message came through Hazelcast. Any thread.
    ///
    /// @return whether somebody should be told to [#read]
    boolean received(String sender, byte[] packet) {
        return mailbox.put(Mailbox.Way.TOPIC, packet, sender);
    }

    /// Takes note of what the others said.
    ///
    /// @return whether anything of it was new
    boolean read() {
        boolean news = false;
        boolean newcomer = false;
        for (Mailbox.Letter letter : mailbox.take()) {
            Hearing hearing = hear(letter);
            newcomer |= hearing == Hearing.FIRST;
            news |= hearing == Hearing.NEWER;
        }
        news |= lose(beacons.refusals(clock.get()));
        // Whoever was heard for the first time may not have heard us either.
        if (newcomer) tell();
        return newcomer || news;
    }

    /// One interval of the beacons: hears before it judges, and speaks after it has heard.
    ///
    /// @return whether anything was new
    @Override
    public boolean beat() {
        boolean news = judge();
        beacon();
        return news;
    }

    /// Hears what there is, and then says who has been silent for too long.
    ///
    /// @return whether anything was new
    @Override
    public boolean judge() {
        beacons.drain();
        boolean news = read();
        return lose(beacons.silences(clock.get())) || news;
    }

    /// How long it takes until somebody's silence will have been too long.
    @Override
    public Optional<Duration> untilLoss() {
        return beacons.untilLoss(clock.get());
    }

    /// Says by beacon what this node is.
    void beacon() {
        say().ifPresent(beacons::send);
    }

    /// Says it on both ways.
    void tell() {
        EmbeddedMember current = member;
        if (current == null) return;
        say().ifPresent(packet -> {
            beacons.send(packet);
            current.tell(packet);
        });
    }

    /// Takes note of who sits in the cluster; not while Hazelcast is between two clusters.
    void takeSeats() {
        List<Roster.Seat> seats = seats();
        beacons.aim(seats, clock.get());
        if (!seats.isEmpty()) roster.seats(seats, clock.get());
    }

    /// What is said beside the HA path. Any thread.
    SideTalk sideTalk() {
        return sideTalk;
    }

    private List<Roster.Seat> seats() {
        EmbeddedMember current = member;
        return current == null ? List.of() : current.seats().orElse(List.of());
    }

    private boolean bulletin(byte[] packet) {
        EmbeddedMember current = member;
        return current != null && current.bulletin(packet);
    }

    private boolean call(byte[] packet) {
        EmbeddedMember current = member;
        return current != null && current.call(packet);
    }

    /// What became of the beacons. Any thread.
    ///
    /// @param late       times a beacon went out an interval late or more
    /// @param complaints what else is wrong
    BeaconCounts counts(long late, List<String> complaints) {
        return beacons.counts(late)
                .with(Stream.concat(mailbox.strangers().stream(), complaints.stream())
                        .toList());
    }

    /// Leaves Hazelcast's cluster in good order, and ends the beacons. Blocks; any thread.
    @Override
    public void close() {
        EmbeddedMember current = member;
        if (current != null) current.stop();
        beacons.close();
    }

    private Hearing hear(Mailbox.Letter letter) {
        NodeState state = letter.state();
        return switch (letter.way()) {
            case BEACON ->
                beacons.counts(state, roster.answers(state), clock.get())
                        ? roster.beacon(state, clock.get())
                        : Hearing.DROPPED;
            case TOPIC -> {
                takeSeats();
                yield roster.heard(state, clock.get());
            }
        };
    }

    /// How a node was lost the last time; empty when it never was.
    Optional<Lost> lost(String node) {
        return Optional.ofNullable(lost.get(node))
                .map(noted -> new Lost(noted.silence(), clock.get().minus(noted.at())));
    }

    private boolean lose(List<FailureDetector.Loss> losses) {
        for (FailureDetector.Loss loss : losses) {
            Duration now = clock.get();
            lost.values().removeIf(old -> now.minus(old.at()).compareTo(REMEMBERED) > 0);
            lost.put(loss.node(), new Noted(loss.silence(), now));
            roster.lost(loss.node(), loss.incarnation(), now);
            // The takeover comes first: to write a line may take longer than all of it.
            afterwards.accept(() -> log.warn("{} is lost: {}", loss.node(), loss.why()));
        }
        return !losses.isEmpty();
    }

    private Optional<byte[]> say() {
        return roster.say(clock.get()).map(NodeStateCodec::encode).map(seal::seal);
    }
}
