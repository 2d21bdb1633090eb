package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A node of three, of which two are a quorum, with a lease of 2 s: a pledge binds for 4 s and a little.
class PledgesTest {
    private static final Quorum QUORUM =
            new Quorum(Set.of("a", "b", "c"), Set.of("c"), 2, Optional.of(Duration.ofSeconds(2)));
    private static final String VIP = "web";

    private final Pledges pledges = new Pledges(QUORUM, at(0));

    @Test
    void aNodeThatHasJustStartedPromisesNothingUntilWhatItMayHavePromisedIsOver() {
        pledges.offer(VIP, claim("a", 1, 1), at(3), at(3));
        assertThat(pledges.binding(at(3))).isEmpty();
        assertThat(pledges.nextChange(at(3))).hasValue(QUORUM.pledge());
        pledges.offer(VIP, claim("a", 1, 9), at(5), at(5));
        assertThat(pledges.binding(at(5)).get(VIP)).isEqualTo(new NodeState.Pledge("a", 1, 7, 9, QUORUM.pledge()));
    }

    @Test
    void itStandsByOneClaimantAtATimeAndByOneLifeOfIt() {
        pledges.offer(VIP, claim("a", 1, 1), at(10), at(10));
        pledges.offer(VIP, claim("b", 1, 1), at(11), at(11));
        pledges.offer(VIP, claim("a", 2, 1), at(11), at(11));
        assertThat(pledges.until(VIP, claim("a", 1, 2), at(11))).hasValue(at(10).plus(QUORUM.pledge()));
        assertThat(pledges.until(VIP, claim("b", 1, 2), at(11))).isEmpty();
        assertThat(pledges.isFree(VIP, claim("b", 1, 2), at(11))).isFalse();
    }

    @Test
    void aPledgeEndsByTimeAndThenAnotherMayHaveIt() {
        pledges.offer(VIP, claim("a", 1, 1), at(10), at(10));
        Duration over = at(10).plus(QUORUM.pledge());
        pledges.offer(VIP, claim("b", 1, 1), over, over);
        assertThat(pledges.until(VIP, claim("b", 1, 2), over)).hasValue(over.plus(QUORUM.pledge()));
    }

    @Test
    void whatTheClaimantSaysExtendsThePledgeAndItsWithdrawalEndsIt() {
        pledges.offer(VIP, claim("a", 1, 5), at(10), at(10));
        pledges.heard(claim("a", 1, 6), at(12));
        assertThat(pledges.until(VIP, claim("a", 1, 7), at(12))).hasValue(at(12).plus(QUORUM.pledge()));
        pledges.heard(claim("a", 1, 4), at(13));
        assertThat(pledges.until(VIP, claim("a", 1, 7), at(13))).hasValue(at(12).plus(QUORUM.pledge()));
        pledges.heard(said("a", 1, 7, Map.of()), at(13));
        assertThat(pledges.binding(at(13))).isEmpty();
    }

    @Test
    void aWithdrawalFromBeforeThePledgeDoesNotEndIt() {
        pledges.offer(VIP, claim("a", 1, 5), at(10), at(10));
        pledges.heard(said("a", 1, 4, Map.of()), at(11));
        assertThat(pledges.binding(at(11))).containsKey(VIP);
    }

    @Test
    void aPledgeBindsLongerThanItCounts() {
        assertThat(QUORUM.pledge()).isGreaterThan(QUORUM.support());
        assertThat(QUORUM.support()).isEqualTo(at(4));
    }

    @Test
    void whoClaimsCountsTheVotesOfAQuorumFromWhenItAskedForThem() {
        var backing = new Backing(QUORUM, "a", 1);
        backing.claimed(VIP, 10);
        backing.sent(9, at(10));
        backing.sent(10, at(11));
        backing.heard(pledging("b", 9), at(12));
        assertThat(backing.until(VIP, Optional.of(at(20))))
                .as("a pledge from before the claim")
                .isEmpty();
        backing.heard(pledging("stranger", 10), at(12));
        assertThat(backing.until(VIP, Optional.of(at(20)))).isEmpty();
        backing.heard(pledging("b", 10), at(12));
        assertThat(backing.until(VIP, Optional.of(at(20)))).hasValue(at(11).plus(QUORUM.support()));
        assertThat(backing.until(VIP, Optional.empty())).isEmpty();
        backing.withdrawn(VIP);
        assertThat(backing.until(VIP, Optional.of(at(20)))).isEmpty();
    }

    @Test
    void aPledgeOfAVoterWithShorterLeasesCountsForNoLongerThanItBinds() {
        Quorum longer = quorum(Set.of("a", "b", "c"), 2, 10);
        var backing = new Backing(longer, "a", 1);
        backing.claimed(VIP, 10);
        backing.sent(10, at(11));
        backing.heard(pledging("b", 10, QUORUM.pledge()), at(11));
        assertThat(backing.until(VIP, Optional.of(at(99))))
                .hasValueSatisfying(until -> assertThat(until).isLessThan(at(11).plus(QUORUM.pledge())));

        var older = new Backing(longer, "a", 1);
        older.claimed(VIP, 10);
        older.sent(10, at(11));
        older.heard(pledging("b", 10, Duration.ZERO), at(11));
        assertThat(older.until(VIP, Optional.of(at(99))))
                .as("a voter that does not say how long it is bound")
                .hasValue(at(11));
    }

    @Test
    void aPledgeOfAVoterWithLongerLeasesCountsNoLongerThanOnesOwn() {
        var backing = new Backing(QUORUM, "a", 1);
        backing.claimed(VIP, 10);
        backing.sent(10, at(11));
        backing.heard(pledging("b", 10, at(100)), at(11));
        assertThat(backing.until(VIP, Optional.of(at(99)))).hasValue(at(11).plus(QUORUM.support()));
    }

    @Test
    void votersOfAnotherRollPledgeNothingToEachOtherAndCountNothing() {
        Profile other = Profile.of(100)
                .voting(quorum(Set.of("a", "b", "c", "d", "e"), 3, 2).voting());
        var backing = new Backing(QUORUM, "a", 1);
        backing.claimed(VIP, 10);
        backing.sent(10, at(11));
        backing.heard(pledging("b", 10).with(other), at(11));
        assertThat(backing.until(VIP, Optional.of(at(20)))).isEmpty();

        pledges.offer(VIP, claim("a", 1, 1).with(other), at(10), at(10));
        pledges.offer(VIP, claim("a", 1, 1).with(Profile.of(100)), at(10), at(10));
        assertThat(pledges.binding(at(10))).isEmpty();
    }

    private static Quorum quorum(Set<String> voters, int votes, int lease) {
        return new Quorum(voters, Set.of(), votes, Optional.of(Duration.ofSeconds(lease)));
    }

    @Test
    void aVipIsKeptWhileTooFewOfTheVotersHeardAreFree() {
        var lease = new MajorityLease(QUORUM, pledges, new Backing(QUORUM, "b", 1));
        NodeState witness = pledging("c", 1);
        assertThat(lease.kept("b", List.of(witness), at(10))).isEqualTo(Map.of(VIP, "a"));
        assertThat(lease.kept("b", List.of(witness, claim("a", 2, 1)), at(10)))
                .as("this node and another life of a are enough")
                .isEmpty();
        assertThat(lease.kept("a", List.of(witness), at(10)))
                .as("it is this one")
                .isEmpty();
        assertThat(lease.kept("b", List.of(said("c", 1, 2, Map.of())), at(10)))
                .as("the pledge is over")
                .isEmpty();

        pledges.offer(VIP, claim("a", 1, 1), at(10), at(10));
        assertThat(lease.kept("b", List.of(said("c", 1, 2, Map.of())), at(10)))
                .as("this node itself stands by another")
                .isEqualTo(Map.of(VIP, "a"));
    }

    private static NodeState pledging(String node, long sequence) {
        return pledging(node, sequence, QUORUM.pledge());
    }

    private static NodeState pledging(String node, long sequence, Duration length) {
        return said(node, 1, 1, Map.of()).with(Map.of(VIP, new NodeState.Pledge("a", 1, 7, sequence, length)));
    }

    private static NodeState claim(String node, long incarnation, long sequence) {
        return said(node, incarnation, sequence, Map.of(VIP, 7L));
    }

    private static NodeState said(String node, long incarnation, long sequence, Map<String, Long> claims) {
        return new NodeState(node, incarnation, sequence, 100, new Fitness.Fit(), claims, Map.of(), Map.of())
                .with(Profile.of(100).voting(QUORUM.voting()));
    }

    private static Duration at(int second) {
        return Duration.ofSeconds(second);
    }
}
