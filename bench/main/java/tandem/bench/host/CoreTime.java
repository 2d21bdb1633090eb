package tandem.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// How long each processor was busy, idle, or taken away by the host beneath, at one moment.
///
/// @param cores by the processor's number, in ticks
public record CoreTime(Map<Integer, Ticks> cores) {

    /// @param busy user, system and interrupts
    /// @param idle nothing to do
    /// @param stolen given to another guest of the same host
    record Ticks(long busy, long idle, long stolen) {
        Ticks minus(Ticks earlier) {
            return new Ticks(busy - earlier.busy, idle - earlier.idle, stolen - earlier.stolen);
        }

        Ticks plus(Ticks other) {
            return new Ticks(busy + other.busy, idle + other.idle, stolen + other.stolen);
        }

        long all() {
            return busy + idle + stolen;
        }
    }

    /// A part of the time between two moments, 0 to 1.
    public record Share(double busy, double stolen) {}

    public static CoreTime now() {
        try {
            return parse(Files.readString(Path.of("/proc/stat")));
        } catch (IOException e) {
            throw new BenchFailed("/proc/stat cannot be read", e);
        }
    }

    static CoreTime parse(String stat) {
        var cores = new HashMap<Integer, Ticks>();
        for (String line : stat.lines().toList()) {
            if (!line.matches("cpu[0-9]+ .*")) continue;
            var fields = line.split(" +", -1);
            long[] ticks = new long[8];
            for (int i = 0; i < ticks.length; i++) ticks[i] = Long.parseLong(fields[i + 1]);
            // user nice system idle iowait irq softirq steal
            cores.put(
                    Integer.parseInt(fields[0].substring(3)),
                    new Ticks(ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6], ticks[3] + ticks[4], ticks[7]));
        }
        return new CoreTime(Map.copyOf(cores));
    }

    /// How busy some processors were on average since an earlier moment.
    public Share since(CoreTime earlier, Collection<Integer> which) {
        var sum = new Ticks(0, 0, 0);
        for (int core : which) {
            var now = cores.get(core);
            var before = earlier.cores.get(core);
            if (now == null || before == null) throw new BenchFailed("processor " + core + " has gone");
            sum = sum.plus(now.minus(before));
        }
        if (sum.all() == 0) return new Share(0, 0);
        return new Share((double) sum.busy() / sum.all(), (double) sum.stolen() / sum.all());
    }
}
