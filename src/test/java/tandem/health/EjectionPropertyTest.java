package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.backend.Backend;
import tandem.backend.Failure.Kind;
import tandem.backend.Mode;
import tandem.backend.Outcome;
import tandem.backend.PoolChange;

/// What holds of a pool's ejections whatever its backends do, in virtual time. Every step is drawn from a
/// seed.
class EjectionPropertyTest {
    private static final int STEPS = 3000;
    private static final CheckResult PASSED = Health.PASSED;
    private static final List<Kind> KINDS = List.of(Kind.values());

    private long now;
    private final List<HealthChange> changes = new ArrayList<>();
    /// When each backend was ejected by its requests, while it is out.
    private final Map<String, Long> ejectedAt = new HashMap<>();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    private static HealthSettings randomSettings(Random random) {
        Duration duration = Duration.ofMillis(100L * (1 + random.nextInt(50)));
        return new HealthSettings(
                new HealthSettings.Check(
                        "/",
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        1 + random.nextInt(3),
                        1 + random.nextInt(3),
                        200,
                        399),
                new HealthSettings.Eject(
                        1 + random.nextInt(5),
                        duration,
                        duration.multipliedBy(1 + random.nextInt(20)),
                        random.nextInt(101),
                        1 + random.nextInt(30),
                        Duration.ofSeconds(1 + random.nextInt(20)),
                        1 + random.nextInt(100)),
                1,
                Duration.ofMillis(random.nextInt(20_000)),
                0);
    }

    private HealthTable table(List<Backend> backends, HealthSettings settings) {
        return new HealthTable("p", backends, settings, () -> now, changes::add);
    }

    private static Outcome randomOutcome(Random random) {
        if (random.nextInt(3) == 0) return Health.ANSWERED;
        Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        return Health.failed(kind, "it failed");
    }

    private static long out(HealthTable table) {
        return table.snapshot().stream()
                .filter(one -> one.standing() == Standing.OUT)
                .count();
    }

    /// Checks that pass and requests that fail in every way.
    @ParameterizedTest
    @MethodSource("seeds")
    void requestsNeverEjectTheLastOneNorMoreThanMayBeOut(long seed) {
        Random random = new Random(seed);
        HealthSettings settings = randomSettings(random);
        List<Backend> backends = Health.backends(1 + random.nextInt(8));
        HealthTable table = table(backends, settings);
        int most = Math.max(1, backends.size() * settings.eject().maxPercent() / 100);
        for (int step = 0; step < STEPS; step++) {
            now += random.nextLong(100_000_000);
            Backend one = backends.get(random.nextInt(backends.size()));
            long before = out(table);
            if (random.nextInt(4) > 0) table.attempted(one, randomOutcome(random));
            else if (random.nextInt(3) > 0) table.checked(one, PASSED);
            else table.tick(_ -> false, Instant.EPOCH);
            assertThat(table.eligible().backends()).as("after step %s", step).isNotEmpty();
            assertThat(out(table)).as("after step %s", step).isLessThanOrEqualTo(Math.max(before, most));
        }
    }

    /// How long each was out at least and at most, as far as its requests took it out and nothing but time
    /// and checks that pass can bring it back.
    @ParameterizedTest
    @MethodSource("seeds")
    void whoIsEjectedIsOutForItsTimeAndNoLongerThanTheLongest(long seed) {
        Random random = new Random(seed);
        HealthSettings settings = randomSettings(random);
        List<Backend> backends = Health.backends(2 + random.nextInt(5));
        HealthTable table = table(backends, settings);
        for (Backend backend : backends) table.checked(backend, PASSED);
        for (int step = 0; step < STEPS; step++) {
            now += random.nextLong(200_000_000);
            changes.clear();
            Backend one = backends.get(random.nextInt(backends.size()));
            if (random.nextBoolean()) table.attempted(one, randomOutcome(random));
            else table.checked(one, PASSED);
            for (HealthChange change : changes) follow(change, settings.eject());
        }
        // With time and checks enough, all are back.
        now += settings.eject().maxDuration().toNanos();
        for (int i = 0; i < settings.check().rise(); i++)
            for (Backend backend : backends) table.checked(backend, PASSED);
        assertThat(table.eligible().backends()).containsExactlyElementsOf(backends);
    }

    private void follow(HealthChange change, HealthSettings.Eject eject) {
        String name = change.backend().name();
        if (change.to() == Standing.OUT) {
            ejectedAt.put(name, now);
            return;
        }
        Long since = ejectedAt.remove(name);
        if (since != null)
            assertThat(now - since).isGreaterThanOrEqualTo(eject.duration().toNanos());
    }

    /// Clients that go away, and what is the proxy's own doing, among answers of every status.
    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsNotTheBackendsFaultNeverEjects(long seed) {
        Random random = new Random(seed);
        List<Backend> backends = Health.backends(3);
        HealthTable table = table(backends, randomSettings(random));
        for (int step = 0; step < STEPS; step++) {
            now += random.nextLong(100_000_000);
            Backend one = backends.get(random.nextInt(backends.size()));
            Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            switch (kind.blame()) {
                case CLIENT, PROXY -> table.attempted(one, Health.failed(kind, "it failed"));
                case BACKEND, NETWORK -> table.attempted(one, new Outcome.Answered(100 + random.nextInt(500)));
            }
            if (random.nextInt(10) == 0) table.tick(_ -> false, Instant.EPOCH);
        }
        assertThat(changes).isEmpty();
        assertThat(table.eligible().backends()).hasSize(3);
    }

    /// Whatever else is done to the pool: who may be balanced to is who is enabled and stands well, or all
    /// who are enabled where too few of them do.
    @ParameterizedTest
    @MethodSource("seeds")
    void whoMayBeBalancedToIsWhoStandsWellOrEverybodyInPanic(long seed) {
        Random random = new Random(seed);
        HealthSettings some = randomSettings(random);
        int panic = random.nextInt(101);
        HealthSettings settings =
                new HealthSettings(some.check(), some.eject(), some.minHealthy(), some.slowStart(), panic);
        List<Backend> backends = Health.backends(1 + random.nextInt(6));
        HealthTable table = table(backends, settings);
        for (int step = 0; step < STEPS; step++) {
            now += random.nextLong(100_000_000);
            Backend one = backends.get(random.nextInt(backends.size()));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> table.attempted(one, randomOutcome(random));
                case 3, 4 -> table.checked(one, random.nextBoolean() ? PASSED : Health.UNAVAILABLE);
                case 5 -> table.tick(_ -> random.nextBoolean(), Instant.ofEpochSecond(0, now));
                case 6 -> table.change(new PoolChange.Drain(one.name(), Duration.ofSeconds(1)), Instant.EPOCH);
                default -> table.change(new PoolChange.Enable(one.name()), Instant.EPOCH);
            }
            List<Backend> enabled = backends.stream()
                    .filter(backend -> table.modes().get(backend.name()) instanceof Mode.Enabled)
                    .toList();
            Map<String, Standing> standings = new HashMap<>();
            for (BackendStatus status : table.snapshot())
                standings.put(status.backend().name(), status.standing());
            List<Backend> well = enabled.stream()
                    .filter(backend -> standings.get(backend.name()) != Standing.OUT)
                    .toList();
            assertThat(table.eligible().backends())
                    .as("after step %s", step)
                    .isEqualTo(well.size() * 100 < enabled.size() * panic ? enabled : well);
        }
    }
}
