package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.cluster.Verdict;
import tandem.vip.OwnershipEvent.AnnounceFailed;
import tandem.vip.OwnershipEvent.Announced;
import tandem.vip.OwnershipEvent.ClaimFailed;
import tandem.vip.OwnershipEvent.Claimed;
import tandem.vip.OwnershipEvent.Contested;
import tandem.vip.OwnershipEvent.Decided;
import tandem.vip.OwnershipEvent.ReleaseFailed;
import tandem.vip.OwnershipEvent.Released;
import tandem.vip.OwnershipEvent.RenewFailed;
import tandem.vip.OwnershipEvent.Renewed;
import tandem.vip.OwnershipEvent.Stop;
import tandem.vip.OwnershipEvent.Tick;

/// Random lives, replayable by their seed: whatever happens in whatever order, what ownership promises holds.
class OwnershipInvariantsTest {
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final int EVENTS = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyLifeKeepsThePromises(long seed) {
        Life life = new Life(seed);
        for (int i = 0; i < EVENTS; i++) life.next();
        assertThat(life.claims).as("claims in this life").isPositive();
    }

    /// One node's life: a world that answers what it is asked, late or badly, and a watcher of the promises.
    private static final class Life {
        private final Random random;
        private final Ownership ownership = new Ownership(OwnershipTiming.ofLease(LEASE));
        private final Deque<Function<Duration, OwnershipEvent>> results = new ArrayDeque<>();
        private OwnershipState state = Ownership.start(Duration.ZERO);
        private Duration now = Duration.ZERO;
        private long term;
        private long publishedTerm;
        private boolean published;
        private boolean addressAsked;
        private boolean stopped;
        private Duration notBefore = Duration.ZERO;
        private int claims;

        Life(long seed) {
            random = new Random(seed);
        }

        void next() {
            now = now.plusMillis(random.nextInt(200) == 0 ? 1900 + random.nextInt(300) : random.nextInt(100));
            OwnershipEvent event = event();
            OwnershipState before = state;
            Ownership.Step step = ownership.step(state, event);
            state = step.state();
            if (event instanceof ClaimFailed && before instanceof OwnershipState.Claiming && !late(before))
                notBefore = now.plusMillis(250);
            step.actions().forEach(this::watch);
            assertStateMatches(event);
        }

        private boolean late(OwnershipState before) {
            return now.minus(before.seen()).compareTo(LEASE) >= 0;
        }

        private OwnershipEvent event() {
            if (!results.isEmpty() && random.nextInt(3) > 0)
                return results.removeFirst().apply(now);
            return switch (random.nextInt(40)) {
                case 0, 1, 2 -> new Decided(now, new Verdict.Active(++term, "seeded"));
                case 3 -> new Decided(now, new Verdict.Active(term, "seeded"));
                case 4, 5 -> new Decided(now, new Verdict.Standby("other", "seeded"));
                case 6 -> new Decided(now, new Verdict.Abstain("seeded"));
                case 7 -> new Contested(now, "other");
                case 8 -> rarelyStop();
                default -> new Tick(now);
            };
        }

        private OwnershipEvent rarelyStop() {
            if (now.compareTo(Duration.ofMinutes(10)) < 0 || random.nextInt(20) > 0) return new Tick(now);
            stopped = true;
            return new Stop(now, Duration.ofMillis(random.nextInt(500)));
        }

        private void watch(OwnershipAction action) {
            switch (action) {
                case OwnershipAction.Publish(var next) -> {
                    assertThat(next).as("terms only grow").isGreaterThanOrEqualTo(publishedTerm);
                    publishedTerm = next;
                    published = true;
                }
                case OwnershipAction.Claim() -> {
                    claims++;
                    assertThat(published).as("published before claimed").isTrue();
                    assertThat(addressAsked).as("claimed once").isFalse();
                    assertThat(stopped).as("nothing is claimed after a stop").isFalse();
                    assertThat(now).as("the back-off is kept").isGreaterThanOrEqualTo(notBefore);
                    addressAsked = true;
                    results.add(answer(Claimed::new, ClaimFailed::new));
                }
                case OwnershipAction.Renew() -> {
                    assertHeld();
                    Duration begun = now;
                    results.add(answer(at -> new Renewed(at, begun), RenewFailed::new));
                }
                case OwnershipAction.Announce() -> {
                    assertHeld();
                    results.add(answer(Announced::new, AnnounceFailed::new));
                }
                case OwnershipAction.Release() -> {
                    addressAsked = false;
                    results.add(answer(Released::new, ReleaseFailed::new));
                }
                case OwnershipAction.Withdraw() -> {
                    assertThat(addressAsked && !(state instanceof OwnershipState.NotHeld))
                            .as("released before withdrawn, unless it was never added")
                            .isFalse();
                    addressAsked = false;
                    published = false;
                }
                case OwnershipAction.ForgetOthers _ ->
                    assertThat(addressAsked).as("fenced before it thinks").isFalse();
                case OwnershipAction.Report _ -> {}
            }
        }

        private Function<Duration, OwnershipEvent> answer(Function<Duration, OwnershipEvent> good, Failed bad) {
            return random.nextInt(5) == 0 ? at -> bad.at(at, "seeded") : good;
        }

        private void assertHeld() {
            assertThat(state).isInstanceOf(OwnershipState.Held.class);
            assertThat(addressAsked).isTrue();
        }

        private void assertStateMatches(OwnershipEvent event) {
            boolean owns = state instanceof OwnershipState.Held || state instanceof OwnershipState.Claiming;
            assertThat(owns)
                    .as("holding and the published claim go together after %s", event)
                    .isEqualTo(published);
            assertThat(owns).as("so do holding and the address after %s", event).isEqualTo(addressAsked);
            if (state instanceof OwnershipState.Held held)
                assertThat(now.minus(held.renewed()))
                        .as("held within the lease")
                        .isLessThan(LEASE);
        }
    }

    @FunctionalInterface
    private interface Failed {
        OwnershipEvent at(Duration at, String reason);
    }
}
