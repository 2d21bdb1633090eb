package tandem.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BeatTest {
    private final AtomicInteger beats = new AtomicInteger();

    /// Of which every second one fails.
    private final Beat.Round round = new Beat.Round() {
        @Override
        public boolean beat() {
            if (beats.incrementAndGet() % 2 == 0) throw new IllegalStateException("a bug");
            return true;
        }

        @Override
        public boolean judge() {
            return false;
        }

        @Override
        public Optional<Duration> untilLoss() {
            return Optional.empty();
        }
    };

    @Test
    void aBeatThatFailsIsNotTheLast() throws InterruptedException {
        goOn(round, () -> {});
    }

    @Test
    void whoeverFailsToTakeTheNewsDoesNotEndThem() throws InterruptedException {
        goOn(round, () -> {
            throw new IllegalStateException("a bug, too");
        });
    }

    private void goOn(Beat.Round what, Runnable changed) throws InterruptedException {
        try (var executor = Executors.newSingleThreadScheduledExecutor()) {
            long origin = System.nanoTime();
            var beat = new Beat(
                    new HaThread(executor),
                    Duration.ofMillis(1),
                    () -> Duration.ofNanos(System.nanoTime() - origin),
                    what,
                    changed);
            executor.execute(beat::go);
            TestNode.await("it goes on", () -> beats.get() >= 5);
            executor.execute(beat::end);
        }
    }
}
