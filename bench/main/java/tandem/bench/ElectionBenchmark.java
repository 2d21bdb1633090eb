package tandem.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tandem.cluster.Election;
import tandem.cluster.ElectionPolicy;
import tandem.cluster.Fitness;
import tandem.cluster.Member;
import tandem.cluster.Verdict;
import tandem.cluster.View;

/// The cost of deciding who owns a VIP, in a takeover's path: the owner is gone, two nodes are left.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ElectionBenchmark {
    private final View view = new View(
            "proxy-b",
            List.of(
                    new Member("proxy-b", 90, new Fitness.Fit(), Duration.ofMinutes(1), Map.of()),
                    new Member("proxy-c", 80, new Fitness.Fit(), Duration.ofMinutes(1), Map.of())),
            Set.of(),
            Map.of("main", 7L));

    /// One verdict.
    @Benchmark
    public Verdict decide() {
        return Election.decide(view, "main", ElectionPolicy.STICKY);
    }
}
