package tandem.bench.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tandem.bench.backends.BackendsTable;
import tandem.bench.failover.FailoverTables;
import tandem.bench.report.Marked;
import tandem.bench.report.ResultsFile;
import tandem.bench.report.SettingText;
import tandem.bench.startup.StartupTable;
import tandem.bench.takeover.TakeoverPlots;
import tandem.bench.throughput.Plots;

/// `bench/run publish`.
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes the tables and plots of the results in a folder into a paper, between its marks.")
final class PublishCommand implements Callable<Integer> {

    @Option(
            names = "--results",
            paramLabel = "FOLDER",
            description =
                    "throughput.json, startup.json, takeover.json, backends.json and failover.json, as far as they are"
                            + " there; plots go there too (default: ${DEFAULT-VALUE})")
    private Path results = Path.of("bench", "results");

    @Option(names = "--into", paramLabel = "FILE", description = "the paper (default: ${DEFAULT-VALUE})")
    private Path paper = Path.of("bench", "README.md");

    private PublishCommand() {}

    @Override
    public Integer call() {
        var absolute = paper.toAbsolutePath();
        var folder = Objects.requireNonNull(absolute.getParent(), "a file is in a folder");
        String link = folder.relativize(results.toAbsolutePath()) + "/";
        var throughput = new ResultsFile(results.resolve("throughput.json")).read();
        Marked.write(paper, "throughput figures", Plots.write(throughput, results, link));
        var startup = new ResultsFile(results.resolve("startup.json")).read();
        Marked.write(
                paper,
                "startup figures",
                startup.isEmpty()
                        ? "Not measured yet."
                        : SettingText.of(startup) + "\n\n"
                                + StartupTable.of(startup).markdown());
        var takeover = new ResultsFile(results.resolve("takeover.json")).read();
        Marked.write(paper, "takeover figures", TakeoverPlots.write(takeover, results, link));
        var backends = new ResultsFile(results.resolve("backends.json")).read();
        Marked.write(paper, "backend figures", BackendsTable.write(backends));
        var failover = ResultsFile.object(results.resolve("failover.json"));
        Marked.write(paper, "failover figures", FailoverTables.write(failover, results, link));
        System.out.println("Written: " + paper);
        return 0;
    }
}
