package tandem.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tandem explain NAME`: why is this node active, why is that backend out?
@Command(
        name = "explain",
        description = {
            "Why a node is active or is not, why a virtual address is where it is, why a backend is out: what each node"
                    + " says of it, with the figures that led to it.",
            "",
            "Exit status 1 when nothing has that name."
        })
final class ExplainCommand extends AdminCommand {

    @Parameters(paramLabel = "NAME", description = "of a node, a virtual address or a backend (or pool/backend)")
    private String name = "";

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        var lines = Explanation.of(client.get("/v1/state"), name)
                .orElseThrow(() -> new AdminClient.Refused("no node, virtual address or backend is called " + name));
        lines.forEach(out()::println);
    }
}
