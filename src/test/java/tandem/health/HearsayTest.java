package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.health.Health.ANSWERED;
import static tandem.health.Health.NO_ANSWER;
import static tandem.health.Health.PASSED;
import static tandem.health.Health.REFUSED;
import static tandem.health.Health.seconds;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.backend.Backend;
import tandem.backend.PoolChange;
import tandem.health.HealthReport.By;
import tandem.health.HealthReport.Checks;
import tandem.health.HealthReport.Ejected;
import tandem.health.HealthReport.Line;

/// What a node makes of what the others say of the backends.
class HearsayTest {
    private static final List<Backend> FOUR = Health.backends(4);
    private static final Backend FIRST = FOUR.get(0);
    private static final Word.Speaker A = new Word.Speaker("proxy-a", 1);
    private static final Word.Speaker SELF = new Word.Speaker("proxy-b", 5);
    private static final Set<Word.Speaker> BOTH = Set.of(A, SELF);

    private final List<HealthChange> changes = new ArrayList<>();
    private long now = seconds(1000);
    private HealthTable table = table(FOUR, HealthSettings.DEFAULT);

    private HealthTable table(List<Backend> backends, HealthSettings settings) {
        return new HealthTable("tomcat", backends, settings, () -> now, changes::add);
    }

    private static Ejected ejected(By by, double left) {
        return new Ejected(by, "3 requests failed", Duration.ofSeconds(1), Duration.ofNanos(seconds(left)), 2, A);
    }

    private Word word(Backend about, Ejected out) {
        return new Word(A, new Line(about.name(), about.address(), Checks.PASSING, Optional.of(out)), now);
    }

    private Word in(Backend about, Word.Speaker speaker) {
        return new Word(speaker, new Line(about.name(), about.address(), Checks.PASSING, Optional.empty()), now);
    }

    private void hear(Word... words) {
        table.told(List.of(words), BOTH, _ -> false);
    }

    private void pass(Backend backend, int times) {
        for (int i = 0; i < times; i++) table.checked(backend, PASSED);
    }

    private BackendStatus first() {
        return table.snapshot().getFirst();
    }

    @Test
    void aBackendThatRequestsHaveEjectedElsewhereIsOutAlthoughItsChecksPass() {
        pass(FIRST, 1);
        hear(word(FIRST, ejected(By.REQUESTS, 5)));

        assertThat(table.eligible().backends()).doesNotContain(FIRST);
        assertThat(first().reason()).isEqualTo("proxy-a has it out: 3 requests failed");
        assertThat(changes.getLast().text()).contains("tomcat-1", "ejected: proxy-a has it out: 3 requests failed");
    }

    @Test
    void itComesBackByOwnChecksWhenTheTimeThereIsOverAndStartsSlowly() {
        hear(word(FIRST, ejected(By.REQUESTS, 5)));
        now += seconds(4);
        pass(FIRST, 4);
        assertThat(first().standing()).isEqualTo(Standing.OUT);
        now += seconds(1);
        pass(FIRST, 1);
        assertThat(first().standing()).isEqualTo(Standing.HEALTHY);
        assertThat(table.eligible().starting()).containsKey(FIRST.name());
    }

    @Test
    void whoeverSaidItTakesItBack() {
        pass(FIRST, 1);
        hear(word(FIRST, ejected(By.REQUESTS, 50)));
        hear(in(FIRST, new Word.Speaker("proxy-a", 2)), in(FIRST, new Word.Speaker("proxy-c", 1)));
        assertThat(first().standing()).as("another life and another node").isEqualTo(Standing.OUT);
        hear();
        assertThat(first().standing()).as("silence").isEqualTo(Standing.OUT);
        hear(in(FIRST, A));
        assertThat(first().standing()).isEqualTo(Standing.HEALTHY);
        assertThat(first().reason()).isEqualTo("proxy-a has it in again");
    }

    @Test
    void aBackendThatClientsUseHereIsJudgedHere() {
        table.told(List.of(word(FIRST, ejected(By.REQUESTS, 5))), BOTH, FIRST.name()::equals);
        assertThat(first().standing()).isEqualTo(Standing.UNVERIFIED);
    }

    @Test
    void checksOfOthersCountUntilTheFirstOwnOne() {
        hear(word(FIRST, ejected(By.CHECKS, 0)));
        assertThat(first().standing()).isEqualTo(Standing.OUT);
        pass(FIRST, 1);
        assertThat(first().standing()).isEqualTo(Standing.HEALTHY);
        hear(word(FIRST, ejected(By.CHECKS, 0)));
        assertThat(first().standing()).isEqualTo(Standing.HEALTHY);
    }

    @Test
    void checksOfOthersAgeOut() {
        hear(word(FIRST, ejected(By.CHECKS, 0)));
        hear();
        assertThat(first().standing()).isEqualTo(Standing.UNVERIFIED);
    }

    @Test
    void aFailedOwnCheckMakesItThisNodesOwnKnowledge() {
        hear(word(FIRST, ejected(By.REQUESTS, 5)));
        table.checked(FIRST, NO_ANSWER);
        hear(in(FIRST, A));
        assertThat(first().standing()).isEqualTo(Standing.OUT);
        assertThat(table.report(SELF).backends().getFirst().ejected())
                .hasValueSatisfying(out -> assertThat(out.origin()).isEqualTo(SELF));
    }

    @Test
    void hearsayOfHearsayCountsOnlyWhileItsOriginIsSilent() {
        Ejected seenByA = ejected(By.REQUESTS, 5);
        Word byC = new Word(
                new Word.Speaker("proxy-c", 7),
                new Line(FIRST.name(), FIRST.address(), Checks.PASSING, Optional.of(seenByA)),
                now);
        hear(byC);
        assertThat(first().standing()).isEqualTo(Standing.UNVERIFIED);
        table.told(List.of(byC), Set.of(SELF, byC.speaker()), _ -> false);
        assertThat(first().reason()).isEqualTo("proxy-a has it out: 3 requests failed");
    }

    @Test
    void whatIsToldIsToldOnAsHearsayAndOnlyWhileItLasts() {
        hear(word(FIRST, ejected(By.REQUESTS, 5)));
        now += seconds(2);
        assertThat(table.report(SELF).backends().getFirst().ejected())
                .contains(new Ejected(
                        By.REQUESTS, "3 requests failed", Duration.ofSeconds(2), Duration.ofSeconds(3), 2, A));
        now += seconds(3);
        assertThat(table.report(SELF).backends().getFirst().ejected()).isEmpty();
    }

    @Test
    void aLongTimeIsCutToTheLongestOfThisNode() {
        hear(word(FIRST, ejected(By.REQUESTS, 86_000)));
        now += HealthSettings.DEFAULT.eject().maxDuration().toNanos();
        pass(FIRST, 2);
        assertThat(first().standing()).isEqualTo(Standing.HEALTHY);
    }

    @Test
    void aBackendOfAnotherAddressIsAnotherOne() {
        Backend other = new Backend(FIRST.name(), "10.0.0.1", 80, 1);
        hear(word(other, ejected(By.REQUESTS, 5)));
        assertThat(first().standing()).isEqualTo(Standing.UNVERIFIED);
    }

    @Test
    void aBackendThatIsAddedIsNotTakenInWhileItIsOutElsewhere() {
        Backend added = Health.backends(5).getLast();
        table.change(new PoolChange.Add(added), Instant.EPOCH);
        hear(word(added, ejected(By.REQUESTS, 5)));
        pass(added, 2);
        assertThat(table.eligible().backends()).doesNotContain(added);
    }

    @Test
    void noWordTakesTheLastBackend() {
        table = table(List.of(FIRST), HealthSettings.DEFAULT);
        hear(word(FIRST, ejected(By.REQUESTS, 5)));
        assertThat(table.eligible().backends()).containsExactly(FIRST);
    }

    @Test
    void noWordLeavesFewerThanTheNodeNeeds() {
        table = table(FOUR, new HealthSettings(Health.SETTINGS.check(), Health.SETTINGS.eject(), 3));
        for (Backend backend : FOUR) hear(word(backend, ejected(By.REQUESTS, 5)));
        assertThat(table.eligible().backends()).hasSize(3);
    }

    @Test
    void noWordBringsPanic() {
        table = table(FOUR, new HealthSettings(Health.SETTINGS.check(), Health.SETTINGS.eject(), 1, Duration.ZERO, 75));
        for (Backend backend : FOUR) hear(word(backend, ejected(By.REQUESTS, 5)));
        assertThat(table.eligible().backends()).hasSize(3);
    }

    /// Whatever comes, in whatever order: the floors hold against words, and what is out by a word alone is in again
    /// when the longest time is over and nobody says so any more.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 12})
    void wordsNeverBreakTheFloorsAndAlwaysAgeOut(int backends) {
        Random random = new Random(backends);
        for (int run = 0; run < 200; run++) {
            List<Backend> pool = Health.backends(backends);
            int panic = random.nextInt(5) * 25;
            int least = 1 + random.nextInt(backends);
            table = table(
                    pool,
                    new HealthSettings(Health.SETTINGS.check(), Health.SETTINGS.eject(), least, Duration.ZERO, panic));
            for (int step = 0; step < 60; step++) aStep(random, pool, least, panic);
            now += HealthSettings.DEFAULT.eject().maxDuration().toNanos();
            for (Backend backend : pool) pass(backend, 2);
            hear();
            assertThat(table.eligible().backends()).hasSize(backends);
        }
    }

    private boolean isIn(Backend backend) {
        return table.snapshot().stream()
                .anyMatch(one -> one.backend().equals(backend) && one.standing().eligible());
    }

    private void aStep(Random random, List<Backend> pool, int least, int panic) {
        Backend backend = pool.get(random.nextInt(pool.size()));
        now += random.nextLong(seconds(2));
        boolean wasIn = isIn(backend);
        switch (random.nextInt(6)) {
            case 0 -> table.checked(backend, random.nextBoolean() ? PASSED : NO_ANSWER);
            case 1 -> table.attempted(backend, random.nextBoolean() ? ANSWERED : REFUSED);
            case 2 -> hear(in(backend, A));
            default -> {
                hear(word(backend, ejected(random.nextBoolean() ? By.REQUESTS : By.CHECKS, random.nextInt(100_000))));
                if (!wasIn || isIn(backend)) return;
                int in = (int) pool.stream().filter(this::isIn).count();
                assertThat(in).isGreaterThanOrEqualTo(Math.max(1, least));
                assertThat(in * 100).isGreaterThanOrEqualTo(pool.size() * panic);
                assertThat(pool.size() - in).isLessThanOrEqualTo(Math.max(1, pool.size() * 75 / 100));
            }
        }
    }
}
