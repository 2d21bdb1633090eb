package tandem.bench;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.balance.Balancer;

/// The cost of choosing a backend for one request.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BalancerBenchmark {

    @Param
    public Algorithm algorithm = Algorithm.ROUND_ROBIN;

    @Param({"2", "20", "200"})
    public int backends;

    private Balancer balancer = Balancer.of(algorithm, List.of(new Backend("b", "127.0.0.1", 1, 1)));
    private int[] inFlight = {0};
    private long turn;

    /// Weights from 1 to 5 and loads from 0 to 6, the same in every run.
    @Setup
    public void prepare() {
        balancer = Balancer.of(
                algorithm,
                IntStream.range(0, backends)
                        .mapToObj(i -> new Backend("b" + i, "127.0.0.1", 8080 + i, 1 + i % 5))
                        .toList());
        inFlight = IntStream.range(0, backends).map(i -> i * 31 % 7).toArray();
    }

    /// One choice, no backend skipped.
    @Benchmark
    public OptionalInt pick() {
        return balancer.pick(turn++, index -> inFlight[index], _ -> false);
    }
}
