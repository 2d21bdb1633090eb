package tandem.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tandem.route.Facts;
import tandem.route.HeaderEdits;
import tandem.route.HeaderField;
import tandem.route.HeaderSettings;
import tandem.route.Template;
import tandem.route.Variable;

/// The cost of the rules for the fields of one request: three rules, and the twelve fields that a browser sends.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeaderRulesBenchmark {
    private static final Facts FACTS = variable -> variable == Variable.Named.HOST ? "www.example.org" : "203.0.113.9";

    private final List<String> came = List.of(
            "Host",
            "User-Agent",
            "Accept",
            "Accept-Language",
            "Accept-Encoding",
            "Connection",
            "Cookie",
            "Referer",
            "Cache-Control",
            "If-None-Match",
            "X-Requested-With",
            "Upgrade-Insecure-Requests");
    private final HeaderEdits edits = HeaderEdits.of(List.of(
            new HeaderSettings.Set("X-Site", Template.parse("https://$host/", Variable.Scope.REQUEST)),
            new HeaderSettings.Add("X-Client", Template.parse("$remote_addr", Variable.Scope.REQUEST)),
            new HeaderSettings.Remove("Referer")));

    /// Which fields go on.
    @Benchmark
    public int drops() {
        int kept = 0;
        for (String name : came) if (!edits.drops(name)) kept++;
        return kept;
    }

    /// What is written behind them.
    @Benchmark
    public List<HeaderField> fields() {
        return edits.fields(FACTS);
    }
}
