package tandem.cli;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line. Exit statuses: 0 done, 1 the command says no (a bad configuration, a start that failed),
/// 2 the command line itself is wrong, 3 no node answers, 4 the node asks for a token or for one that may do
/// more, 5 a change was made, but not by every node, 6 it is under way and not over.
@Command(
        name = "tandem",
        subcommands = {
            RunCommand.class,
            WitnessCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            ExplainCommand.class,
            HistoryCommand.class,
            TailCommand.class,
            BackendCommand.class,
            SwitchoverCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            ReloadCommand.class,
            CertificatesCommand.class,
            LogLevelCommand.class,
            ConfigCommand.class,
            TokenCommand.class,
            GenerateCompletion.class,
            DemoCommand.class,
            PrepareCommand.class,
            VersionCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "An HTTP proxy with load balancing and failover in one program: it stands in front of a pool of"
                + " Tomcats, and its nodes elect the one that owns the virtual IP address.",
        footer = {
            "",
            "Start here:",
            "  tandem demo                     two nodes, two Tomcats and a shared address on this machine",
            "  tandem check conf/tandem.yaml   is this configuration right?",
            "  tandem run -c conf/tandem.yaml  run one node",
            "  tandem status                   who owns the virtual address and why, and what is broken",
            "  tandem reload                   take a changed configuration over, on every node",
            "  tandem switchover               give the virtual address to another node",
            "  source <(tandem generate-completion)   completes commands and options in bash and zsh",
            "",
            "Exit status: 0 done, 1 it did not work (the reason is printed), 2 the command line is wrong, 3 no node"
                    + " answers, 4 the node asks for a token, or for one that may do more, 5 not every node has made the"
                    + " change (each is named), 6 it is under way: asked for before, or not over yet."
        })
public final class Tandem implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// Runs a command and ends the process with its exit status.
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    private static int execute(String[] args) {
        var plain = RunCommand.plain(args);
        return plain.isPresent() ? plain.get().alone() : commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Tandem()).setUsageHelpWidth(100).setUsageHelpAutoWidth(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }
}
