package tandem.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Shell;
import tandem.bench.host.Tool;
import tandem.bench.host.Workspace;

/// Debian's wrk: as many requests as the proxy answers, each connection one at a time (a closed loop, whose
/// latency says how long a request took among as many others as there are connections, and nothing of how it
/// would be at a lower rate).
public final class Wrk implements Load {
    private static final String SCRIPT = """
            function init(args)
              wrk.method = args[1]
              local size = tonumber(args[2])
              if size > 0 then wrk.body = string.rep("x", size) end
              if args[3] == "close" then wrk.headers["Connection"] = "close" end
            end
            function done(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("result %d %d %d %d %d %d %d\\n", summary.requests - e.status, summary.duration,
                e.connect + e.read + e.write + e.timeout + e.status,
                latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max))
            end
            """;

    private final Workspace workspace;
    private final Request request;
    private final int threads;

    /// What is asked for.
    ///
    /// @param scheme http or https
    /// @param method GET or POST
    /// @param path of the target
    /// @param bodyBytes of the request, 0 for none
    /// @param keepAlive or a new connection for each request
    /// @param connections at a time
    public record Request(
            String scheme, String method, String path, int bodyBytes, boolean keepAlive, int connections) {}

    /// @param threads how many processors it may use
    public Wrk(Workspace workspace, Request request, int threads) {
        this.workspace = workspace;
        this.request = request;
        this.threads = threads;
    }

    @Override
    public Set<Tool> needs() {
        return Set.of(Tool.WRK);
    }

    @Override
    public Result run(int port, Duration time) {
        var script = Workspace.write(workspace.folder("wrk").resolve("load.lua"), SCRIPT);
        String seconds = Long.toString(Math.max(1, time.toSeconds()));
        var command = new ArrayList<>(List.of(Shell.path("wrk"), "-t" + threads, "-c" + request.connections));
        command.addAll(List.of("-d" + seconds + "s", "--latency", "--timeout", "10s", "-s", script.toString()));
        command.add(request.scheme + "://127.0.0.1:" + port + request.path);
        command.addAll(List.of("--", request.method, Integer.toString(request.bodyBytes)));
        command.add(request.keepAlive ? "keep" : "close");
        return parse(Shell.run(command));
    }

    static Result parse(String printed) {
        var line = printed.lines()
                .filter(text -> text.startsWith("result "))
                .findFirst()
                .orElseThrow(() -> new BenchFailed("wrk said no result: " + printed.strip()));
        double[] figures = line.substring("result ".length())
                .transform(text -> Arrays.stream(text.split(" ", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray());
        var latency = new Latency(figures[3] / 1e3, figures[4] / 1e3, figures[5] / 1e3, figures[6] / 1e3);
        return new Result((long) figures[0], (long) figures[2], figures[1] / 1e6, latency);
    }
}
