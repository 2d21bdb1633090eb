package tandem.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tandem.config.ConfigFile;

/// `tandem check FILE`: what `nginx -t` is to nginx.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Check a configuration file, as each of the nodes in it. The certificates that it names are read, too, so"
                    + " check a file with listeners where it is to run.",
            "",
            "Prints every problem with its file, line and column, the key, what was found and what was expected."
                    + " Exit status 0 when the file can be used, 1 when it cannot."
        })
final class CheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "the configuration, for example conf/tandem.yaml")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        var report = ConfigFile.check(file, NodeOptions.FILES);
        if (report.valid()) {
            System.out.println(report.text());
            return 0;
        }
        System.err.println(report.text());
        return 1;
    }
}
