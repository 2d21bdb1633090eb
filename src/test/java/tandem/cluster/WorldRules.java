package tandem.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import tandem.vip.Ownership;
import tandem.vip.OwnershipAction;
import tandem.vip.OwnershipEvent;
import tandem.vip.OwnershipState;
import tandem.vip.Support;

/// The rules that the nodes of a [World] go by: the real ones. [PlantedFault] changes one at a time.
class WorldRules {

    /// What kind of cluster is looked at.
    WorldPlan plan(Random random) {
        return WorldPlan.drawn(random);
    }

    /// Whether nothing but rivalries happens.
    boolean rivalriesOnly() {
        return false;
    }

    Roster roster(ClusterSettings settings, long incarnation, List<ClusterSettings.Peer> others, Duration now) {
        Optional<MajorityLease> lease = settings.policy()
                .quorum()
                .filter(Quorum::exclusive)
                .map(quorum ->
                        new MajorityLease(quorum, pledges(quorum, now), backing(quorum, settings.self(), incarnation)));
        return new Roster(settings, incarnation, others, lease, now);
    }

    Pledges pledges(Quorum quorum, Duration now) {
        return new Pledges(quorum, now);
    }

    Backing backing(Quorum quorum, String self, long incarnation) {
        return new Backing(quorum, self, incarnation);
    }

    /// What a node makes of what another one says.
    ///
    /// @param own as its own file has it
    NodeState heard(ElectionPolicy own, NodeState said) {
        return said;
    }

    void joined(Roster roster, Duration now) {
        roster.joined(now);
    }

    Verdict decide(View view, ElectionPolicy policy) {
        return Election.decide(view, World.VIP, policy);
    }

    Support support(OwnershipState state, Support known) {
        return known;
    }

    Ownership.Step step(Ownership ownership, OwnershipState state, OwnershipEvent event, Support support) {
        return ownership.step(state, event, support);
    }

    List<OwnershipAction> actions(List<OwnershipAction> actions) {
        return actions;
    }

    void forgetOthers(WorldNode node, Roster roster, Duration now) {
        roster.forgetOthers(now);
    }
}
