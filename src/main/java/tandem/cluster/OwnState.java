package tandem.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// What this node has to say of itself. Holds state, for the [Roster] alone.
@Pure
final class OwnState {
    private final String name;
    private final long incarnation;
    private final Optional<Quorum> quorum;
    private final Profile.Voting voting;
    private Profile profile;
    private final Map<String, Long> claims = new HashMap<>();
    private final OwnHandovers handovers = new OwnHandovers();
    private Fitness fitness = new Fitness.Unfit(List.of("starting"));
    private boolean fitnessKnown;
    private Duration fitnessDue;
    private @Nullable Duration fitSince;
    private long sequence;

    /// @param fitnessDue when the node speaks although it does not know yet whether it is fit
    OwnState(ClusterSettings settings, long incarnation, Duration fitnessDue) {
        this.name = settings.self();
        this.incarnation = incarnation;
        this.quorum = settings.policy().quorum();
        this.voting = quorum.map(Quorum::voting).orElse(Profile.Voting.NONE);
        this.profile = Profile.of(settings.priority())
                .voting(voting)
                .beaconing(settings.beacons().interval());
        this.fitnessDue = fitnessDue;
    }

    /// How many nodes it has to hear.
    Optional<Quorum> quorum() {
        return quorum;
    }

    /// The VIPs that it may own, each with the node that its file prefers, or "".
    void serves(Map<String, String> vips) {
        profile = profile.serving(vips);
    }

    /// Takes note of whether it would answer a first client quickly.
    ///
    /// @return whether that changed anything
    boolean warm(boolean now) {
        if (profile.warm() == now) return false;
        profile = profile.warm(now);
        return true;
    }

    void fitnessDue(Duration due) {
        fitnessDue = due;
    }

    Duration fitnessDue() {
        return fitnessDue;
    }

    /// Whether the node still waits to learn whether it is fit, and says nothing meanwhile.
    boolean waits(Duration now) {
        return !fitnessKnown && now.compareTo(fitnessDue) < 0;
    }

    /// Takes note of whether the node can serve.
    ///
    /// @return whether that changed anything
    boolean fitness(Fitness told, Duration now) {
        if (fitnessKnown && fitness.equals(told)) return false;
        fitnessKnown = true;
        fitness = told;
        if (!(told instanceof Fitness.Fit)) fitSince = null;
        else if (fitSince == null) fitSince = now;
        return true;
    }

    /// It claims the VIP.
    ///
    /// @return whether that changed anything
    boolean claim(String vip, long term) {
        Long before = claims.put(vip, term);
        if (before != null && before == term) return false;
        handovers.claimed(vip);
        return true;
    }

    /// It does not any more.
    ///
    /// @return whether that changed anything
    boolean withdraw(String vip) {
        return claims.remove(vip) != null;
    }

    /// Since when it has been fit without a break; empty when it is not.
    Optional<Duration> fitSince() {
        return Optional.ofNullable(fitSince);
    }

    Duration fitFor(Duration now) {
        return fitSince == null ? Duration.ZERO : now.minus(fitSince);
    }

    /// Its part in planned moves.
    OwnHandovers handovers() {
        return handovers;
    }

    /// The number of the latest message.
    long sequence() {
        return sequence;
    }

    void nextSequence() {
        sequence++;
    }

    /// The state as it goes to the others. A node that does not hear a quorum cannot own anything, and says that it is
    /// unfit: others may hear it well, and would wait for it in vain.
    ///
    /// @param terms    the highest seen
    /// @param received the latest message of each other node
    /// @param heard    what the others said that are heard now
    NodeState state(Map<String, Long> terms, Map<String, NodeState.Mark> received, Collection<NodeState> heard) {
        NodeState.Stakes stakes = new NodeState.Stakes(claims, terms, handovers.now());
        Fitness said = quorum.flatMap(needed -> needed.lacking(voices(heard)))
                .map(this::withoutQuorum)
                .orElse(fitness);
        return new NodeState(name, incarnation, sequence, profile, said, stakes, received, Map.of());
    }

    private Map<String, Profile.Voting> voices(Collection<NodeState> heard) {
        Map<String, Profile.Voting> voices = new HashMap<>();
        heard.forEach(state -> voices.put(state.node(), state.profile().voting()));
        voices.put(name, voting);
        return voices;
    }

    private Fitness withoutQuorum(String reason) {
        return switch (fitness) {
            case Fitness.Fit() -> new Fitness.Unfit(List.of(reason));
            case Fitness.Unfit(var reasons) ->
                new Fitness.Unfit(
                        Stream.concat(reasons.stream(), Stream.of(reason)).toList());
            case Fitness.Leaving _, Fitness.Witness _ -> fitness;
        };
    }
}
