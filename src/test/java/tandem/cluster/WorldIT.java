package tandem.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.fixture.SideBySide;

/// The simulated cluster, ten thousand times; a million times with `-Dtandem.simulation.runs=1000000`, and from another
/// seed on with `-Dtandem.simulation.from=1`. `-Dtandem.simulation.seed=N` tells the story of one run.
@SideBySide
class WorldIT {
    private static final Logger LOG = LoggerFactory.getLogger(WorldIT.class);
    private static final long FROM = 1_000_000;

    @Test
    void tenThousandRunsKeepEveryPromise() {
        Long one = Long.getLong("tandem.simulation.seed");
        if (one != null) {
            LOG.info("seed {}\n{}", one, WorldRun.story(one, new WorldRules()));
            WorldRun.of(one, new WorldRules()).ifPresent(broken -> {
                throw new AssertionError(broken);
            });
            return;
        }
        long runs = Long.getLong("tandem.simulation.runs", 10_000);
        long from = Long.getLong("tandem.simulation.from", FROM);
        long begun = System.nanoTime();
        AtomicLong done = new AtomicLong();
        LongStream.range(from, from + runs).parallel().forEach(seed -> {
            Optional<String> broken = WorldRun.of(seed, new WorldRules());
            if (broken.isPresent()) throw new AssertionError(told(seed, broken.get()));
            done.incrementAndGet();
        });
        LOG.info(
                "{} runs in {} s",
                done,
                Duration.ofNanos(System.nanoTime() - begun).toSeconds());
    }

    private static String told(long seed, String broken) {
        return broken + "\nreplay it with -Dtandem.simulation.seed=" + seed + "\n"
                + WorldRun.story(seed, new WorldRules());
    }
}
