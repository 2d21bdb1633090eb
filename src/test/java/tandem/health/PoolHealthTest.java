package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.health.Health.ANSWERED;
import static tandem.health.Health.NO_ANSWER;
import static tandem.health.Health.PASSED;
import static tandem.health.Health.REFUSED;
import static tandem.health.Health.SETTINGS;
import static tandem.health.Health.UNAVAILABLE;
import static tandem.health.Health.seconds;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.backend.Backend;
import tandem.backend.Outcome;
import tandem.health.PoolHealth.Entry;
import tandem.health.PoolHealth.Step;

class PoolHealthTest {
    private static final List<Backend> TWO = Health.backends(2);

    @Test
    void allBackendsAreEligibleBeforeAnyIsChecked() {
        PoolHealth pool = PoolHealth.unverified("tomcat", TWO, 0);

        assertThat(pool.eligible()).isEqualTo(new Eligible(0, TWO));
        assertThat(pool.entries())
                .extracting(entry -> entry.health().standing())
                .containsOnly(Standing.UNVERIFIED);
    }

    @Test
    void anEjectionIsOneChangeAndANewSetOfEligibleBackends() {
        Step step = refuse(PoolHealth.unverified("tomcat", TWO, 0), 1, 3);

        assertThat(step.change())
                .contains(new HealthChange(
                        "tomcat",
                        TWO.get(1),
                        Standing.UNVERIFIED,
                        Standing.OUT,
                        "3 requests failed in a row, last: connection refused",
                        1,
                        2,
                        new HealthChange.Evidence(0, 0, 3, 0, 0)));
        assertThat(step.next().eligible()).isEqualTo(new Eligible(1, List.of(TWO.get(0))));
    }

    @Test
    void requestsNeverEmptyAPool() {
        PoolHealth one = refuse(PoolHealth.unverified("tomcat", TWO, 0), 1, 3).next();

        Step step = refuse(one, 0, 10);

        assertThat(step.change()).isEmpty();
        assertThat(step.next().eligible().backends()).containsExactly(TWO.get(0));
    }

    @Test
    void checksMayEmptyAPool() {
        PoolHealth pool = PoolHealth.unverified("tomcat", TWO, 0);
        pool = pool.checked(0, UNAVAILABLE, SETTINGS, 0).next();
        Step step = pool.checked(1, UNAVAILABLE, SETTINGS, 0);

        assertThat(step.next().eligible().backends()).isEmpty();
        assertThat(step.change())
                .hasValueSatisfying(change -> assertThat(change.eligible()).isZero());
    }

    @Test
    void aVerifiedBackendIsAChangeButTheEligibleSetIsTheSame() {
        PoolHealth pool = PoolHealth.unverified("tomcat", TWO, 0);

        Step step = pool.checked(0, PASSED, SETTINGS, 0);

        assertThat(step.change()).isPresent();
        assertThat(step.next().eligible()).isSameAs(pool.eligible());
    }

    @Test
    void aReadmittedBackendIsBackInItsPlace() {
        PoolHealth pool = PoolHealth.unverified("tomcat", TWO, 0);
        pool = pool.checked(0, UNAVAILABLE, SETTINGS, 0).next();
        pool = pool.checked(0, PASSED, SETTINGS, 0).next();
        pool = pool.checked(0, PASSED, SETTINGS, 0).next();

        assertThat(pool.eligible()).isEqualTo(new Eligible(2, TWO, List.of(), Map.of("tomcat-1", 0L)));
    }

    @Test
    void anEventThatChangesNothingGivesTheSameValue() {
        PoolHealth pool = PoolHealth.unverified("tomcat", TWO, 0);

        assertThat(pool.attempted(0, ANSWERED, RequestCounts.NONE, SETTINGS, 0).next())
                .isSameAs(pool);
    }

    /// Whatever happens in whatever order.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theInvariantsHoldAlways(long seed) {
        Random random = new Random(seed);
        PoolHealth pool = PoolHealth.unverified("tomcat", Health.backends(1 + random.nextInt(5)), 0);
        long now = 0;

        for (int event = 0; event < 5000; event++) {
            now += random.nextLong(seconds(0.2));
            int index = random.nextInt(pool.entries().size());
            boolean request = random.nextInt(3) > 0;
            Step step = request
                    ? pool.attempted(index, outcome(random), RequestCounts.NONE, SETTINGS, now)
                    : pool.checked(index, result(random), SETTINGS, now);

            assertInvariants(pool, step, index, now);
            if (request && !pool.eligible().backends().isEmpty())
                assertThat(step.next().eligible().backends()).isNotEmpty();
            pool = step.next();
        }
        assertEverythingRecovers(pool, now);
    }

    private static void assertInvariants(PoolHealth before, Step step, int index, long now) {
        PoolHealth after = step.next();
        BackendHealth from = before.health(index);
        BackendHealth to = after.health(index);

        List<Backend> in = after.entries().stream()
                .filter(entry -> entry.health().standing().eligible())
                .map(Entry::backend)
                .toList();
        assertThat(after.eligible().backends()).isEqualTo(in);
        boolean sameSet = in.equals(before.eligible().backends());
        assertThat(after.eligible().version()).isEqualTo(before.eligible().version() + (sameSet ? 0 : 1));

        boolean changed = from.standing() != to.standing();
        assertThat(step.change().isPresent()).isEqualTo(changed);
        assertThat(after.changes()).isEqualTo(before.changes() + (changed ? 1 : 0));
        step.change().ifPresent(change -> {
            assertThat(change.from()).isEqualTo(from.standing());
            assertThat(change.to()).isEqualTo(to.standing());
            assertThat(change.eligible()).isEqualTo(in.size());
            assertThat(to.since()).isEqualTo(now);
            if (from instanceof BackendHealth.Out out) assertThat(now).isGreaterThanOrEqualTo(out.notBefore());
        });
        IntStream.range(0, after.entries().size())
                .filter(other -> other != index)
                .forEach(other -> assertThat(after.entries().get(other))
                        .isSameAs(before.entries().get(other)));
    }

    private static void assertEverythingRecovers(PoolHealth pool, long now) {
        PoolHealth recovered = pool;
        for (int round = 0; round < SETTINGS.check().rise(); round++) {
            for (int i = 0; i < pool.entries().size(); i++) {
                recovered = recovered
                        .checked(i, PASSED, SETTINGS, now + seconds(60))
                        .next();
            }
        }
        assertThat(recovered.entries())
                .extracting(entry -> entry.health().standing())
                .containsOnly(Standing.HEALTHY);
    }

    private static Outcome outcome(Random random) {
        return random.nextInt(4) == 0 ? ANSWERED : REFUSED;
    }

    private static CheckResult result(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> UNAVAILABLE;
            case 1 -> NO_ANSWER;
            default -> PASSED;
        };
    }

    private static Step refuse(PoolHealth from, int index, int times) {
        Step step = new Step(from, Optional.empty());
        for (int i = 0; i < times; i++) {
            step = step.next().attempted(index, REFUSED, RequestCounts.NONE, SETTINGS, 0);
        }
        return step;
    }
}
