package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.cluster.ClusterSettings.Bind;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.cluster.ClusterSettings.Peer;
import tandem.cluster.ClusterSettings.Timing;
import tandem.cluster.Roster.Seat;

/// The roster of node a, which expects b and c and waits for three seconds.
class RosterTest {
    private static final Peer B = new Peer("b", "10.0.0.2:5701");
    private static final Peer C = new Peer("c", "10.0.0.3:5701");
    private static final Seat SEAT_A = new Seat("a", 1000, "10.0.0.1:5701");
    private static final Seat SEAT_B = new Seat("b", 2000, B.address());
    private static final Seat SEAT_C = new Seat("c", 3000, C.address());
    private static final Fitness UNFIT = new Fitness.Unfit(List.of("no backend"));
    private static final Fitness FIT = new Fitness.Fit();

    private Roster roster = roster("a", 1000, B, C);

    @BeforeEach
    void joined() {
        roster.joined(at(0));
    }

    @Test
    void aStartingNodeAwaitsItselfAndThoseConfigured() {
        assertThat(roster.view(at(0)).awaited()).containsExactlyInAnyOrder("a", "b", "c");
        roster.fitness(FIT, at(10));
        assertThat(roster.view(at(10)).awaited()).containsExactlyInAnyOrder("b", "c");
        assertThat(roster.view(at(2999)).awaited()).containsExactlyInAnyOrder("b", "c");
        assertThat(roster.view(at(3000)).awaited()).isEmpty();
    }

    @Test
    void theWaitBeginsWhenTheNodeHasJoinedHoweverLongThatTook() {
        roster.joined(at(10_000));

        assertThat(roster.view(at(12_999)).awaited()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(roster.view(at(13_000)).awaited()).isEmpty();
    }

    @Test
    void aNodeThatDoesNotKnowItsFitnessSaysNothingUntilTheWaitIsOver() {
        assertThat(roster.say(at(2999))).isEmpty();
        assertThat(roster.say(at(3000))).map(NodeState::fitness).contains(new Fitness.Unfit(List.of("starting")));
        roster.fitness(FIT, at(3100));
        assertThat(roster.say(at(3100))).map(NodeState::fitness).contains(FIT);
    }

    @Test
    void theViewHasThoseHeardInTheOrderOfJoining() {
        ready(SEAT_C, SEAT_A, SEAT_B);

        assertThat(names(at(0))).containsExactly("a");
        assertThat(roster.heard(said(SEAT_B, 1, FIT), at(1))).isEqualTo(Hearing.FIRST);
        assertThat(names(at(1))).containsExactly("a", "b");
        assertThat(roster.view(at(1)).awaited()).containsExactly("c");
        assertThat(roster.heard(said(SEAT_C, 1, FIT), at(2))).isEqualTo(Hearing.FIRST);
        assertThat(names(at(2))).containsExactly("c", "a", "b");
        assertThat(roster.view(at(2)).awaited()).isEmpty();
    }

    @Test
    void theOrderFollowsHazelcastAndWhatWasHeardStays() {
        ready(SEAT_A, SEAT_B);
        roster.heard(said(SEAT_B, 1, FIT), at(1));

        roster.seats(List.of(SEAT_B, SEAT_A), at(2));

        assertThat(names(at(2))).containsExactly("b", "a");
    }

    @Test
    void aNewcomerIsAwaitedForAsLongAsTheStartWait() {
        ready(SEAT_A, SEAT_B);
        roster.heard(said(SEAT_B, 1, FIT), at(1));
        roster.seats(List.of(SEAT_A, SEAT_B, SEAT_C), at(60_000));

        assertThat(roster.view(at(62_999)).awaited()).containsExactly("c");
        assertThat(roster.view(at(63_000)).awaited()).isEmpty();
        assertThat(names(at(63_000))).containsExactly("a", "b");
    }

    @Test
    void aPeerKnownByAddressOnlyIsSeenWhenItSitsThere() {
        roster = roster("a", 1000, new Peer("10.0.0.2:5701", "10.0.0.2:5701"));
        roster.joined(at(0));
        roster.fitness(FIT, at(0));
        assertThat(roster.view(at(0)).awaited()).containsExactly("10.0.0.2:5701");

        roster.seats(List.of(SEAT_A, SEAT_B), at(1));

        assertThat(roster.view(at(1)).awaited()).containsExactly("b");
    }

    @Test
    void whatIsOldOrForeignOrOurOwnIsDropped() {
        ready(SEAT_A, SEAT_B);
        assertThat(roster.heard(said(SEAT_B, 5, FIT), at(1))).isEqualTo(Hearing.FIRST);

        assertThat(roster.heard(said(SEAT_B, 5, UNFIT), at(2))).isEqualTo(Hearing.DROPPED);
        assertThat(roster.heard(said(SEAT_B, 4, UNFIT), at(2))).isEqualTo(Hearing.DROPPED);
        assertThat(roster.heard(said(new Seat("b", 1999, B.address()), 9, UNFIT), at(2)))
                .isEqualTo(Hearing.DROPPED);
        assertThat(roster.heard(said(SEAT_C, 9, UNFIT), at(2))).isEqualTo(Hearing.DROPPED);
        assertThat(roster.heard(said(SEAT_A, 9, UNFIT), at(2))).isEqualTo(Hearing.DROPPED);
        assertThat(roster.view(at(2)).members()).allMatch(Member::fit);
        assertThat(roster.heard(said(SEAT_B, 6, UNFIT), at(3))).isEqualTo(Hearing.NEWER);
    }

    @Test
    void termsAreRememberedWhateverBecomesOfThoseWhoClaimedThem() {
        ready(SEAT_A, SEAT_B);
        roster.heard(claiming(SEAT_B, 1, 7, 9), at(1));
        assertThat(roster.view(at(1)).members().getLast().term("vip")).isEqualTo(7);
        roster.seats(List.of(SEAT_A), at(2));

        assertThat(names(at(2))).containsExactly("a");
        assertThat(roster.view(at(2)).highestTerm("vip")).isEqualTo(9);
        roster.claim("vip", 10);
        roster.withdraw("vip");
        assertThat(roster.view(at(2)).highestTerm("vip")).isEqualTo(10);
        assertThat(roster.say(at(2)).orElseThrow().terms()).containsExactly(Map.entry("vip", 10L));
    }

    @Test
    void ownClaimsAndFitnessAreToldOnlyOnce() {
        assertThat(roster.fitness(FIT, at(0))).isTrue();
        assertThat(roster.fitness(FIT, at(1))).isFalse();
        assertThat(roster.claim("vip", 3)).isTrue();
        assertThat(roster.claim("vip", 3)).isFalse();
        assertThat(roster.say(at(1)).orElseThrow().claims()).containsExactly(Map.entry("vip", 3L));
        assertThat(roster.withdraw("vip")).isTrue();
        assertThat(roster.withdraw("vip")).isFalse();
    }

    @Test
    void everyMessageHasAHigherNumber() {
        roster.fitness(FIT, at(0));
        assertThat(roster.say(at(0)).orElseThrow().sequence()).isEqualTo(1);
        assertThat(roster.say(at(0)).orElseThrow().sequence()).isEqualTo(2);
    }

    @Test
    void fitnessIsTimedByTheOwnClockAndABreakStartsItAnew() {
        ready(SEAT_A, SEAT_B);
        roster.heard(said(SEAT_B, 1, FIT), at(100));
        roster.heard(said(SEAT_B, 2, FIT), at(200));
        assertThat(roster.view(at(1100)).members())
                .extracting(Member::fitFor)
                .containsExactly(Duration.ofMillis(1100), Duration.ofMillis(1000));

        roster.fitness(UNFIT, at(1200));
        roster.heard(said(SEAT_B, 3, UNFIT), at(1200));
        assertThat(roster.view(at(1300)).members()).extracting(Member::fitFor).containsOnly(Duration.ZERO);

        roster.fitness(FIT, at(1400));
        assertThat(roster.view(at(1500)).me().fitFor()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aRestartedNodeReplacesItsEarlierLifeAtOnce() {
        ready(SEAT_A, SEAT_B);
        roster.heard(claiming(SEAT_B, 1, 4, 4), at(1));
        Seat reborn = new Seat("b", 2500, B.address());
        roster.seats(List.of(SEAT_A, SEAT_B, reborn), at(2));

        assertThat(names(at(2))).containsExactly("a");
        assertThat(roster.view(at(2)).awaited()).containsExactly("b");
        roster.heard(said(reborn, 1, FIT), at(3));
        assertThat(names(at(3))).containsExactly("a", "b");
        assertThat(roster.members()).extracting(MemberStatus::name).containsExactly("a", "b");
    }

    @Test
    void twoLivingNodesOfOneNameAreTwoNodes() {
        ready(SEAT_A, SEAT_B);
        Seat namesake = new Seat("b", 2500, "10.0.0.9:5701");
        roster.seats(List.of(SEAT_A, SEAT_B, namesake), at(1));
        roster.heard(said(namesake, 1, FIT), at(2));
        roster.heard(said(SEAT_B, 8, FIT), at(2));

        assertThat(names(at(2))).containsExactly("a", "b@10.0.0.2:5701", "b");
        assertThat(roster.members()).extracting(MemberStatus::name).containsExactly("a", "b@10.0.0.2:5701", "b");
    }

    @Test
    void ourOwnEarlierLifeIsNobody() {
        Seat before = new Seat("a", 500, SEAT_A.address());
        ready(before, SEAT_A);

        assertThat(roster.view(at(0)).awaited()).doesNotContain("a@10.0.0.1:5701");
        assertThat(roster.members()).extracting(MemberStatus::name).containsExactly("a");
        Seat namesake = new Seat("a", 1500, "10.0.0.9:5701");
        roster.seats(List.of(SEAT_A, namesake), at(1));
        roster.heard(claiming(namesake, 1, 3, 3), at(1));
        assertThat(names(at(1))).containsExactly("a", "a@10.0.0.9:5701");
        assertThat(roster.view(at(1)).self()).isEqualTo("a");
    }

    @Test
    void afterAFenceOthersCountOnceTheyAnswer() {
        ready(SEAT_A, SEAT_B);
        long spoken = roster.say(at(0)).orElseThrow().sequence();
        roster.heard(answering(SEAT_B, 1, spoken, 0), at(1));
        roster.forgetOthers(at(10_000));
        assertThat(names(at(10_000))).containsExactly("a");
        assertThat(roster.view(at(10_000)).awaited()).containsExactlyInAnyOrder("b", "c");

        // Written before we resumed; it had been waiting in the socket. Its terms count all the same.
        assertThat(roster.heard(answering(SEAT_B, 2, spoken, 6), at(10_001))).isEqualTo(Hearing.DROPPED);
        assertThat(names(at(10_001))).containsExactly("a");
        assertThat(roster.view(at(10_001)).highestTerm("vip")).isEqualTo(6);

        long anew = roster.say(at(10_002)).orElseThrow().sequence();
        assertThat(roster.heard(answering(SEAT_B, 3, anew, 6), at(10_003))).isEqualTo(Hearing.FIRST);
        assertThat(names(at(10_003))).containsExactly("a", "b");
        assertThat(roster.view(at(10_003)).awaited()).containsExactly("c");
        assertThat(roster.view(at(19_000)).awaited()).isEmpty();
    }

    @Test
    void twoNodesThatWereFencedAtOnceHearEachOther() {
        Roster other = roster("b", 2000, new Peer("a", SEAT_A.address()));
        for (Roster each : List.of(roster, other)) {
            each.seats(List.of(SEAT_A, SEAT_B), at(0));
            each.fitness(FIT, at(0));
            each.forgetOthers(at(1));
        }
        NodeState fromA = roster.say(at(2)).orElseThrow();
        NodeState fromB = other.say(at(2)).orElseThrow();
        assertThat(other.heard(fromA, at(3))).isEqualTo(Hearing.DROPPED);
        assertThat(roster.heard(fromB, at(3))).isEqualTo(Hearing.DROPPED);

        assertThat(other.heard(roster.say(at(4)).orElseThrow(), at(5))).isEqualTo(Hearing.FIRST);
        assertThat(roster.heard(other.say(at(4)).orElseThrow(), at(5))).isEqualTo(Hearing.FIRST);
    }

    @Test
    void aMemberThatGoesUnheardAfterAFenceIsStillAwaited() {
        ready(SEAT_A, SEAT_B);
        roster.forgetOthers(at(10_000));
        roster.seats(List.of(SEAT_A), at(10_100));
        assertThat(roster.view(at(10_100)).awaited()).contains("b");
        assertThat(roster.view(at(19_000)).awaited()).isEmpty();
    }

    @Test
    void aMemberThatGoesAfterItWasHeardIsNotAwaited() {
        ready(SEAT_A, SEAT_B);
        roster.heard(answering(SEAT_B, 1, roster.say(at(0)).orElseThrow().sequence(), 0), at(1));
        roster.seats(List.of(SEAT_A), at(100));
        assertThat(roster.view(at(100)).awaited()).doesNotContain("b");
    }

    @Test
    void theNextChangeIsTheNearestEndOfAWait() {
        roster = roster("a", 1000, B);
        roster.joined(at(0));
        Duration delay = Duration.ofSeconds(10);
        assertThat(roster.nextChange(at(0), delay)).contains(at(3000));
        roster.seats(List.of(SEAT_A, SEAT_B), at(500));
        roster.fitness(FIT, at(500));
        roster.heard(said(SEAT_B, 1, FIT), at(600));
        assertThat(roster.nextChange(at(4000), delay)).contains(at(10_500));
        roster.seats(List.of(SEAT_A, SEAT_B, SEAT_C), at(9000));
        assertThat(roster.nextChange(at(10_500), delay)).contains(at(12_000));
        assertThat(roster.nextChange(at(12_000), delay)).isEqualTo(Optional.empty());
    }

    @Test
    void aNewClaimEndsAnOfferThatTheLastMoveLeft() {
        ready(SEAT_A, SEAT_B);
        roster.claim("vip", 3);
        roster.handovers().offer("vip", new Handovers.Offer("b", 1, 3, ""));
        roster.withdraw("vip");
        assertThat(roster.view(at(1)).me().handovers().offers()).containsOnlyKeys("vip");

        roster.claim("vip", 5);

        assertThat(roster.view(at(2)).me().handovers()).isEqualTo(Handovers.NONE);
    }

    @Test
    void anOperatorSeesAlsoThoseNotHeard() {
        ready(SEAT_A, SEAT_B, SEAT_C);
        roster.heard(said(SEAT_C, 1, UNFIT), at(1));

        List<MemberStatus> members = roster.members();

        assertThat(members).extracting(MemberStatus::name).containsExactly("a", "b", "c");
        assertThat(members)
                .extracting(MemberStatus::address)
                .containsExactly("10.0.0.1:5701", B.address(), C.address());
        assertThat(members).extracting(MemberStatus::heard).containsExactly(true, false, true);
        assertThat(members).extracting(MemberStatus::self).containsExactly(true, false, false);
    }

    private void ready(Seat... seats) {
        roster.fitness(FIT, at(0));
        roster.seats(Arrays.asList(seats), at(0));
        if (!Arrays.asList(seats).contains(SEAT_C)) roster.joined(at(-3000));
    }

    @Test
    void aNodeThatBeaconsIsAMemberWithoutASeatOnceItAnswersUs() {
        roster.fitness(FIT, at(0));
        long spoken = roster.say(at(0)).orElseThrow().sequence();

        assertThat(roster.beacon(said(SEAT_B, 1, FIT), at(1))).isEqualTo(Hearing.DROPPED);
        assertThat(roster.beacon(answering(SEAT_B, 2, spoken, 0), at(2))).isEqualTo(Hearing.FIRST);
        assertThat(names(at(2))).containsExactly("a", "b");
        assertThat(roster.beacon(answering(SEAT_B, 3, spoken, 0), at(3))).isEqualTo(Hearing.SAME);
        assertThat(roster.view(at(3)).awaited()).containsExactly("c");
    }

    @Test
    void aNodeThatOnlyWeHearIsBelievedAfterTheStartWait() {
        assertThat(roster.beacon(said(SEAT_B, 1, FIT), at(10))).isEqualTo(Hearing.DROPPED);
        assertThat(roster.beacon(said(SEAT_B, 2, FIT), at(3009))).isEqualTo(Hearing.DROPPED);
        assertThat(roster.beacon(said(SEAT_B, 3, FIT), at(3010))).isEqualTo(Hearing.FIRST);
    }

    @Test
    void aNodeThatBeaconsStaysWhenHazelcastLosesIt() {
        roster.seats(List.of(SEAT_B, SEAT_A), at(0));
        roster.beacon(claiming(SEAT_B, 1, 4, 4), at(1));
        roster.seats(List.of(SEAT_A), at(2));

        assertThat(names(at(2))).containsExactly("a", "b");
        roster.seats(List.of(SEAT_A, SEAT_B), at(3));
        assertThat(names(at(3))).containsExactly("a", "b");
    }

    @Test
    void aLostNodeIsGoneAtOnceAndNotWaitedForThoughHazelcastStillSeatsIt() {
        roster.seats(List.of(SEAT_B, SEAT_A), at(0));
        roster.beacon(claiming(SEAT_B, 1, 4, 4), at(1));
        roster.lost("b", SEAT_B.incarnation(), at(50));

        assertThat(names(at(50))).containsExactly("a");
        assertThat(roster.view(at(50)).awaited()).doesNotContain("b");
        assertThat(roster.view(at(50)).highestTerm("vip")).isEqualTo(4);
        assertThat(roster.beacon(said(SEAT_B, 2, FIT), at(60))).isEqualTo(Hearing.FIRST);
    }

    @Test
    void whatALostNodeSaidThroughHazelcastBeforeTheSilenceDoesNotBringItBack() {
        roster.seats(List.of(SEAT_B, SEAT_A), at(0));
        roster.beacon(said(SEAT_B, 10, FIT), at(1));
        roster.lost("b", SEAT_B.incarnation(), at(50));

        assertThat(roster.heard(said(SEAT_B, 14, FIT), at(60))).isEqualTo(Hearing.DROPPED);
        assertThat(roster.heard(said(SEAT_B, 15, FIT), at(70))).isEqualTo(Hearing.FIRST);
    }

    @Test
    void anEarlierLifeIsForgottenWhenTheNextOneBeacons() {
        roster.seats(List.of(SEAT_B, SEAT_A), at(0));
        roster.beacon(claiming(SEAT_B, 1, 4, 4), at(1));
        roster.fitness(FIT, at(2));
        long spoken = roster.say(at(2)).orElseThrow().sequence();
        Seat reborn = new Seat("b", 2500, B.address());

        assertThat(roster.beacon(answering(reborn, 1, spoken, 0), at(3))).isEqualTo(Hearing.FIRST);
        assertThat(names(at(3))).containsExactly("a", "b");
        assertThat(roster.view(at(3)).members().getLast().claims()).isEmpty();
    }

    private List<String> names(Duration now) {
        return roster.view(now).members().stream().map(Member::name).toList();
    }

    @Test
    void aNodeThatHearsNoQuorumSaysThatItIsUnfit() {
        var quorum = new Quorum(Set.of("a", "b", "c"), Set.of(), 2, Optional.empty());
        roster = roster(ElectionPolicy.STICKY.with(quorum), "a", 1000, B, C);
        ready(SEAT_A, SEAT_B);
        assertThat(roster.say(at(1)))
                .map(NodeState::fitness)
                .contains(new Fitness.Unfit(List.of("no quorum: 1 of 3 nodes are heard (a), and 2 are needed")));
        roster.heard(said(SEAT_B, 1, FIT), at(2));
        assertThat(roster.say(at(2))).map(NodeState::fitness).contains(FIT);
        roster.fitness(new Fitness.Leaving(), at(3));
        roster.forgetOthers(at(3));
        assertThat(roster.say(at(3))).map(NodeState::fitness).contains(new Fitness.Leaving());
    }

    @Test
    void whoDoesNotHearUsIsBelievedAgainLongAfterAFence() {
        ready();
        roster.say(at(1));
        roster.forgetOthers(at(10));
        assertThat(roster.beacon(said(SEAT_B, 1, FIT), at(20))).isEqualTo(Hearing.DROPPED);
        assertThat(roster.beacon(said(SEAT_B, 2, FIT), at(29_000))).isEqualTo(Hearing.DROPPED);
        assertThat(roster.beacon(said(SEAT_B, 3, FIT), at(31_000))).isEqualTo(Hearing.FIRST);
    }

    @Test
    void whoComesAfterALossHasToHaveHeardUsSince() {
        ready();
        roster.say(at(1));
        roster.say(at(2));
        roster.lost("x", 1, at(3));
        roster.say(at(4));
        assertThat(roster.answers(answering(SEAT_B, 1, 2, 0))).isFalse();
        assertThat(roster.answers(answering(SEAT_B, 1, 3, 0))).isTrue();
    }

    @Test
    void aNodeTellsItsProfile() {
        ready();
        assertThat(roster.say(at(1)).orElseThrow().profile())
                .isEqualTo(Profile.of(100).beaconing(Duration.ofMillis(10)));
        roster.own().serves(Map.of("web", "b"));
        assertThat(roster.own().warm(false)).isTrue();
        assertThat(roster.own().warm(false)).isFalse();
        assertThat(roster.say(at(2)).orElseThrow().profile())
                .isEqualTo(Profile.of(100)
                        .beaconing(Duration.ofMillis(10))
                        .serving(Map.of("web", "b"))
                        .warm(false));
    }

    @Test
    void whereFilesDifferThatIsSaid() {
        var quorum = new Quorum(Set.of("a", "b", "c"), Set.of(), 2, Optional.of(Duration.ofSeconds(2)));
        roster = roster(ElectionPolicy.STICKY.with(quorum), "a", 1000, B, C);
        roster.own().serves(Map.of("web", "a", "mail", "", "shop", ""));
        ready(SEAT_A, SEAT_B, SEAT_C);
        Profile agreeing = Profile.of(90).voting(quorum.voting());
        roster.heard(said(SEAT_C, 1, FIT).with(agreeing.serving(Map.of("web", "a", "mail", "", "shop", ""))), at(2));
        assertThat(roster.disagreements()).isEmpty();
        roster.heard(said(SEAT_B, 1, FIT).with(Profile.of(90).serving(Map.of("web", "b", "mail", ""))), at(2));
        assertThat(roster.disagreements())
                .containsExactly(
                        "b does not say that ownership is exclusive (cluster.exclusive, or an older version of Tandem);"
                                + " what it pledges counts for nothing here",
                        "b has no VIP shop in its file, and never takes it",
                        "b prefers b for VIP web, and this node a (vips[].prefer); until they agree, nobody is"
                                + " preferred");
        roster.heard(said(SEAT_B, 2, new Fitness.Witness()).with(agreeing), at(3));
        assertThat(roster.disagreements()).isEmpty();
    }

    private static Roster roster(String self, long incarnation, Peer... expected) {
        return roster(ElectionPolicy.STICKY, self, incarnation, expected);
    }

    private static Roster roster(ElectionPolicy policy, String self, long incarnation, Peer... expected) {
        ClusterSettings settings = new ClusterSettings(
                "test",
                self,
                new Bind("10.0.0.1", 5701),
                100,
                new Discovery.Dns("tandem", 5701),
                policy,
                Timing.DEFAULT,
                new BeaconSettings(Duration.ofMillis(10), BeaconSettings.Misses.fixed(4), Optional.empty(), true));
        return new Roster(settings, incarnation, List.of(expected), Duration.ZERO);
    }

    private static NodeState said(Seat seat, long sequence, Fitness fitness) {
        return new NodeState(seat.name(), seat.incarnation(), sequence, 90, fitness, Map.of(), Map.of(), Map.of());
    }

    private static NodeState claiming(Seat seat, long sequence, long claim, long highest) {
        return new NodeState(
                seat.name(),
                seat.incarnation(),
                sequence,
                90,
                FIT,
                Map.of("vip", claim),
                Map.of("vip", highest),
                Map.of());
    }

    private static NodeState answering(Seat seat, long sequence, long received, long highest) {
        return new NodeState(
                seat.name(),
                seat.incarnation(),
                sequence,
                90,
                FIT,
                Map.of(),
                Map.of("vip", highest),
                Map.of("a", new NodeState.Mark(1000, received)));
    }

    private static Duration at(long millis) {
        return Duration.ofMillis(millis);
    }
}
