package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import tandem.cluster.ElectionPolicy;
import tandem.cluster.Fitness;
import tandem.cluster.Handovers;
import tandem.cluster.Member;
import tandem.cluster.View;

/// Planned moves of one VIP from proxy-a, and to it; proxy-b is what the test says it is.
class HandoverTest {
    private static final VipSettings SETTINGS = new VipSettings(
            "web",
            new VipSettings.Mode.Linux("192.168.77.50", 32, "eth1", Duration.ofSeconds(2), Optional.empty()),
            Optional.empty());
    private static final VipSettings SHARED =
            new VipSettings("web", new VipSettings.Mode.Socket("127.0.0.1", 8080), Optional.empty());
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ManualHaThread ha = new ManualHaThread();
    private final List<String> did = new ArrayList<>();
    private final Kernel kernel = new Kernel();
    private final Proxy proxy = new Proxy();
    private final Host host = new Host();
    private ElectionPolicy policy = ElectionPolicy.STICKY;
    private Handover handover = handover(SETTINGS, kernel);
    private Map<String, Long> claimsOfB = Map.of();
    private Fitness fitnessOfB = new Fitness.Fit();
    private Handovers saidByB = Handovers.NONE;
    private Map<String, Long> claimsOfA = Map.of("web", 4L);
    private boolean present = true;

    @Test
    void aMoveKeepsTheAddressThenOffersItAndFallsSilentWhenItIsTaken() {
        var outcome = move();
        assertThat(did).containsExactly("keep", "offer to proxy-b at 4, back to 192.168.17.129");

        takenByB();
        assertThat(outcome).isCompletedWithValueMatching(HandoverOutcome.Moved.class::isInstance);
        assertThat(text(outcome)).isEqualTo("proxy-b has it; no connection is cut");
        assertThat(did).endsWith("send off 192.168.77.50", "silent");
    }

    @Test
    void aHoldIsAnOfferToItselfThatEndsByItsLimit() {
        view();
        var held = handover.hold(Duration.ofSeconds(60)).toCompletableFuture();
        ha.settle();
        assertThat(text(held)).startsWith("proxy-a keeps it until ");
        assertThat(did).containsExactly("offer to proxy-a at 4, plainly");
        assertThat(handover.status().heldUntil()).isPresent();
        var refused = move();
        assertThat(refused).isCompletedWithValueMatching(HandoverOutcome.Stays.class::isInstance);
        assertThat(text(refused)).contains("it is held here until", "release it first");

        ha.advance(Duration.ofSeconds(59));
        assertThat(handover.status().heldUntil()).isPresent();
        ha.advance(Duration.ofSeconds(1));
        assertThat(did).endsWith("offer nothing");
        assertThat(handover.status().heldUntil()).isEmpty();
    }

    @Test
    void aHoldIsReleasedOnceAndGoesWhenTheNodeStops() {
        view();
        var _ = handover.hold(Duration.ofSeconds(60));
        var released = handover.release().toCompletableFuture();
        var again = handover.release().toCompletableFuture();
        ha.settle();
        assertThat(released).isCompletedWithValueMatching(HandoverOutcome.Done.class::isInstance);
        assertThat(text(again)).isEqualTo("it is not held here");
        assertThat(did).containsExactly("offer to proxy-a at 4, plainly", "offer nothing");

        var _ = handover.hold(Duration.ofSeconds(60));
        ha.settle();
        did.clear();
        var left = handover.move(Optional.empty(), DRAIN, true).toCompletableFuture();
        ha.settle();
        assertThat(left).isNotDone();
        assertThat(did).startsWith("offer nothing").contains("offer to proxy-b at 4, back to 192.168.17.129");
    }

    @Test
    void aHoldIsForTheOwnerAndForItsTermOnly() {
        view();
        var _ = handover.hold(Duration.ofSeconds(60));
        ha.settle();
        claimsOfB = Map.of("web", 5L);
        claimsOfA = Map.of();
        view();
        assertThat(handover.status().heldUntil()).isEmpty();
        var elsewhere = handover.hold(Duration.ofSeconds(60)).toCompletableFuture();
        ha.settle();
        assertThat(elsewhere).isCompletedWithValueMatching(HandoverOutcome.NotOwner.class::isInstance);
    }

    @Test
    void whatIsKeptIsRenewedUntilTheLastConnectionHasEnded() {
        proxy.open = new Clients.Open(3, 1);
        var _ = move();
        takenByB();
        did.clear();
        ha.advance(Duration.ofSeconds(2));
        assertThat(did).contains("renew").doesNotContain("drop");
        assertThat(handover.status().going()).hasValue("to proxy-b: connections live on here, 3 of them");

        proxy.open = new Clients.Open(0, 0);
        did.clear();
        ha.advance(Duration.ofMillis(100));
        assertThat(did).endsWith("offer nothing", "drop", "welcome 192.168.77.50");
        assertThat(handover.over().toCompletableFuture()).isNotDone();
        ha.settle();
        assertThat(handover.status().going()).isEmpty();
        assertThat(handover.status().last()).hasValue("proxy-b has it; no connection is cut");
    }

    @Test
    void connectionsThatDoNotEndAreCutAtTheLimit() {
        proxy.open = new Clients.Open(1, 1);
        var _ = move();
        takenByB();
        ha.advance(DRAIN.minusMillis(100));
        assertThat(did).doesNotContain("drop");
        ha.advance(Duration.ofMillis(200));
        assertThat(did).contains("drop");
    }

    @Test
    void anAddressThatComesBackIsNotKeptAnyLonger() {
        proxy.open = new Clients.Open(1, 1);
        var _ = move();
        takenByB();
        did.clear();
        claimsOfB = Map.of();
        claimsOfA = Map.of("web", 6L);
        view();
        assertThat(did).contains("drop", "offer nothing", "welcome 192.168.77.50");
    }

    @Test
    void aSuccessorThatDoesNotAnswerIsOfferedItPlainlyAfterTheRequestsHaveEnded() {
        proxy.open = new Clients.Open(9, 2);
        var outcome = move();
        ha.advance(Giving.ANSWER_WITHIN);
        assertThat(did).endsWith("offer nothing", "drop", "send off 192.168.77.50");
        ha.advance(Duration.ofSeconds(3));
        assertThat(did).noneMatch(action -> action.endsWith("plainly"));

        proxy.open = new Clients.Open(2, 0);
        ha.advance(Duration.ofMillis(20));
        assertThat(did).endsWith("offer to proxy-b at 4, plainly");
        takenByB();
        assertThat(text(outcome))
                .isEqualTo("proxy-b has it; 2 connections were cut, with 0 requests under way (no answer within 3 s)");
        assertThat(handover.status().going()).isEmpty();
    }

    @Test
    void aSuccessorThatCannotHandBackIsOfferedItPlainly() {
        var _ = move();
        saidByB = new Handovers(Map.of(), Map.of("web", new Handovers.Answer("proxy-a", 1, false, "no nft")));
        view();
        ha.advance(Duration.ofMillis(20));
        assertThat(did).endsWith("offer to proxy-b at 4, plainly");
    }

    @Test
    void requestsThatDoNotEndHoldAMoveUpToTheLimitOnly() {
        kernel.failure = "nft refuses";
        proxy.open = new Clients.Open(5, 5);
        var _ = move();
        proxy.open = new Clients.Open(6, 6);
        ha.advance(DRAIN.minusMillis(20));
        assertThat(did).noneMatch(action -> action.endsWith("plainly"));
        ha.advance(Duration.ofMillis(40));
        assertThat(did).endsWith("offer to proxy-b at 4, plainly");
    }

    @Test
    void underLoadAMoveThatEndsConnectionsIsMadeWhenAsLittleIsUnderWayAsEver() {
        kernel.failure = "nft refuses";
        proxy.open = new Clients.Open(9, 3);
        var _ = move();
        for (int more : List.of(8, 3, 8)) {
            proxy.open = new Clients.Open(9, more);
            ha.advance(DRAIN.dividedBy(5));
        }
        assertThat(did).as("in the second half").noneMatch(action -> action.endsWith("plainly"));
        proxy.open = new Clients.Open(9, 4);
        ha.advance(DRAIN.dividedBy(5));
        assertThat(did).noneMatch(action -> action.endsWith("plainly"));
        proxy.open = new Clients.Open(9, 3);
        ha.advance(Duration.ofMillis(20));
        assertThat(did).endsWith("offer to proxy-b at 4, plainly");
    }

    @Test
    void aDataPathThatDoesNotAnswerHoldsNoMoveBeyondItsLimits() {
        proxy.silent = true;
        var _ = move();
        takenByB();
        ha.advance(DRAIN.plusMillis(20));
        assertThat(did).endsWith("offer nothing", "drop", "welcome 192.168.77.50");

        did.clear();
        kernel.failure = "nft refuses";
        claimsOfA = Map.of("web", 6L);
        claimsOfB = Map.of();
        var _ = move();
        ha.advance(DRAIN.minusMillis(20));
        assertThat(did).noneMatch(action -> action.endsWith("plainly"));
        ha.advance(Duration.ofMillis(40));
        assertThat(did).endsWith("offer to proxy-b at 6, plainly");
    }

    @Test
    void whatIsKeptIsRenewedWhileTheSuccessorPreparesAndOnceMoreBeforeTheAddressLeavesItsDevice() {
        var _ = move();
        did.clear();
        ha.advance(Giving.ANSWER_WITHIN.minusMillis(100));
        assertThat(did).hasSizeGreaterThan(5).containsOnly("renew");
        did.clear();
        takenByB();
        assertThat(did).startsWith("renew");
    }

    @Test
    void whoCannotFallSilentAboutTheAddressDoesNotKeepIt() {
        proxy.open = new Clients.Open(3, 1);
        kernel.noisy = "nft refuses";
        var _ = move();
        takenByB();
        assertThat(did).endsWith("silent", "offer nothing", "drop", "welcome 192.168.77.50");
        ha.settle();
        assertThat(handover.status().going()).isEmpty();
    }

    @Test
    void whereNobodyTakesItItStays() {
        handover = handover(SHARED, new HandBack.Unavailable("not needed"));
        var outcome = move();
        assertThat(did).containsExactly("offer to proxy-b at 4, plainly");
        ha.advance(Giving.ANSWER_WITHIN);
        assertThat(outcome).isCompletedWithValue(new HandoverOutcome.Stays("proxy-b did not take it within 3 s"));
        assertThat(did).endsWith("offer nothing");
    }

    @Test
    void aSharedSocketMovesAtOnceForItsConnectionsStay() {
        handover = handover(SHARED, new HandBack.Unavailable("not needed"));
        proxy.open = new Clients.Open(5, 5);
        var outcome = move();
        takenByB();
        assertThat(text(outcome)).isEqualTo("proxy-b has it; connections live on here");
        assertThat(did).noneMatch(action -> action.startsWith("send off"));
    }

    @Test
    void aSuccessorThatFailsInTheMiddleEndsTheMove() {
        var outcome = move();
        fitnessOfB = new Fitness.Unfit(List.of("no backend"));
        view();
        assertThat(outcome).isCompletedWithValue(new HandoverOutcome.Stays("proxy-b is unfit: no backend"));
        assertThat(did).contains("offer nothing", "drop", "welcome 192.168.77.50");
    }

    @Test
    void aSuccessorThatIsGoneEndsTheMove() {
        var outcome = move();
        present = false;
        view();
        assertThat(outcome).isCompletedWithValue(new HandoverOutcome.Stays("proxy-b is gone"));
    }

    @Test
    void onlyAnOwnerCanHandOverAndOnlyToAFitNodeThatItHears() {
        assertThat(refused(Optional.of("proxy-c"))).isEqualTo("nothing is heard of a node proxy-c");
        assertThat(refused(Optional.of("proxy-a"))).isEqualTo("proxy-a owns it already");
        fitnessOfB = new Fitness.Unfit(List.of("no backend"));
        assertThat(refused(Optional.of("proxy-b"))).isEqualTo("proxy-b is unfit: no backend");
        assertThat(refused(Optional.empty())).isEqualTo("no other node is fit");
        claimsOfB = Map.of("web", 5L);
        view();
        var outcome = handover.move(Optional.empty(), DRAIN, false).toCompletableFuture();
        ha.settle();
        assertThat(outcome)
                .isCompletedWithValue(
                        new HandoverOutcome.NotOwner("proxy-b", "proxy-b owns it, and not this node, proxy-a"));
        assertThat(did).isEmpty();
    }

    @Test
    void aMoveThatPreemptionWouldUndoIsRefusedUnlessTheNodeStops() {
        policy = new ElectionPolicy(true, Duration.ZERO);
        handover = handover(SETTINGS, kernel);
        assertThat(refused(Optional.empty())).startsWith("it would come back: cluster.preempt is on");
        var _ = handover.move(Optional.empty(), DRAIN, true);
        ha.settle();
        assertThat(did).contains("keep");
    }

    @Test
    void aSuccessorPreparesAnOfferAnswersAndEndsItWithTheOffer() {
        claimsOfA = Map.of();
        claimsOfB = Map.of("web", 7L);
        saidByB = offer("192.168.17.131");
        view();
        assertThat(did).containsExactly("prepare 192.168.17.131", "answer proxy-b 5: prepared");
        assertThat(handover.status().handedBack().to()).hasValue("proxy-b");

        // Also when the VIP is here and the connections live on there.
        claimsOfA = Map.of("web", 8L);
        claimsOfB = Map.of();
        did.clear();
        view();
        assertThat(did).isEmpty();

        saidByB = Handovers.NONE;
        view();
        assertThat(did).containsExactly("answer nothing", "finish");
    }

    @Test
    void aSuccessorThatCannotPrepareSaysWhy() {
        kernel.failure = "nft refuses: no";
        claimsOfA = Map.of();
        claimsOfB = Map.of("web", 7L);
        saidByB = offer("192.168.17.131");
        view();
        assertThat(did).containsExactly("prepare 192.168.17.131", "answer proxy-b 5: nft refuses: no");
    }

    @Test
    void whenTheOldOwnerDiesItsConnectionsAreHandedBackNoMore() {
        claimsOfA = Map.of();
        claimsOfB = Map.of("web", 7L);
        saidByB = offer("192.168.17.131");
        view();
        did.clear();
        present = false;
        view();
        assertThat(did).containsExactly("answer nothing", "finish");
    }

    private static String text(CompletableFuture<HandoverOutcome> outcome) {
        assertThat(outcome).isCompleted();
        return outcome.join().text();
    }

    private static Handovers offer(String handBackTo) {
        return new Handovers(Map.of("web", new Handovers.Offer("proxy-a", 5, 7, handBackTo)), Map.of());
    }

    private Handover handover(VipSettings settings, HandBack handBack) {
        return new Handover(Handover.parts(settings, handBack, proxy, host), policy, ha.clocked());
    }

    private CompletableFuture<HandoverOutcome> move() {
        view();
        var outcome = handover.move(Optional.empty(), DRAIN, false).toCompletableFuture();
        ha.settle();
        return outcome;
    }

    private String refused(Optional<String> to) {
        view();
        var outcome = handover.move(to, DRAIN, false).toCompletableFuture();
        ha.settle();
        return text(outcome);
    }

    private void takenByB() {
        claimsOfB = Map.of("web", 5L);
        view();
        claimsOfA = Map.of();
        view();
    }

    private void view() {
        var members = new ArrayList<Member>();
        members.add(new Member("proxy-a", 100, new Fitness.Fit(), DRAIN, claimsOfA, host.said()));
        if (present) members.add(new Member("proxy-b", 90, fitnessOfB, DRAIN, claimsOfB, saidByB));
        handover.onView(new View("proxy-a", members, Set.of(), Map.of()));
        ha.settle();
    }

    private final class Host implements HandoverHost {
        private final Map<String, Handovers.Offer> offers = new HashMap<>();

        Handovers said() {
            return new Handovers(offers, Map.of());
        }

        @Override
        public void offer(String vip, Optional<Handovers.Offer> offer) {
            offers.clear();
            offer.ifPresent(made -> offers.put(vip, made));
            did.add(offer.map(made -> "offer to " + made.to() + " at " + made.term()
                            + (made.plain() ? ", plainly" : ", back to " + made.handBackTo()))
                    .orElse("offer nothing"));
        }

        @Override
        public void answer(String vip, Optional<Handovers.Answer> answer) {
            did.add(answer.map(made -> "answer " + made.owner() + " " + made.number() + ": "
                            + (made.prepared() ? "prepared" : made.reason()))
                    .orElse("answer nothing"));
        }
    }

    private final class Proxy implements Clients {
        private Open open = new Open(0, 0);
        private boolean silent;

        @Override
        public void sendOff(String address) {
            did.add("send off " + address);
        }

        @Override
        public void welcome(String address) {
            did.add("welcome " + address);
        }

        @Override
        public CompletionStage<Void> next(Optional<String> address, Duration limit) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Open> open(String address) {
            return silent ? new CompletableFuture<>() : CompletableFuture.completedStage(open);
        }
    }

    private final class Kernel implements HandBack {
        private String failure = "";
        private String noisy = "";

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public CompletionStage<Void> keep() {
            return done("keep", failure);
        }

        @Override
        public String linkAddress() {
            return "192.168.17.129";
        }

        @Override
        public CompletionStage<Void> yielded() {
            return done("silent", noisy);
        }

        @Override
        public CompletionStage<Void> renew() {
            return done("renew", "");
        }

        @Override
        public CompletionStage<Void> drop() {
            return done("drop", "");
        }

        @Override
        public CompletionStage<Void> prepare(String handBackTo) {
            return done("prepare " + handBackTo, failure);
        }

        @Override
        public CompletionStage<Void> finish() {
            return done("finish", "");
        }

        @Override
        public void close() {}

        private CompletionStage<Void> done(String what, String problem) {
            did.add(what);
            return problem.isEmpty()
                    ? CompletableFuture.completedStage(null)
                    : CompletableFuture.failedStage(new AddressException(problem));
        }
    }
}
