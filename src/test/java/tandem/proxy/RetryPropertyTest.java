package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.backend.Failure.Kind;
import tandem.backend.Failure.Reached;
import tandem.proxy.RetryPolicy.Decision;
import tandem.proxy.RetryPolicy.Situation;

/// What holds of repetitions whatever happens, tried on many random cases. A failure names the case.
class RetryPropertyTest {
    private static final int CASES = 20_000;
    private static final double NANOS = 1e9;
    private static final List<Kind> KINDS = List.of(Kind.values());

    private static RetryPolicy randomPolicy(Random random) {
        Set<RetryOn> reasons = EnumSet.noneOf(RetryOn.class);
        for (RetryOn reason : RetryOn.values()) if (random.nextInt(4) > 0) reasons.add(reason);
        int percent = random.nextInt(3) == 0 ? 0 : random.nextInt(101);
        return new RetryPolicy("p", 1 + random.nextInt(5), new RetrySettings(percent, Duration.ZERO, reasons));
    }

    private static Situation randomSituation(Random random) {
        int eligible = random.nextInt(5);
        return new Situation(
                1 + random.nextInt(6),
                random.nextBoolean(),
                randomKind(random),
                random.nextInt(8) == 0,
                random.nextInt(8) > 0,
                eligible == 0 ? 0 : random.nextInt(eligible + 1),
                eligible);
    }

    private static Kind randomKind(Random random) {
        return KINDS.get(random.nextInt(KINDS.size()));
    }

    private static boolean isRepeated(Decision decision) {
        return switch (decision) {
            case Decision.Retry _, Decision.Renew _ -> true;
            case Decision.GiveUp _, Decision.CutOff _ -> false;
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothingIsRepeatedThatMustNotBe(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            RetryPolicy policy = randomPolicy(random);
            Situation now = randomSituation(random);
            if (!isRepeated(policy.decide(now))) continue;
            assertThat(now.answerBegun()).as("%s of %s", policy, now).isFalse();
            assertThat(now.replayable()).as("%s of %s", policy, now).isTrue();
            assertThat(policy.settings().covers(now.kind()))
                    .as("%s of %s", policy, now)
                    .isTrue();
            assertThat(now.idempotent() || now.kind().reached() == Reached.NO)
                    .as("%s of %s", policy, now)
                    .isTrue();
            assertThat(now.kind())
                    .as("%s of %s", policy, now)
                    .isNotIn(Kind.RESPONSE_TIMEOUT, Kind.BAD_RESPONSE, Kind.CLIENT_GONE);
            assertThat(policy.attempts()).as("%s of %s", policy, now).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void whatIsRepeatedHasSomewhereToGo(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            RetryPolicy policy = randomPolicy(random);
            Situation now = randomSituation(random);
            switch (policy.decide(now)) {
                case Decision.Retry(boolean another, String _) -> {
                    assertThat(now.attempt()).as("%s of %s", policy, now).isLessThan(policy.attempts());
                    assertThat(another).as("%s of %s", policy, now).isEqualTo(now.untried() > 0);
                    if (!another)
                        assertThat(now.eligible()).as("%s of %s", policy, now).isEqualTo(1);
                }
                case Decision.Renew _ ->
                    assertThat(now.kind())
                            .as("%s of %s", policy, now)
                            .isIn(Kind.KEPT_CONNECTION_CLOSED, Kind.GOING_AWAY);
                case Decision.GiveUp(Rejection rejection) ->
                    assertThat(rejection.status()).as("%s of %s", policy, now).isBetween(400, 599);
                case Decision.CutOff _ ->
                    assertThat(now.answerBegun() || now.kind() == Kind.CLIENT_GONE)
                            .as("%s of %s", policy, now)
                            .isTrue();
            }
        }
    }

    /// What is repeated after its second attempt, say, is after its first, and where more backends are left.
    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void aRequestThatIsEasierToRepeatIsRepeatedAsWell(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            RetryPolicy policy = randomPolicy(random);
            Situation now = randomSituation(random);
            if (!isRepeated(policy.decide(now))) continue;
            Situation easier = new Situation(
                    1,
                    true,
                    now.kind(),
                    false,
                    true,
                    now.untried() + random.nextInt(2),
                    Math.max(now.eligible(), now.untried() + 1));
            RetryPolicy patient = new RetryPolicy("p", policy.attempts() + random.nextInt(3), RetrySettings.DEFAULT);
            if (easier.untried() > 0)
                assertThat(isRepeated(patient.decide(easier)))
                        .as("%s of %s", patient, easier)
                        .isTrue();
        }
    }

    /// A request over all of its attempts, each of which fails somehow.
    @ParameterizedTest
    @ValueSource(longs = {10, 11, 12})
    void noRequestHasMoreAttemptsThanItMayNorTwoOnOneBackendBesideOthers(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            RetryPolicy policy = randomPolicy(random);
            int eligible = 1 + random.nextInt(6);
            boolean idempotent = random.nextBoolean();
            int attempt = 1;
            int untried = eligible - 1;
            Kind kind = randomKind(random);
            while (policy.decide(new Situation(attempt, idempotent, kind, false, true, untried, eligible))
                    instanceof Decision.Retry(boolean another, String _)) {
                attempt++;
                if (another) untried--;
                kind = randomKind(random);
            }
            assertThat(attempt).as("%s", policy).isLessThanOrEqualTo(policy.attempts());
            assertThat(untried).as("%s", policy).isNotNegative();
            if (eligible > 1) assertThat(attempt).as("%s", policy).isEqualTo(eligible - untried);
        }
    }

    /// In whatever order requests come, fail and time goes by.
    @ParameterizedTest
    @ValueSource(longs = {13, 14, 15, 16, 17, 18})
    void noMoreIsGrantedThanThePartTheReserveAndWhatCameBackOfIt(long seed) {
        Random random = new Random(seed);
        int percent = 1 + random.nextInt(99);
        long now = random.nextLong();
        RetryBudget budget = new RetryBudget(percent, now);
        long requests = 0;
        long granted = 0;
        double seconds = 0;
        for (int i = 0; i < CASES; i++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    // Past the end of what a long holds, too: a clock may begin anywhere.
                    long passed = (long) (StrictMath.exp(random.nextDouble() * 12) * 1e4);
                    now += passed;
                    seconds += passed / NANOS;
                }
                case 1 -> {
                    int some = random.nextInt(20);
                    requests += some;
                    for (int j = 0; j < some; j++) budget.deposit();
                }
                default -> {
                    boolean has = budget.has(now);
                    boolean got = budget.withdraw(now);
                    assertThat(got).as("what it has, it gives").isEqualTo(has);
                    if (got) granted++;
                }
            }
            double most = RetryBudget.RESERVE
                    + requests * percent / 100.0
                    + seconds * RetryBudget.RESERVE / RetryBudget.REFILL_SECONDS;
            assertThat((double) granted).as("after step %s", i).isLessThanOrEqualTo(most + 1e-6);
        }
    }

    /// It cannot be starved: after a quiet time the reserve is there, whatever was before.
    @ParameterizedTest
    @ValueSource(longs = {19, 20, 21})
    void theReserveComesBackAndWhatIsLeftIsBounded(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            long now = random.nextLong();
            RetryBudget budget = new RetryBudget(1 + random.nextInt(99), now);
            for (int j = random.nextInt(100_000); j > 0; j--) budget.deposit();
            for (int j = random.nextInt(2000); j > 0; j--) {
                var _ = budget.withdraw(now);
            }
            now += RetryBudget.REFILL_SECONDS * 1_000_000_000L + 1000;
            int granted = 0;
            while (budget.withdraw(now)) granted++;
            assertThat(granted).isBetween(RetryBudget.RESERVE, RetryBudget.MOST);
        }
    }
}
