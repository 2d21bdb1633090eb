package tandem.bench.throughput;

import java.time.Duration;
import java.util.Optional;
import tandem.bench.host.BenchFailed;
import tandem.bench.load.IdleConnections;
import tandem.bench.load.Latency;

/// What connections cost that do nothing.
final class IdleMemory {
    /// After so many times as long as connections need to come to rest, what a program does after its start is over:
    /// requests to itself, too.
    private static final int START = 5;

    private static final int FIRST = 1000;

    private IdleMemory() {}

    /// @param rest how long memory is left to come to rest after connections were opened
    static Sample measure(Stall stall, String path, int connections, Duration rest) {
        settle(rest.multipliedBy(START));
        double none = residentMib(stall);
        try (var idle = new IdleConnections(stall.entrance().http(), path)) {
            idle.growTo(FIRST);
            settle(rest);
            double thousand = residentMib(stall);
            idle.growTo(connections);
            settle(rest);
            double all = residentMib(stall);
            return new Sample(
                    connections,
                    0,
                    rest.toSeconds(),
                    0,
                    new Latency(0, 0, 0, 0),
                    new Sample.Use(0, 0, 0, all),
                    Optional.of(new Sample.Memory(none, thousand, all, connections)));
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
