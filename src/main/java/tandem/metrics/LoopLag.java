package tandem.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// How late the event loops are: once a second each gets a task, and how long it waits for its turn is what a request
/// waits, too.
final class LoopLag {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1)
    };

    private final List<Loop> loops = new ArrayList<>();

    private record Loop(Executor executor, Timer timer) {}

    LoopLag(List<Executor> executors, MeterRegistry registry) {
        for (int i = 0; i < executors.size(); i++)
            loops.add(new Loop(
                    executors.get(i),
                    Timer.builder("tandem.event.loop.lag")
                            .description("How long a task waits for an event loop.")
                            .tag("loop", String.valueOf(i))
                            .serviceLevelObjectives(BUCKETS)
                            .register(registry)));
    }

    /// Hands a task to each loop.
    void look() {
        for (var loop : loops) {
            long begin = System.nanoTime();
            try {
                loop.executor().execute(() -> loop.timer().record(Duration.ofNanos(System.nanoTime() - begin)));
            } catch (RejectedExecutionException e) {
                // The loop has ended, as the node has.
            }
        }
    }
}
