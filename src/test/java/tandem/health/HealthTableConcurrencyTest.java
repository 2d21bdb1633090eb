package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.health.Health.ANSWERED;
import static tandem.health.Health.PASSED;
import static tandem.health.Health.REFUSED;
import static tandem.health.Health.UNAVAILABLE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;

class HealthTableConcurrencyTest {
    private static final int THREADS = 8;
    private static final HealthSettings READMITTING_AT_ONCE =
            new HealthSettings(HealthSettings.Check.DEFAULT, new HealthSettings.Eject(3, Duration.ZERO));

    @Test
    void eachChangeIsToldOnceAndInOrder() throws Exception {
        List<Backend> backends = Health.backends(4);
        Listener listener = new Listener();
        AtomicLong clock = new AtomicLong();
        HealthTable table = new HealthTable("tomcat", backends, READMITTING_AT_ONCE, clock::incrementAndGet, listener);

        inParallel(thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            for (int i = 0; i < 50_000; i++) {
                Backend backend = backends.get(random.nextInt(backends.size()));
                switch (random.nextInt(8)) {
                    case 0 -> table.checked(backend, random.nextInt(6) == 0 ? UNAVAILABLE : PASSED);
                    case 1, 2, 3, 4 -> table.attempted(backend, REFUSED);
                    default -> table.attempted(backend, ANSWERED);
                }
            }
        });

        assertThat(listener.changes).hasSizeGreaterThan(1000);
        assertThat(listener.overlapped).isFalse();
        assertThat(replayed(backends, listener.changes))
                .containsExactlyElementsOf(
                        table.snapshot().stream().map(BackendStatus::standing).toList());
    }

    @Test
    void noTwoBackendsAreEjectedAtOnceEachForTheOthersSake() throws Exception {
        List<Backend> two = Health.backends(2);

        for (int round = 0; round < 300; round++) {
            HealthTable table = new HealthTable("tomcat", two, HealthSettings.DEFAULT, () -> 0, _ -> {});
            inParallel(thread -> {
                for (int i = 0; i < 10; i++) {
                    table.attempted(two.get(thread % 2), REFUSED);
                    assertThat(table.eligible().backends()).isNotEmpty();
                }
            });
            assertThat(table.eligible().backends()).hasSize(1);
        }
    }

    @Test
    void noFailureIsLostBetweenThreads() throws Exception {
        List<Backend> one = Health.backends(1);
        HealthTable table = new HealthTable("tomcat", one, HealthSettings.DEFAULT, () -> 0, _ -> {});

        inParallel(_ -> {
            for (int i = 0; i < 10_000; i++) table.attempted(one.getFirst(), REFUSED);
        });

        assertThat(table.snapshot().getFirst().counts().failedRequests()).isEqualTo(THREADS * 10_000);
    }

    /// What the changes alone make of the backends' standings; each has to go on from where the one before
    /// it ended.
    private static List<Standing> replayed(List<Backend> backends, List<HealthChange> changes) {
        Map<Backend, Standing> standings = new HashMap<>();
        backends.forEach(backend -> standings.put(backend, Standing.UNVERIFIED));
        for (HealthChange change : changes) {
            assertThat(standings.put(change.backend(), change.to())).isEqualTo(change.from());
            long eligible =
                    standings.values().stream().filter(Standing::eligible).count();
            assertThat(change.eligible()).isEqualTo((int) eligible);
        }
        return backends.stream().map(standings::get).toList();
    }

    private static void inParallel(Consumer<Integer> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                running.add(threads.submit(() -> {
                    start.await();
                    work.accept(number);
                    return null;
                }));
            }
            for (Future<?> each : running) each.get(2, TimeUnit.MINUTES);
        }
    }

    /// Keeps what it hears without a lock of its own, and notices when two threads speak at once.
    private static final class Listener implements Consumer<HealthChange> {
        private final List<HealthChange> changes = new ArrayList<>();
        private final AtomicBoolean listening = new AtomicBoolean();
        private volatile boolean overlapped;

        @Override
        public void accept(HealthChange change) {
            if (!listening.compareAndSet(false, true)) overlapped = true;
            changes.add(change);
            listening.set(false);
        }
    }
}
