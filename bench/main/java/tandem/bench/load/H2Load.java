package tandem.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Shell;
import tandem.bench.host.Tool;
import tandem.bench.host.Workspace;

/// Debian's h2load: HTTP/2 over TLS, several streams at a time on each connection.
///
/// @param path of the target
/// @param connections at a time
/// @param streams at a time on each
/// @param threads how many processors it may use
public record H2Load(Workspace workspace, String path, int connections, int streams, int threads) implements Load {
    private static final Pattern RATE = Pattern.compile("finished in ([0-9.]+)(m?s), ([0-9.]+) req/s");
    private static final Pattern REQUESTS =
            Pattern.compile("requests: .* ([0-9]+) succeeded, ([0-9]+) failed, ([0-9]+) errored");

    @Override
    public Set<Tool> needs() {
        return Set.of(Tool.H2LOAD);
    }

    @Override
    public Result run(int port, Duration time) {
        var log = workspace.folder("h2load").resolve("requests.tsv");
        try {
            Files.deleteIfExists(log);
            String printed = Shell.run(List.of(
                    Shell.path("h2load"),
                    "-t" + threads,
                    "-c" + connections,
                    "-m" + streams,
                    "-D" + Math.max(1, time.toSeconds()),
                    "--log-file=" + log,
                    "https://127.0.0.1:" + port + path));
            return parse(printed, latency(log));
        } catch (IOException e) {
            throw new BenchFailed("the log of h2load cannot be read", e);
        }
    }

    static Result parse(String printed, Latency latency) {
        var rate = RATE.matcher(printed);
        var requests = REQUESTS.matcher(printed);
        if (!rate.find() || !requests.find()) throw new BenchFailed("h2load said no result: " + printed.strip());
        double seconds = Double.parseDouble(rate.group(1)) / (rate.group(2).equals("ms") ? 1000 : 1);
        // What is under way at the end of the time counts as failed there.
        long failed = Long.parseLong(requests.group(3));
        return new Result(Long.parseLong(requests.group(1)), failed, seconds, latency);
    }

    /// Each line: begin in microseconds, status, duration in microseconds.
    private static Latency latency(Path log) throws IOException {
        var histogram = new Histogram(3);
        if (Files.exists(log)) {
            try (var lines = Files.lines(log)) {
                lines.map(line -> line.split("\t", -1))
                        .filter(fields -> fields.length >= 3 && fields[1].equals("200"))
                        .mapToLong(fields -> Long.parseLong(fields[2]))
                        .forEach(micros -> histogram.recordValue(TimeUnit.MICROSECONDS.toNanos(micros)));
            }
        }
        return Latency.of(histogram);
    }
}
