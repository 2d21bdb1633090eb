package tandem.bench;

import java.util.List;
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
import tandem.balance.Draw;

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
    private final Turn turn = new Turn();

    /// Weights from 1 to 5 and loads from 0 to 6, the same in every run.
    @Setup
    public void prepare() {
        balancer = Balancer.of(
                algorithm,
                IntStream.range(0, backends)
                        .mapToObj(i -> new Backend("b" + i, "127.0.0.1", 8080 + i, 1 + i % 5))
                        .toList());
        turn.inFlight = IntStream.range(0, backends).map(i -> i * 31 % 7).toArray();
    }

    /// One choice, no backend skipped.
    @Benchmark
    public int pick() {
        turn.number++;
        return balancer.pick(turn);
    }

    private static final class Turn implements Draw {
        private int[] inFlight = {0};
        private long number;

        @Override
        public long turn() {
            return number;
        }

        @Override
        public long key() {
            return number * 0x9E37_79B9_7F4A_7C15L;
        }

        @Override
        public int inFlight(int index) {
            return inFlight[index];
        }

        @Override
        public double latency(int index) {
            return 1_000_000.0 * (1 + index % 3);
        }

        @Override
        public int share(int index) {
            return WHOLE;
        }

        @Override
        public boolean skips(int index) {
            return false;
        }
    }
}
