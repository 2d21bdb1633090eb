package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.health.Health.PASSED;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;
import tandem.health.HealthSettings.Eject;
import tandem.health.HealthSettings.Slow;
import tandem.health.SlowOutliers.Sample;

class SlowOutliersTest {
    private static final long MS = 1_000_000;
    private static final int FACTOR = 4;
    private static final Eject SETTINGS = new Eject(
            3,
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            50,
            20,
            Duration.ofSeconds(10),
            75,
            new Slow(FACTOR, Duration.ofMillis(100)));
    private static final HealthSettings HEALTH =
            new HealthSettings(HealthSettings.Check.DEFAULT, SETTINGS, 1, Duration.ofSeconds(10), 0);

    private static Sample sample(int number, long count, long millis) {
        return new Sample("t" + number, count, millis * MS);
    }

    @Test
    void theOneThatTakesManyTimesAsLongIsFoundAndTheReasonTellsTheFigures() {
        var found = SlowOutliers.find(List.of(sample(1, 50, 30), sample(2, 40, 812), sample(3, 60, 90)), SETTINGS);
        assertThat(found)
                .hasValue(new SlowOutliers.Outlier(
                        "t2",
                        "half of its 40 answers within 10 s took 812 ms or more, those of the other backends 60 ms"));
    }

    @Test
    void whatIsQuickOrHardlyKnownOrOneOfTwoIsNotSlow() {
        assertThat(SlowOutliers.find(List.of(sample(1, 50, 1), sample(2, 50, 99), sample(3, 50, 1)), SETTINGS))
                .isEmpty();
        assertThat(SlowOutliers.find(List.of(sample(1, 50, 30), sample(2, 19, 812), sample(3, 60, 30)), SETTINGS))
                .isEmpty();
        assertThat(SlowOutliers.find(List.of(sample(1, 50, 30), sample(2, 50, 812)), SETTINGS))
                .isEmpty();
        assertThat(SlowOutliers.find(List.of(), SETTINGS)).isEmpty();
    }

    @Test
    void withoutAFactorNobodyIs() {
        assertThat(SlowOutliers.find(List.of(sample(1, 50, 1), sample(2, 50, 9999), sample(3, 50, 1)), Eject.DEFAULT))
                .isEmpty();
    }

    /// Of any pool: whoever is found is the slowest, beyond the floor and the factor; whoever does not lag so
    /// far is not found; the order makes no difference, nor does it whether the whole pool is slower.
    @RepeatedTest(200)
    void whoIsFoundIsFarBehindTheOthers(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Sample> pool = new ArrayList<>();
        int size = 1 + random.nextInt(8);
        for (int i = 0; i < size; i++)
            pool.add(sample(i, random.nextInt(60), 1 + (long) Math.exp(random.nextDouble() * 8)));
        var found = SlowOutliers.find(pool, SETTINGS).map(SlowOutliers.Outlier::backend);
        List<Sample> known = pool.stream().filter(one -> one.count() >= 20).toList();
        if (known.size() < 3) {
            assertThat(found).isEmpty();
            return;
        }
        Sample slowest = Collections.max(known, java.util.Comparator.comparingLong(Sample::median));
        long[] others = known.stream()
                .filter(one -> !one.equals(slowest))
                .mapToLong(Sample::median)
                .sorted()
                .toArray();
        double usual = (others[(others.length - 1) / 2] + others[others.length / 2]) / 2.0;
        boolean slow = slowest.median() >= 100 * MS && slowest.median() >= usual * FACTOR;
        assertThat(found.isPresent()).as("%s", pool).isEqualTo(slow);
        if (slow) assertThat(found).hasValue(slowest.backend());
        Collections.shuffle(pool, random);
        assertThat(SlowOutliers.find(pool, SETTINGS).map(SlowOutliers.Outlier::backend))
                .isEqualTo(found);
        if (slow) {
            List<Sample> slower = pool.stream()
                    .map(one -> new Sample(one.backend(), one.count(), one.median() * 10))
                    .toList();
            assertThat(SlowOutliers.find(slower, SETTINGS).map(SlowOutliers.Outlier::backend))
                    .isEqualTo(found);
        }
    }

    @Test
    void medianAndCountAreThoseOfTheWindow() {
        Latencies latencies = new Latencies(0);
        Random random = new Random(1);
        for (long millis : new long[] {1, 7, 50, 900, 20_000}) {
            latencies.restart(0);
            for (int i = 0; i < 999; i++) latencies.add((long) (millis * MS * (0.5 + random.nextDouble())));
            Sample sample = latencies.sample("t");
            assertThat(sample.count()).isEqualTo(999);
            assertThat(sample.median()).isBetween((long) (millis * MS * 0.8), (long) (millis * MS * 1.2));
        }
        latencies.roll(Duration.ofSeconds(10), 5_000_000_000L);
        assertThat(latencies.sample("t").count()).isEqualTo(999);
        latencies.add(MS);
        latencies.roll(Duration.ofSeconds(10), 10_000_000_000L);
        assertThat(latencies.sample("t").count()).isEqualTo(1);
        latencies.restart(0);
        assertThat(latencies.sample("t")).isEqualTo(new Sample("t", 0, 0));
        latencies.add(0);
        latencies.add(Long.MAX_VALUE);
        assertThat(latencies.sample("t").count()).isEqualTo(2);
    }

    private long now;
    private final List<Backend> backends = Health.backends(4);
    private final HealthTable table = new HealthTable("p", backends, HEALTH, () -> now, _ -> {});

    private void answers(Backend backend, long millis) {
        for (int i = 0; i < 30; i++)
            Objects.requireNonNull(table.answered(backend)).accept(millis * MS);
    }

    private void tick() {
        now += Duration.ofMillis(250).toNanos();
        table.tick(_ -> false, Instant.EPOCH);
    }

    @Test
    void aSlowBackendIsEjectedAndIsSparedWhileItStartsAgain() {
        Backend slow = backends.getFirst();
        for (Backend backend : backends) answers(backend, backend.equals(slow) ? 900 : 20);
        tick();
        assertThat(table.eligible().backends()).hasSize(3).doesNotContain(slow);
        assertThat(table.snapshot().getFirst().reason()).contains("half of its 30 answers");
        now += Duration.ofSeconds(5).toNanos();
        for (int i = 0; i < 2; i++) table.checked(slow, PASSED);
        assertThat(table.eligible().backends()).contains(slow);
        for (Backend backend : backends) answers(backend, backend.equals(slow) ? 900 : 20);
        tick();
        assertThat(table.eligible().backends()).contains(slow);
        now += Duration.ofSeconds(10).toNanos();
        tick();
        for (Backend backend : backends) answers(backend, backend.equals(slow) ? 900 : 20);
        tick();
        assertThat(table.eligible().backends()).doesNotContain(slow);
    }

    @Test
    void noMoreAreOutThanMayBe() {
        HealthSettings half = new HealthSettings(
                HealthSettings.Check.DEFAULT,
                new Eject(
                        3,
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        50,
                        20,
                        Duration.ofSeconds(10),
                        25,
                        SETTINGS.slow()),
                1,
                Duration.ofSeconds(10),
                0);
        List<Backend> eight = Health.backends(8);
        HealthTable limited = new HealthTable("p", eight, half, () -> now, _ -> {});
        for (int i = 0; i < 8; i++)
            for (int j = 0; j < 30; j++)
                Objects.requireNonNull(limited.answered(eight.get(i))).accept((i < 3 ? 900 + i * 1000 : 20) * MS);
        for (int i = 0; i < 8; i++) {
            now += Duration.ofMillis(250).toNanos();
            limited.tick(_ -> false, Instant.EPOCH);
        }
        assertThat(limited.eligible().backends()).hasSize(6).doesNotContain(eight.get(1), eight.get(2));
    }

    @Test
    void whereNobodyAsksNothingIsNoted() {
        HealthTable without = new HealthTable("p", backends, HealthSettings.DEFAULT, () -> now, _ -> {});
        assertThat(without.answered(backends.getFirst())).isNull();
    }
}
