package tandem.bench.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tandem.bench.host.BenchFailed;

/// Tandem's benchmarks.
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        subcommands = {ThroughputCommand.class, StartupCommand.class, TakeoverCommand.class, PublishCommand.class},
        description = "Measures Tandem beside the proxies that it could replace. See bench/README.md.")
public final class Bench implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String... arguments) {
        System.exit(line().execute(arguments));
    }

    /// All of it, as it is called.
    static CommandLine line() {
        var line = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((exception, command, _) -> {
            if (!(exception instanceof BenchFailed)) throw exception;
            command.getErr().println("\nbench/run: " + exception.getMessage());
            return 1;
        });
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which benchmark.");
    }
}
