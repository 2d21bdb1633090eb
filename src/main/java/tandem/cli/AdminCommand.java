package tandem.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
    static final int UNDER_WAY = 6;

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
    /// @throws AdminClient.UnderWay when some have not made it yet
    /// @throws AdminClient.Partly   when some have not made it, and will not
    void nodes(JsonObject answer) throws AdminClient.Partly, AdminClient.UnderWay {
        var nodes = answer.getJsonObject("nodes", new JsonObject());
        nodes.forEach(node -> out().println("  " + node.getKey() + ": " + node.getValue()));
        var left =
                nodes.stream().filter(node -> !"done".equals(node.getValue())).toList();
        if (left.isEmpty()) return;
        if (!left.stream().allMatch(node -> "under way".equals(node.getValue())))
            throw new AdminClient.Partly("not done on every node");
        throw new AdminClient.UnderWay("not over yet, or it waits for one that was asked for before, on "
                + left.stream().map(Map.Entry::getKey).collect(Collectors.joining(", ")));
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
        } catch (AdminClient.UnderWay e) {
            return say(e, UNDER_WAY);
        } catch (AdminClient.Refused e) {
            return say(e, REFUSED);
        } finally {
            out().flush();
        }
    }

    private int say(Exception failure, int status) {
        warn(String.valueOf(failure.getMessage()));
        return status;
    }

    /// A line on the standard error.
    void warn(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
