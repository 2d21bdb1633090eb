package tandem.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tandem release`: ends what `tandem hold` began.
@Command(name = "release", description = "End the hold of the virtual address: from now on it goes where it has to.")
final class ReleaseCommand extends AdminCommand {

    @Option(names = "--vip", paramLabel = "NAME", description = "which one (default: the only one)")
    private @Nullable String vip;

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        var name = vip == null ? SwitchoverCommand.only(client.get("/v1/vips")) : vip;
        var answer = client.change("POST", "/v1/vips/" + AdminClient.segment(name) + "/release", null);
        out().println(name + ": " + answer.getString("text"));
    }
}
