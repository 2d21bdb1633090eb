package tandem.bench.throughput;

import java.time.Duration;
import java.util.Optional;
import tandem.bench.host.BenchFailed;
import tandem.bench.load.IdleConnections;
import tandem.bench.load.Latency;

/// What connections cost that do nothing.
final class IdleMemory {
    /// What a program does after its start is over by then: requests to itself, too.
    private static final Duration START = Duration.ofSeconds(15);

    private static final Duration SETTLE = Duration.ofSeconds(3);

    private static final int FIRST = 1000;

    private IdleMemory() {}

    static Sample measure(Stall stall, String path, int connections) {
        settle(START);
        double rest = residentMib(stall);
        try (var idle = new IdleConnections(stall.entrance().http(), path)) {
            idle.growTo(FIRST);
            settle(SETTLE);
            double thousand = residentMib(stall);
            idle.growTo(connections);
            settle(SETTLE);
            double all = residentMib(stall);
            return new Sample(
                    connections,
                    0,
                    SETTLE.toSeconds(),
                    0,
                    new Latency(0, 0, 0, 0),
                    new Sample.Use(0, 0, 0, all),
                    Optional.of(new Sample.Memory(rest, thousand, all, connections)));
        }
    }

    private static double residentMib(Stall stall) {
        return stall.running().account().residentKib() / 1024.0;
    }

    private static void settle(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("interrupted", e);
        }
    }
}
