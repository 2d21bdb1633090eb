package tandem.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// The cost of a beacon, of which each node sends and hears a hundred a second for each other node. It stands in the
/// package of what it measures, which is nobody else's business.
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BeaconBenchmark {
    private final Seal seal =
            Seal.of(Optional.of("a secret of the benchmark".getBytes(StandardCharsets.US_ASCII)), "bench");
    private final NodeState state =
            new NodeState("proxy-a", 1, 1000, 100, new Fitness.Fit(), Map.of("main", 7L), Map.of("main", 7L), Map.of());
    private final byte[] packet = seal.seal(NodeStateCodec.encode(state));

    /// Written and sealed.
    @Benchmark
    public byte[] write() {
        return seal.seal(NodeStateCodec.encode(state));
    }

    /// Its seal checked, and read.
    @Benchmark
    public Object read() {
        return switch (seal.open(packet)) {
            case Seal.Opened.Genuine(String text) -> NodeStateCodec.decode(text);
            case Seal.Opened.Forged forged -> forged;
            case Seal.Opened.Foreign foreign -> foreign;
        };
    }
}
