package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static tandem.health.Health.PASSED;
import static tandem.health.Health.REFUSED;
import static tandem.health.Health.SETTINGS;
import static tandem.health.Health.seconds;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.backend.PoolChange;
import tandem.backend.PoolRefusal;
import tandem.backend.PoolRefusal.Why;

/// A pool that is changed while it runs.
class MembershipTest {
    private static final List<Backend> TWO = Health.backends(2);
    private static final Backend FIRST = TWO.get(0);
    private static final Backend SECOND = TWO.get(1);
    private static final Backend THIRD = new Backend("tomcat-3", "127.0.0.1", 8083, 1);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private long now = seconds(1000);
    private final HealthTable table = new HealthTable("tomcat", TWO, SETTINGS, () -> now, _ -> {});

    @Test
    void anAddedBackendIsCheckedBeforeItTakesRequestsAndThenStartsSlowly() {
        done(new PoolChange.Add(THIRD));
        assertThat(table.backends()).containsExactly(FIRST, SECOND, THIRD);
        assertThat(table.eligible().backends()).containsExactly(FIRST, SECOND);
        assertThat(table.doubtful(THIRD)).isTrue();
        assertThat(table.snapshot().getLast().standing()).isEqualTo(Standing.CHECKING);
        assertThat(table.snapshot().getLast().reason()).isEqualTo("added, not checked yet");

        table.checked(THIRD, PASSED);
        now += seconds(1);
        table.checked(THIRD, PASSED);
        assertThat(table.eligible().backends()).containsExactly(FIRST, SECOND, THIRD);
        assertThat(table.eligible().starting()).containsOnlyKeys("tomcat-3").containsValue(now);
    }

    @Test
    void nameAndAddressAreTakenOnce() {
        refused(
                new PoolChange.Add(new Backend("tomcat-1", "10.0.0.1", 80, 1)),
                Why.CONFLICT,
                "pool tomcat has tomcat-1 (127.0.0.1:8081) already");
        refused(
                new PoolChange.Add(new Backend("other", "127.0.0.1", 8082, 1)),
                Why.CONFLICT,
                "pool tomcat has tomcat-2 (127.0.0.1:8082) already");
    }

    @Test
    void aRemovedBackendIsGoneAndWhatIsUnderWayThereChangesNothing() {
        done(new PoolChange.Remove("tomcat-1"));
        assertThat(table.eligible().backends()).containsExactly(SECOND);
        for (int i = 0; i < 5; i++) table.attempted(FIRST, REFUSED);
        assertThat(table.snapshot()).hasSize(1);
        refused(new PoolChange.Remove("tomcat-1"), Why.NO_SUCH_BACKEND, "pool tomcat has no backend tomcat-1");
        refused(new PoolChange.Remove("tomcat-2"), Why.CONFLICT, "tomcat-2 is the last backend of pool tomcat");
    }

    @Test
    void aWeightIsInForceAtOnceAndHealthStays() {
        table.checked(FIRST, PASSED);
        done(new PoolChange.Weigh("tomcat-1", 7));
        assertThat(table.eligible().backends()).containsExactly(FIRST.withWeight(7), SECOND);
        assertThat(table.snapshot().getFirst().standing()).isEqualTo(Standing.HEALTHY);
        // The old value still names it.
        for (int i = 0; i < 3; i++) table.attempted(FIRST, REFUSED);
        assertThat(table.snapshot().getFirst().standing()).isEqualTo(Standing.OUT);
        assertThatIllegalArgumentException().isThrownBy(() -> new PoolChange.Weigh("tomcat-1", 1001));
    }

    @Test
    void aDrainLeavesABackendItsSessionsUntilNoneIsLeft() {
        done(new PoolChange.Drain("tomcat-1", Duration.ofMinutes(5)));
        assertThat(table.eligible().backends()).containsExactly(SECOND);
        assertThat(table.eligible().sessionsOnly()).containsExactly(FIRST);
        assertThat(table.modes()).containsEntry("tomcat-1", new Mode.Draining(NOON, NOON.plusSeconds(300)));
        refused(new PoolChange.Drain("tomcat-1", Duration.ofMinutes(5)), Why.CONFLICT, "tomcat-1 is draining already");

        table.tick(_ -> false, NOON.plusSeconds(299));
        assertThat(table.eligible().sessionsOnly()).containsExactly(FIRST);
        table.tick(name -> name.equals("tomcat-1"), NOON.plusSeconds(299));
        assertThat(table.eligible().sessionsOnly()).isEmpty();
        assertThat(table.modes()).containsEntry("tomcat-1", new Mode.Drained(NOON.plusSeconds(299)));
    }

    @Test
    void aDrainEndsAtItsLimit() {
        done(new PoolChange.Drain("tomcat-1", Duration.ofMinutes(5)));
        table.tick(_ -> false, NOON.plusSeconds(300));
        assertThat(table.modes()).containsEntry("tomcat-1", new Mode.Drained(NOON.plusSeconds(300)));
        done(new PoolChange.Enable("tomcat-1"));
        assertThat(table.eligible().backends()).containsExactlyElementsOf(TWO);
        assertThatIllegalArgumentException().isThrownBy(() -> new PoolChange.Drain("tomcat-1", Duration.ofMillis(999)));
    }

    /// It would be the last one for new clients.
    @Test
    void whatIsBeingDrainedDoesNotCountAsLeft() {
        done(new PoolChange.Drain("tomcat-1", Duration.ofMinutes(5)));
        for (int i = 0; i < 9; i++) table.attempted(SECOND, REFUSED);
        assertThat(table.eligible().backends()).containsExactly(SECOND);
    }

    @Test
    void eachChangeIsAVersionAndANewSetOfEligibleBackends() {
        long version = table.version();
        long eligible = table.eligible().version();
        done(new PoolChange.Weigh("tomcat-1", 7));
        assertThat(table.version()).isEqualTo(version + 1);
        assertThat(table.eligible().version()).isEqualTo(eligible + 1);
        done(new PoolChange.Weigh("tomcat-1", 7));
        assertThat(table.version()).isEqualTo(version + 1);
    }

    @Test
    void inPanicAllAreUsed() {
        HealthSettings panicking =
                new HealthSettings(SETTINGS.check(), SETTINGS.eject(), 1, Duration.ofSeconds(10), 50);
        List<Backend> four = Health.backends(4);
        HealthTable nervous = new HealthTable("tomcat", four, panicking, () -> now, _ -> {});
        nervous.checked(four.get(0), Health.UNAVAILABLE);
        nervous.checked(four.get(1), Health.UNAVAILABLE);
        assertThat(nervous.eligible().backends()).containsExactly(four.get(2), four.get(3));
        nervous.checked(four.get(2), Health.UNAVAILABLE);
        assertThat(nervous.eligible().backends()).containsExactlyElementsOf(four);
    }

    /// Failures that never come in a row.
    @Test
    void everyOtherRequestThatFailsEjectsOnceThereAreEnough() {
        table.checked(FIRST, PASSED);
        for (int i = 0; i < 9; i++) {
            table.attempted(FIRST, REFUSED);
            table.attempted(FIRST, Health.ANSWERED);
        }
        table.attempted(FIRST, REFUSED);
        assertThat(table.snapshot().getFirst().standing()).isEqualTo(Standing.HEALTHY);
        table.attempted(FIRST, REFUSED);
        assertThat(table.snapshot().getFirst().reason())
                .isEqualTo("11 of 20 requests failed within 10 s, last: connection refused");
    }

    @Test
    void whatFailedBeforeTheWindowIsForgotten() {
        table.checked(FIRST, PASSED);
        for (int i = 0; i < 9; i++) {
            table.attempted(FIRST, REFUSED);
            table.attempted(FIRST, Health.ANSWERED);
        }
        for (int half = 0; half < 2; half++) {
            now += seconds(5);
            table.tick(_ -> false, NOON);
        }
        table.attempted(FIRST, REFUSED);
        table.attempted(FIRST, REFUSED);
        assertThat(table.snapshot().getFirst().standing()).isEqualTo(Standing.HEALTHY);
    }

    /// Whatever is changed in whatever order, by chance.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyMemberIsSomewhereAndTheVersionsGrow(long seed) {
        Random random = new Random(seed);
        List<Backend> all = Health.backends(6);
        long version = 0;
        for (int i = 0; i < 2000; i++) {
            now += seconds(random.nextDouble());
            Backend one = all.get(random.nextInt(all.size()));
            Instant wall = NOON.plusNanos(now);
            switch (random.nextInt(8)) {
                case 0 -> table.change(new PoolChange.Add(one), wall);
                case 1 -> table.change(new PoolChange.Remove(one.name()), wall);
                case 2 -> table.change(new PoolChange.Weigh(one.name(), random.nextInt(4)), wall);
                case 3 -> table.change(new PoolChange.Drain(one.name(), Duration.ofSeconds(9)), wall);
                case 4 -> table.change(new PoolChange.Enable(one.name()), wall);
                case 5 -> table.attempted(one, REFUSED);
                case 6 -> table.checked(one, PASSED);
                default -> table.tick(_ -> random.nextInt(20) == 0, wall);
            }
            assertThat(table.version()).isGreaterThanOrEqualTo(version);
            version = table.version();
            assertThat(table.backends()).isNotEmpty().doesNotHaveDuplicates();
            List<Backend> used = new ArrayList<>(table.eligible().backends());
            used.addAll(table.eligible().sessionsOnly());
            assertThat(used).doesNotHaveDuplicates();
            assertThat(table.backends()).containsAll(used);
        }
    }

    private void done(PoolChange change) {
        assertThat(table.change(change, NOON)).isEmpty();
    }

    private void refused(PoolChange change, Why why, String text) {
        assertThat(table.change(change, NOON)).contains(new PoolRefusal(why, text));
    }
}
