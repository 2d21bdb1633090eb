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
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tandem.cluster.Fitness;
import tandem.cluster.Lost;
import tandem.cluster.Member;
import tandem.cluster.Verdict;
import tandem.cluster.View;

class VipControllerTest {
    private static final VipSettings SETTINGS =
            new VipSettings("main", new VipSettings.Mode.Linux("192.168.77.50", 24, "eth0", Duration.ofSeconds(2)));

    private final ManualHaThread ha = new ManualHaThread();
    private final List<String> did = new ArrayList<>();
    private final Driver driver = new Driver();
    private final Map<String, Lost> lost = new HashMap<>();
    private final List<CompletableFuture<Void>> awaited = new ArrayList<>();
    private boolean hostThrows;
    private boolean supportThrows;
    private Verdict verdict = new Verdict.Abstain("no owner; waiting for proxy-a");
    private final VipController controller =
            new VipController(SETTINGS, (_, _) -> verdict, driver, ha.clocked(), new Host());

    @Test
    void aTakeoverPublishesThenAddsThenAnnouncesAndIsToldWithItsSteps() {
        start();
        view(new Verdict.Standby("proxy-a", "proxy-a owns it at term 2"), Map.of("proxy-a", 2L));
        driver.takes = Duration.ofMillis(1);
        view(new Verdict.Active(3, "no owner; best of the fit nodes"), Map.of());
        ha.advance(Duration.ofMillis(10));

        assertThat(did).containsExactly("publish 3", "claim", "announce");
        VipStatus status = controller.status();
        assertThat(status.role()).isEqualTo(new Role.Active("proxy-b"));
        assertThat(status.term()).isEqualTo(3);
        assertThat(status.transitions()).hasSize(2);
        Transition change = status.transitions().getLast();
        assertThat(change.text())
                .isEqualTo("standby of proxy-a -> active, term 3, proxy-a is gone; no owner; best of the fit nodes;"
                        + " decided +0.0 ms, address added +1.0 ms, announced +2.0 ms");
        assertThat(change.fromOwner()).hasValue("proxy-a");
        assertThat(change.toOwner()).hasValue("proxy-b");
        assertThat(status.since()).isEqualTo(change.at()).isEqualTo(ManualHaThread.EPOCH.plusMillis(2));
    }

    @Test
    void theTimeAViewWaitedInTheQueueCountsAsPartOfTheTakeover() {
        start();
        verdict = new Verdict.Active(1, "no owner");
        controller.onView(view(Map.of()));
        ha.stall(Duration.ofMillis(7));
        ha.settle();
        Transition.Takeover took =
                controller.status().transitions().getLast().takeover().orElseThrow();
        assertThat(took.decided()).hasMillis(7);
    }

    @Test
    void aTakeoverTellsHowLongTheLostOwnerWasSilentAndWhenTheFirstRequestWasAnswered() {
        start();
        view(new Verdict.Standby("proxy-a", "proxy-a owns it"), Map.of("proxy-a", 2L));
        lost.put("proxy-a", new Lost(Duration.ofMillis(21), Duration.ofMillis(3)));
        view(new Verdict.Active(3, "no owner"), Map.of());
        ha.advance(Duration.ofMillis(2));
        Transition.Takeover took = takeover();
        assertThat(took.silence()).hasValue(Duration.ofMillis(21));
        assertThat(took.decided()).hasMillis(3);
        assertThat(took.served()).isEmpty();

        awaited.getLast().complete(null);
        ha.advance(Duration.ofMillis(2));
        assertThat(takeover().served())
                .hasValueSatisfying(time -> assertThat(time)
                        .isBetween(took.announced(), took.announced().plusMillis(5)));
        assertThat(awaited).hasSize(1);
    }

    private Transition.Takeover takeover() {
        return controller.status().transitions().getLast().takeover().orElseThrow();
    }

    @Test
    void aViewThatComesBeforeTheStartIsNotLost() {
        view(new Verdict.Active(1, "no owner"), Map.of());
        assertThat(did).isEmpty();
        start();
        assertThat(controller.status().role()).isEqualTo(new Role.Active("proxy-b"));
    }

    @Test
    void aHostThatThrowsDoesNotKeepTheAddressFromBeingRenewed() {
        own(1);
        hostThrows = true;
        driver.failing.put("verify", "eth0 has no carrier");
        ha.advance(Duration.ofSeconds(1));
        did.clear();
        ha.advance(Duration.ofSeconds(1));
        assertThat(did).containsSubsequence("renew", "renew");
    }

    @Test
    void anEventThatFailsIsNotTheLastOne() {
        own(1);
        supportThrows = true;
        ha.advance(Duration.ofMillis(600));
        supportThrows = false;
        did.clear();
        ha.advance(Duration.ofSeconds(1));
        assertThat(did).contains("renew");
    }

    @Test
    void anOwnerRenewsEveryQuarterOfTheLeaseAndRepeatsAnnouncements() {
        own(1);
        did.clear();
        ha.advance(Duration.ofSeconds(3));
        assertThat(did)
                .containsExactly(
                        "announce",
                        "renew",
                        "announce",
                        "renew",
                        "renew",
                        "renew",
                        "announce",
                        "renew",
                        "renew",
                        "announce");
    }

    @Test
    void anOwnerThatHearsOfAHigherTermLetsGoOfTheAddressAndThenOfTheClaim() {
        own(1);
        did.clear();
        view(new Verdict.Standby("proxy-a", "proxy-a owns it at term 2"), Map.of("proxy-a", 2L));
        assertThat(did).containsExactly("release", "withdraw");
        assertThat(controller.status().role()).isEqualTo(new Role.Standby("proxy-a"));
        assertThat(controller.status().transitions().getLast().text())
                .isEqualTo("active -> standby of proxy-a, term 2, proxy-a owns it at term 2");
    }

    @Test
    void aFrozenOwnerFencesItselfFirstAndForgetsWhatItKnew() {
        own(1);
        did.clear();
        // This view was waiting in the queue all the time, and says that everything is fine.
        controller.onView(view(Map.of()));
        ha.freeze(Duration.ofSeconds(10));
        assertThat(did).containsExactly("release", "withdraw", "forget");
        assertThat(controller.status().role()).isEqualTo(new Role.Abstains());
        assertThat(controller.status().reason()).startsWith("this node stood still for 10");

        view(new Verdict.Active(3, "no owner; best of the fit nodes"), Map.of());
        assertThat(controller.status().role()).isEqualTo(new Role.Active("proxy-b"));
    }

    @Test
    void aClaimThatFailsIsAProblemUntilOneSucceeds() {
        start();
        driver.failing.put("claim", "cannot add 192.168.77.50/24 on eth0: EPERM");
        view(new Verdict.Active(1, "no owner"), Map.of());
        assertThat(did)
                .containsExactly(
                        "publish 1", "claim", "withdraw", "problem: cannot add 192.168.77.50/24 on eth0: EPERM");
        assertThat(controller.status().role()).isEqualTo(new Role.Abstains());
        assertThat(controller.status().problem()).isPresent();

        driver.failing.clear();
        did.clear();
        ha.advance(Duration.ofMillis(300));
        assertThat(did).containsExactly("publish 1", "claim", "announce", "no problem");
        assertThat(controller.status().problem()).isEmpty();
        assertThat(controller.status().role()).isEqualTo(new Role.Active("proxy-b"));
        assertThat(controller.status().reason()).isEqualTo("no owner");
    }

    @Test
    void aClaimThatFailedLongAgoDoesNotKeepAStandbyUnfitForEver() {
        start();
        driver.failing.put("claim", "cannot add 192.168.77.50/24 on eth0: EPERM");
        view(new Verdict.Active(1, "no owner"), Map.of());
        view(new Verdict.Standby("proxy-a", "proxy-a owns it at term 2"), Map.of("proxy-a", 2L));
        ha.advance(Duration.ofSeconds(59));
        assertThat(controller.status().problem()).isPresent();
        ha.advance(Duration.ofSeconds(2));
        assertThat(controller.status().problem()).isEmpty();
        assertThat(did).endsWith("no problem");

        // The next claim fails as well.
        view(new Verdict.Active(3, "no owner"), Map.of());
        view(new Verdict.Standby("proxy-a", "proxy-a owns it at term 4"), Map.of("proxy-a", 4L));
        ha.advance(Duration.ofSeconds(119));
        assertThat(controller.status().problem()).isPresent();
        ha.advance(Duration.ofSeconds(2));
        assertThat(controller.status().problem()).isEmpty();
    }

    @Test
    void aClaimThatFailsAgainAndAgainIsAProblemAllTheTime() {
        start();
        driver.failing.put("claim", "cannot add 192.168.77.50/24 on eth0: EPERM");
        view(new Verdict.Active(1, "no owner"), Map.of());
        ha.advance(Duration.ofMinutes(10));
        assertThat(did).doesNotContain("no problem");
        assertThat(controller.status().problem()).isPresent();
    }

    @Test
    void aDeviceThatIsDownIsAProblemOfAStandbyToo() {
        start();
        view(new Verdict.Standby("proxy-a", "proxy-a owns it at term 2"), Map.of("proxy-a", 2L));
        driver.failing.put("verify", "eth0 has no carrier");
        ha.advance(Duration.ofSeconds(1));
        assertThat(did).containsExactly("problem: eth0 has no carrier");
        driver.failing.clear();
        ha.advance(Duration.ofSeconds(1));
        assertThat(did).containsExactly("problem: eth0 has no carrier", "no problem");
    }

    @Test
    void anOwnerAnnouncesAgainWhenAnotherClaimAppearsAndWhenItGoes() {
        own(3);
        ha.advance(Duration.ofSeconds(5));
        did.clear();
        view(new Verdict.Active(3, "owner, and fit"), Map.of("proxy-a", 2L));
        assertThat(did).containsExactly("announce");
        view(new Verdict.Active(3, "owner, and fit"), Map.of("proxy-a", 2L));
        assertThat(did).containsExactly("announce");
        view(new Verdict.Active(3, "owner, and fit"), Map.of());
        assertThat(did).containsExactly("announce", "announce");
    }

    @Test
    void anotherHostThatClaimsTheAddressIsShownAndAnsweredButDoesNotMakeTheNodeUnfit() {
        own(1);
        ha.advance(Duration.ofSeconds(5));
        did.clear();
        driver.foreign.accept("02:00:00:00:00:99");
        ha.advance(Duration.ofMillis(249));
        assertThat(did).doesNotContain("announce");
        ha.advance(Duration.ofMillis(1));
        assertThat(did).contains("announce");
        assertThat(controller.status().problem())
                .hasValue("another host, 02:00:00:00:00:99, claims the address too: two hosts answer for it");

        ha.advance(Duration.ofSeconds(4));
        assertThat(controller.status().problem()).isPresent();
        ha.advance(Duration.ofSeconds(1));
        assertThat(controller.status().problem()).isEmpty();
        assertThat(did).noneMatch(line -> line.contains("problem"));
    }

    @Test
    void anOldOwnerThatHearsItsSuccessorOnTheNetworkFirstDoesNotCallTheClientsBack() {
        own(1);
        ha.advance(Duration.ofSeconds(5));
        did.clear();
        driver.foreign.accept("02:00:00:00:00:99");
        ha.advance(Duration.ofMillis(100));
        view(new Verdict.Standby("proxy-a", "proxy-a owns it at term 2"), Map.of("proxy-a", 2L));
        ha.advance(Duration.ofSeconds(10));
        driver.foreign.accept("02:00:00:00:00:99");
        ha.advance(Duration.ofSeconds(10));
        assertThat(did).filteredOn(line -> !line.equals("renew")).containsExactly("release", "withdraw");
        assertThat(controller.status().problem()).isEmpty();
    }

    @Test
    void anOldOwnersKernelMayAnswerForALeaseBeforeThatIsAProblem() {
        own(1);
        for (int i = 0; i < 19; i++) {
            driver.foreign.accept("02:00:00:00:00:99");
            ha.advance(Duration.ofMillis(100));
        }
        assertThat(controller.status().problem()).isEmpty();
        ha.advance(Duration.ofMillis(100));
        driver.foreign.accept("02:00:00:00:00:99");
        ha.advance(Duration.ofSeconds(1));
        assertThat(controller.status().problem()).isPresent();
    }

    @Test
    void twoHostsThatFightForAnAddressAreAFewAnnouncementsASecond() {
        own(1);
        ha.advance(Duration.ofSeconds(5));
        did.clear();
        for (int i = 0; i < 1000; i++) {
            driver.foreign.accept("02:00:00:00:00:99");
            ha.advance(Duration.ofMillis(10));
        }
        assertThat(did.stream().filter("announce"::equals)).hasSizeBetween(10, 40);
        assertThat(controller.status().role()).isEqualTo(new Role.Active("proxy-b"));
    }

    @Test
    void anOrderlyStopWaitsForTheSuccessorsClaim() {
        own(1);
        did.clear();
        CompletableFuture<Void> left = controller.leave(Duration.ofSeconds(2)).toCompletableFuture();
        ha.advance(Duration.ofMillis(50));
        assertThat(left).isNotDone();
        view(new Verdict.Standby("proxy-a", "proxy-a owns it at term 2"), Map.of("proxy-a", 2L));
        assertThat(left).isCompleted();
        assertThat(did).containsExactly("release", "withdraw");
        assertThat(controller.status().role()).isEqualTo(new Role.Standby("proxy-a"));
    }

    @Test
    void anOrderlyStopWithoutASuccessorEndsAtItsLimit() {
        own(1);
        CompletableFuture<Void> left = controller.leave(Duration.ofMillis(777)).toCompletableFuture();
        ha.advance(Duration.ofMillis(776));
        assertThat(left).isNotDone();
        ha.advance(Duration.ofMillis(1));
        assertThat(left).isCompleted();
        assertThat(controller.status().reason())
                .isEqualTo("this node stops, and nobody else claimed the address in time");
        did.clear();
        ha.advance(Duration.ofSeconds(10));
        assertThat(did).isEmpty();
    }

    @Test
    void aStandbyLeavesAtOnce() {
        start();
        view(new Verdict.Standby("proxy-a", "proxy-a owns it at term 2"), Map.of("proxy-a", 2L));
        CompletableFuture<Void> left = controller.leave(Duration.ofSeconds(2)).toCompletableFuture();
        ha.settle();
        assertThat(left).isCompleted();
        assertThat(did).isEmpty();
    }

    @Test
    void theStatusKeepsTheLast64Transitions() {
        own(1);
        for (long term = 2; term < 120; term += 2) {
            view(new Verdict.Standby("proxy-a", "seeded"), Map.of("proxy-a", term));
            view(new Verdict.Active(term + 1, "seeded"), Map.of());
        }
        assertThat(controller.status().transitions()).hasSize(64);
        assertThat(controller.status().transitions().getLast().term()).isEqualTo(119);
    }

    @Test
    void aDriverThatThrowsHasFailed() {
        start();
        driver.throwing = new IllegalStateException("a bug");
        view(new Verdict.Active(1, "no owner"), Map.of());
        assertThat(controller.status().problem())
                .hasValueSatisfying(text -> assertThat(text).contains("a bug"));
    }

    private void start() {
        controller.start();
        ha.settle();
    }

    private void own(long term) {
        start();
        view(new Verdict.Active(term, "no owner; best of the fit nodes"), Map.of());
        assertThat(controller.status().role()).isEqualTo(new Role.Active("proxy-b"));
    }

    private void view(Verdict next, Map<String, Long> claims) {
        verdict = next;
        controller.onView(view(claims));
        ha.settle();
    }

    private static View view(Map<String, Long> claimsOfOthers) {
        List<Member> members = new ArrayList<>();
        members.add(new Member("proxy-b", 90, new Fitness.Fit(), Duration.ofSeconds(9), Map.of()));
        claimsOfOthers.forEach((name, term) ->
                members.add(new Member(name, 100, new Fitness.Fit(), Duration.ofSeconds(9), Map.of("main", term))));
        long highest = claimsOfOthers.values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        return new View("proxy-b", members, Set.of(), Map.of("main", highest));
    }

    private final class Host implements VipHost {
        @Override
        public Optional<Duration> support(String vip) {
            if (supportThrows) throw new IllegalStateException("a bug in the node");
            return Optional.empty();
        }

        @Override
        public Optional<Lost> lost(String node) {
            return Optional.ofNullable(lost.get(node));
        }

        @Override
        public CompletionStage<Void> nextAnswer(String vip) {
            var next = new CompletableFuture<Void>();
            awaited.add(next);
            return next;
        }

        @Override
        public void claim(String vip, long term) {
            did.add("publish " + term);
        }

        @Override
        public void withdraw(String vip) {
            did.add("withdraw");
        }

        @Override
        public void forgetOthers(String why) {
            did.add("forget");
        }

        @Override
        public void problem(String vip, Optional<String> problem) {
            if (hostThrows) throw new IllegalStateException("a bug in the node");
            did.add(problem.map(text -> "problem: " + text).orElse("no problem"));
        }
    }

    /// Does what it is told after some time, or fails at it.
    private final class Driver implements AddressDriver {
        final Map<String, String> failing = new HashMap<>();
        Duration takes = Duration.ZERO;
        Consumer<String> foreign = _ -> {};

        @Nullable
        RuntimeException throwing;

        private CompletionStage<Void> result(String operation) {
            if (throwing != null) throw throwing;
            if (!operation.equals("verify")) did.add(operation);
            String failure = failing.get(operation);
            if (failure != null) return CompletableFuture.failedStage(new AddressException(failure));
            CompletableFuture<Void> done = new CompletableFuture<>();
            var _ = ha.schedule(new FutureTask<>(() -> done.complete(null)), takes.toNanos(), TimeUnit.NANOSECONDS);
            return done;
        }

        @Override
        public CompletionStage<Void> claim() {
            return result("claim");
        }

        @Override
        public CompletionStage<Void> renew() {
            return result("renew");
        }

        @Override
        public CompletionStage<Void> announce() {
            return result("announce");
        }

        @Override
        public CompletionStage<Void> release() {
            return result("release");
        }

        @Override
        public CompletionStage<Void> verify() {
            return result("verify");
        }

        @Override
        public void onForeignClaim(Consumer<String> told) {
            foreign = told;
        }

        @Override
        public void close() {}
    }
}
