package tandem.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.admin.Caller;
import tandem.admin.NewToken;

/// `tandem token NAME`: makes a token for the admin API.
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = {
            "Make a token for the admin API, and the line by which admin.tokens-file knows it.",
            "",
            "The token is printed to standard output, the line to standard error:",
            "  tandem token alice --role operator > ~/.tandem-token 2>> /etc/tandem/tokens",
            "A node reads the file again within a second. Nobody can get the token back from the line."
        })
final class TokenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "whose it is: letters, digits and . _ -, as the audit log shows it")
    private String name = "";

    @Option(names = "--role", paramLabel = "ROLE", description = "viewer or operator (default: viewer)")
    private String role = "viewer";

    @Override
    public Integer call() {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}") || !role.matches("viewer|operator")) {
            spec.commandLine().getErr().println("expected a name of letters, digits and . _ -, and viewer or operator");
            return 2;
        }
        var made = NewToken.of(new Caller(name, Caller.Role.valueOf(role.toUpperCase(Locale.ROOT))));
        spec.commandLine().getOut().println(made.token());
        spec.commandLine().getErr().println(made.line());
        return 0;
    }
}
