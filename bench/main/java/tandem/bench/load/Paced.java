package tandem.bench.load;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import tandem.bench.host.Tool;

/// Requests at a constant rate, whatever the answers take: each has a moment at which it is due, and its
/// latency counts from then, also when it had to wait because its connection still waited for the answer
/// before (the method of wrk2; so no slow moment is left out because the client waited for it as well).
///
/// @param path of the target
/// @param connections kept, in turn
/// @param rate requests a second over all connections
public record Paced(String path, int connections, double rate) implements Load {

    public Paced {
        if (rate <= 0) throw new IllegalArgumentException("the rate must be more than 0");
    }

    @Override
    public Set<Tool> needs() {
        return Set.of();
    }

    @Override
    public Result run(int port, Duration time) {
        var histogram = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
        long[] failed = {0};
        var records = new Requests.Records() {
            @Override
            public void answered(long due, long now) {
                histogram.recordValue(Math.max(1, now - due));
            }

            @Override
            public void failed(long due, long now) {
                failed[0]++;
            }
        };
        try (var requests = new Requests(port, path, connections, records)) {
            requests.awaitConnected();
            double seconds = requests.atRate(rate, time);
            return new Result(histogram.getTotalCount(), failed[0], seconds, Latency.of(histogram));
        }
    }
}
