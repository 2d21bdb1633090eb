package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import tandem.vip.Ownership;
import tandem.vip.OwnershipAction;
import tandem.vip.OwnershipEvent;
import tandem.vip.OwnershipState;
import tandem.vip.Support;

/// Wrong versions of the rules, each of which somebody might write. A simulation that does not find them would not
/// find the ones that nobody thought of.
enum PlantedFault {
    NO_FENCE_AFTER_A_LATE_TICK(new WorldRules() {
        @Override
        Ownership.Step step(Ownership ownership, OwnershipState state, OwnershipEvent event, Support support) {
            OwnershipState unaware = switch (state) {
                case OwnershipState.Held held ->
                    new OwnershipState.Held(event.at(), held.term(), event.at(), held.announcing(), held.leaving());
                case OwnershipState.NotHeld idle ->
                    new OwnershipState.NotHeld(event.at(), idle.wanted(), idle.failures(), idle.notBefore());
                case OwnershipState.Candidate _, OwnershipState.Claiming _ -> state;
                case OwnershipState.Releasing _, OwnershipState.Stopped _ -> state;
            };
            boolean late = event.at().minus(state.seen()).compareTo(WorldPlan.LEASE) >= 0;
            return ownership.step(late ? unaware : state, event, support);
        }
    }),

    OTHERS_NOT_FORGOTTEN_AFTER_A_FENCE(new WorldRules() {
        @Override
        void forgetOthers(WorldNode node, Roster roster, Duration now) {}
    }),

    ORDER_OF_JOINING_INSTEAD_OF_THE_TERM(new WorldRules() {
        @Override
        Verdict decide(View view, ElectionPolicy policy) {
            Optional<Member> first = view.members().stream()
                    .filter(member -> member.claims(World.VIP))
                    .findFirst();
            Verdict right = super.decide(view, policy);
            if (first.isEmpty() || right instanceof Verdict.Refrain) return right;
            if (first.get().name().equals(view.self()))
                return new Verdict.Active(first.get().term(World.VIP), "first in the order");
            return new Verdict.Standby(first.get().name(), "first in the order");
        }
    }),

    TERM_NOT_ABOVE_THE_HIGHEST_SEEN(new WorldRules() {
        @Override
        Verdict decide(View view, ElectionPolicy policy) {
            return super.decide(
                    new View(view.self(), view.members(), view.awaited(), Map.of(), view.supported(), view.kept()),
                    policy);
        }
    }),

    NO_WAIT_AFTER_A_START(new WorldRules() {
        @Override
        Roster roster(ClusterSettings settings, long incarnation, List<ClusterSettings.Peer> others, Duration now) {
            return super.roster(settings, incarnation, List.of(), now);
        }
    }),

    ADDRESS_ADDED_BEFORE_THE_CLAIM_IS_TOLD(new WorldRules() {
        @Override
        List<OwnershipAction> actions(List<OwnershipAction> actions) {
            List<OwnershipAction> hasty = new ArrayList<>(actions);
            if (hasty.removeIf(OwnershipAction.Claim.class::isInstance)) hasty.addFirst(new OwnershipAction.Claim());
            return hasty;
        }
    }),

    QUORUM_OF_THE_VISIBLE(new WorldRules() {
        @Override
        Verdict decide(View view, ElectionPolicy policy) {
            return super.decide(view, new ElectionPolicy(policy.preempt(), policy.preemptDelay()));
        }
    }),

    CANDIDATE_THAT_DOES_NOT_WAIT(new Exclusive() {
        @Override
        Support support(OwnershipState state, Support known) {
            return switch (state) {
                case OwnershipState.NotHeld _, OwnershipState.Candidate _, OwnershipState.Claiming _ ->
                    Exclusive.FOREVER;
                case OwnershipState.Held _, OwnershipState.Releasing _, OwnershipState.Stopped _ -> known;
            };
        }
    }),

    RENEWAL_WITHOUT_A_QUORUM(new Exclusive() {
        @Override
        Support support(OwnershipState state, Support known) {
            return state instanceof OwnershipState.Held ? Exclusive.FOREVER : known;
        }
    }),

    PLEDGE_NOT_KEPT(new Exclusive() {
        @Override
        Pledges pledges(Quorum quorum, Duration now) {
            return new Pledges(quorum, now) {
                @Override
                boolean isFree(String vip, NodeState claimant, Duration at) {
                    return true;
                }
            };
        }
    }),

    PLEDGE_GIVEN_RIGHT_AFTER_A_RESTART(new Exclusive() {
        @Override
        Pledges pledges(Quorum quorum, Duration now) {
            return new Pledges(quorum, now.minus(quorum.pledge()));
        }
    }),

    PLEDGES_TAKEN_TO_BE_AS_LONG_AS_ONES_OWN(new Exclusive() {
        @Override
        WorldPlan plan(Random random) {
            return WorldPlan.ofThreeFiles(random);
        }

        @Override
        NodeState heard(ElectionPolicy own, NodeState said) {
            Quorum quorum = own.quorum().orElseThrow();
            Map<String, NodeState.Pledge> pledges = new HashMap<>();
            said.pledges()
                    .forEach((vip, pledge) -> pledges.put(
                            vip,
                            new NodeState.Pledge(
                                    pledge.node(),
                                    pledge.incarnation(),
                                    pledge.term(),
                                    pledge.sequence(),
                                    quorum.pledge())));
            return new NodeState(
                    said.node(),
                    said.incarnation(),
                    said.sequence(),
                    said.profile().voting(quorum.voting()),
                    said.fitness(),
                    said.stakes(),
                    said.received(),
                    pledges);
        }
    }),

    SUPPORT_COUNTED_FROM_RECEIPT(new Exclusive() {
        @Override
        Backing backing(Quorum quorum, String self, long incarnation) {
            return new Backing(quorum, self, incarnation) {
                @Override
                Duration begun(NodeState.Pledge pledge, Duration heardAt) {
                    return heardAt;
                }
            };
        }
    }),

    CLAIM_WITHDRAWN_BEFORE_THE_ADDRESS_IS_GONE(new Exclusive() {
        @Override
        List<OwnershipAction> actions(List<OwnershipAction> actions) {
            List<OwnershipAction> hasty = new ArrayList<>(actions);
            if (hasty.contains(new OwnershipAction.Release())) hasty.addFirst(new OwnershipAction.Withdraw());
            return hasty;
        }
    });

    // They hold nothing that changes; what does is in what they make for a world.
    @SuppressWarnings("ImmutableEnumChecker")
    private final WorldRules rules;

    PlantedFault(WorldRules rules) {
        this.rules = rules;
    }

    WorldRules rules() {
        return rules;
    }

    /// Rules that only matter where ownership is exclusive and two nodes want it.
    private static class Exclusive extends WorldRules {
        static final Support FOREVER = new Support.Until(Duration.ofDays(1));

        @Override
        WorldPlan plan(Random random) {
            return WorldPlan.ofThree(random);
        }

        @Override
        boolean rivalriesOnly() {
            return true;
        }
    }
}
