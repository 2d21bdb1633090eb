package tandem.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Shell;
import tandem.bench.host.Tool;

/// A new TLS connection for each request, never a resumed session: `openssl s_time -new`, of which several run at a
/// time. (wrk would resume by ticket.) It tells of no latency.
///
/// @param path of the target
/// @param clients at a time
public record Handshakes(String path, int clients) implements Load {
    private static final Pattern RESULT = Pattern.compile("([0-9]+) connections in [0-9]+ real seconds");

    @Override
    public Set<Tool> needs() {
        return Set.of(Tool.OPENSSL);
    }

    @Override
    public Result run(int port, Duration time) {
        var command = List.of(
                Shell.path("openssl"),
                "s_time",
                "-new",
                "-connect",
                "127.0.0.1:" + port,
                "-www",
                path,
                "-time",
                Long.toString(Math.max(1, time.toSeconds())));
        long begin = System.nanoTime();
        long handshakes = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Long> client = () -> parse(Shell.run(command));
            List<Future<Long>> counts = IntStream.range(0, clients)
                    .mapToObj(_ -> threads.submit(client))
                    .toList();
            for (var count : counts) handshakes += count.get();
        } catch (ExecutionException e) {
            throw new BenchFailed("openssl does not work", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("interrupted", e);
        }
        // By whole seconds of the clock, as openssl counts them, the time would be off by one.
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Result(handshakes, 0, seconds, new Latency(0, 0, 0, 0));
    }

    static long parse(String printed) {
        var result = RESULT.matcher(printed);
        if (!result.find()) throw new BenchFailed("openssl said no result: " + printed.strip());
        return Long.parseLong(result.group(1));
    }
}
