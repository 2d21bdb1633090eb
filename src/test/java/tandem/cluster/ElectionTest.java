package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the stories under `scenarios/election` do not tell.
class ElectionTest {
    private static final Member A = new Member("a", 100, new Fitness.Fit(), Duration.ZERO, Map.of("web", 8L));
    private static final Fitness UNFIT = new Fitness.Unfit(List.of("no backend"));
    private static final Member B = new Member("b", 90, new Fitness.Fit(), Duration.ZERO, Map.of());

    @Test
    void eachVipHasItsOwnOwnerAndItsOwnTerms() {
        View view = new View("a", List.of(A, B), Set.of(), Map.of("mail", 2L));

        assertThat(Election.decide(view, "web", ElectionPolicy.STICKY))
                .isEqualTo(new Verdict.Active(8, "owner, and fit"));
        assertThat(Election.decide(view, "mail", ElectionPolicy.STICKY))
                .isEqualTo(new Verdict.Active(3, "no owner; best of the fit nodes, with priority 100"));
    }

    @Test
    void aVipThatOthersKeepForANodeThatIsNotHeardIsNotClaimed() {
        View view = new View("b", List.of(B), Set.of(), Map.of(), Set.of(), Map.of("web", "a"));

        assertThat(Election.decide(view, "web", ElectionPolicy.STICKY))
                .isEqualTo(new Verdict.Standby("a", "it is not heard, but those that are heard still stand by it"));
        assertThat(Election.decide(view, "mail", ElectionPolicy.STICKY)).isInstanceOf(Verdict.Active.class);
    }

    @Test
    void theHighestTermCountsTheClaimsOfTheView() {
        View view = new View("b", List.of(A, B), Set.of(), Map.of("web", 5L));

        assertThat(view.highestTerm("web")).isEqualTo(8);
        assertThat(view.highestTerm("mail")).isZero();
    }

    @Test
    void aNodeWhoseFileLacksTheVipIsNotNamedForIt() {
        Member best = A.with(Profile.of(100).serving(Map.of("web", "")));
        Member other = B.with(Profile.of(90).serving(Map.of("web", "", "mail", "")));
        assertThat(Election.decide(
                        new View("b", List.of(best, other), Set.of(), Map.of()), "mail", ElectionPolicy.STICKY))
                .isEqualTo(new Verdict.Active(1, "no owner; best of the fit nodes, with priority 90"));

        Member failing = new Member("c", Profile.of(80), UNFIT, Duration.ZERO, Map.of("mail", 5L), Handovers.NONE);
        assertThat(Election.decide(
                        new View("b", List.of(best, other, failing), Set.of(), Map.of()),
                        "mail",
                        ElectionPolicy.STICKY))
                .isEqualTo(new Verdict.Active(6, "takes over: c is unfit: no backend"));
    }

    @Test
    void filesThatPreferDifferentNodesPreferNobody() {
        Member owner = A.with(Profile.of(100).serving(Map.of("web", "a")));
        Member rival = B.with(Profile.of(90).serving(Map.of("web", "b")));
        ElectionPolicy ours = new ElectionPolicy(true, Duration.ZERO).preferring(Optional.of("b"));
        View seen = new View("b", List.of(owner, rival), Set.of(), Map.of());
        assertThat(Election.decide(seen, "web", ours)).isEqualTo(new Verdict.Standby("a", "a owns it at term 8"));

        Member agrees = A.with(Profile.of(100).serving(Map.of("web", "b")));
        View agreed = new View("b", List.of(agrees, rival), Set.of(), Map.of());
        assertThat(Election.decide(agreed, "web", ours))
                .isEqualTo(new Verdict.Active(9, "preempts a: the preferred node"));
    }

    @Test
    void aNodeThatIsNotWarmDoesNotTakeTheVipFromAFitOwner() {
        ElectionPolicy ours = new ElectionPolicy(true, Duration.ZERO).preferring(Optional.of("b"));
        Member owner = A.with(Profile.of(100).serving(Map.of("web", "b")));
        Member rival = B.with(Profile.of(90).serving(Map.of("web", "b")));
        Member cold = rival.with(rival.profile().warm(false));
        View seen = new View("b", List.of(owner, cold), Set.of(), Map.of());
        assertThat(Election.decide(seen, "web", ours))
                .isEqualTo(new Verdict.Standby("a", "a owns it at term 8; preempts once warm: the preferred node"));
        Member failing = new Member("a", 100, UNFIT, Duration.ZERO, Map.of("web", 8L)).with(owner.profile());
        View unfit = new View("b", List.of(failing, cold), Set.of(), Map.of());
        assertThat(Election.decide(unfit, "web", ours)).isInstanceOf(Verdict.Active.class);
    }

    @Test
    void filesThatEachPreferTheOtherNodeLeaveTheVipToSomebody() {
        Member a = new Member("a", 100, new Fitness.Fit(), Duration.ZERO, Map.of())
                .with(Profile.of(100).serving(Map.of("web", "b")));
        Member b = B.with(Profile.of(90).serving(Map.of("web", "a")));
        View seen = new View("a", List.of(a, b), Set.of(), Map.of());
        assertThat(Election.decide(seen, "web", ElectionPolicy.STICKY.preferring(Optional.of("b"))))
                .isEqualTo(new Verdict.Active(1, "no owner; best of the fit nodes, with priority 100"));
    }

    @Test
    void anOwnerThatMayChooseHandsOverToTheBestOfTheWarmNodes() {
        Member cold = new Member("c", 100, new Fitness.Fit(), Duration.ZERO, Map.of());
        cold = cold.with(cold.profile().warm(false));
        View view = new View("a", List.of(A, B, cold), Set.of(), Map.of());
        ElectionPolicy policy = ElectionPolicy.STICKY;
        assertThat(Election.successor(view, "web", policy)).map(Member::name).hasValue("b");
        assertThat(Election.successor(view, "web", policy.preferring(Optional.of("c"))))
                .as("preferred, and cold")
                .map(Member::name)
                .hasValue("b");
        View twoCold = new View("a", List.of(A, B.with(B.profile().warm(false)), cold), Set.of(), Map.of());
        assertThat(Election.successor(twoCold, "web", policy)).map(Member::name).hasValue("c");
        assertThat(Election.successor(twoCold, "web", policy.preferring(Optional.of("b"))))
                .map(Member::name)
                .hasValue("b");
    }

    @Test
    void aTermStaysWithinTheRangeThatOthersTakeIn() {
        View view = new View("b", List.of(B), Set.of(), Map.of("web", NodeStateCodec.MAX_TERM));
        assertThat(Election.decide(view, "web", ElectionPolicy.STICKY))
                .isInstanceOfSatisfying(
                        Verdict.Active.class,
                        active -> assertThat(active.term()).isEqualTo(NodeStateCodec.MAX_TERM));
    }

    @Test
    void whereOwnershipIsExclusiveAVoterOfAnotherRollIsNoVoice() {
        Quorum quorum = new Quorum(Set.of("a", "b", "c"), Set.of(), 2, Optional.of(Duration.ofSeconds(10)));
        Quorum shorter = new Quorum(Set.of("a", "b", "c"), Set.of(), 2, Optional.of(Duration.ofSeconds(2)));
        Member own = A.with(A.profile().voting(quorum.voting()));
        Member other = B.with(B.profile().voting(shorter.voting()));
        View view = new View("a", List.of(own, other), Set.of(), Map.of());
        assertThat(Election.decide(view, "web", ElectionPolicy.STICKY.with(quorum)))
                .isEqualTo(new Verdict.Refrain("no quorum: 1 of 3 nodes are heard (a), and 2 are needed; b has shorter"
                        + " leases in its file than this node (vips[].lease)"));
        assertThat(Election.decide(
                        new View("b", List.of(own, other), Set.of(), Map.of()),
                        "web",
                        ElectionPolicy.STICKY.with(shorter)))
                .isInstanceOf(Verdict.Standby.class);
    }

    @Test
    void aViewHasItsOwnNodeAndEachNodeOnce() {
        assertThatThrownBy(() -> new View("c", List.of(A, B), Set.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its own node");
        assertThatThrownBy(() -> new View("a", List.of(A, B, A), Set.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("each member once");
    }

    @Test
    void aPreemptDelayIsAtMostAnHour() {
        assertThat(new ElectionPolicy(true, Duration.ofHours(1)).preemptDelay()).hasHours(1);
        assertThatThrownBy(() -> new ElectionPolicy(true, Duration.ofSeconds(3601)))
                .hasMessage("the preempt delay is 0 s to 1 h, not 3601000 ms");
        assertThatThrownBy(() -> new ElectionPolicy(true, Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
