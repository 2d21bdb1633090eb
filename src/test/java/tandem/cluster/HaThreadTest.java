package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class HaThreadTest {
    private static final Duration PAUSE = Duration.ofMillis(20);

    @Test
    void whatWasMissedWhileTheProcessStoodStillIsNotMadeUpFor() throws InterruptedException {
        List<Long> times = new CopyOnWriteArrayList<>();
        try (var executor = Executors.newSingleThreadScheduledExecutor()) {
            var ticking = new HaThread(executor).every(PAUSE, () -> {
                if (times.isEmpty()) standStill(PAUSE.multipliedBy(10));
                times.add(System.nanoTime());
            });
            TestNode.await("it goes on", () -> times.size() >= 5);
            ticking.cancel(false);
        }
        // However busy the machine is, they are not closer together than the pause.
        for (int i = 1; i < 5; i++)
            assertThat(Duration.ofNanos(times.get(i) - times.get(i - 1))).isGreaterThanOrEqualTo(PAUSE.minusMillis(2));
    }

    /// As the process does that is stopped; nobody waits for anything here.
    private static void standStill(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
