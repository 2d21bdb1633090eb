package tandem.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A command that asks a running node. Exit statuses as [Tandem] says.
@Command(mixinStandardHelpOptions = true)
abstract class AdminCommand implements Callable<Integer> {
    static final int REFUSED = 1;
    static final int UNREACHABLE = 3;
    static final int NOT_ALLOWED = 4;
    static final int PARTLY = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private AdminOptions admin = new AdminOptions();

    /// Asks, and prints what came of it.
    abstract void run(AdminClient client) throws AdminClient.Refused, InterruptedException;

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /// Prints what became of a change on each node.
    ///
    /// @throws AdminClient.Partly when not every one has made it
    void nodes(JsonObject answer) throws AdminClient.Partly {
        var nodes = answer.getJsonObject("nodes", new JsonObject());
        nodes.forEach(node -> out().println("  " + node.getKey() + ": " + node.getValue()));
        if (!nodes.stream().allMatch(node -> "done".equals(node.getValue())))
            throw new AdminClient.Partly("not done on every node");
    }

    @Override
    public final Integer call() throws InterruptedException {
        try {
            run(admin.client());
            return 0;
        } catch (AdminClient.Unreachable e) {
            return say(e, UNREACHABLE);
        } catch (AdminClient.NotAllowed e) {
            return say(e, NOT_ALLOWED);
        } catch (AdminClient.Partly e) {
            return say(e, PARTLY);
        } catch (AdminClient.Refused e) {
            return say(e, REFUSED);
        } finally {
            out().flush();
        }
    }

    private int say(Exception failure, int status) {
        spec.commandLine().getErr().println(failure.getMessage());
        spec.commandLine().getErr().flush();
        return status;
    }
}
