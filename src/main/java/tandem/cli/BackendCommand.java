package tandem.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tandem backend list|add|remove|weight|drain|enable`: on every node.
@Command(
        name = "backend",
        mixinStandardHelpOptions = true,
        subcommands = {
            BackendCommand.Listing.class,
            BackendCommand.Add.class,
            BackendCommand.Remove.class,
            BackendCommand.Weight.class,
            BackendCommand.Drain.class,
            BackendCommand.Enable.class
        },
        description = {
            "List the backends, or change them on every node of the cluster.",
            "",
            "A change outlives restarts where the nodes have a folder for it (state-dir), until the configuration says",
            "something else of the backend; without one, it lasts until the last node stops.",
            "",
            "Exit status 5 when some nodes have made a change and others not: each is named."
        })
final class BackendCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what: list, add, remove, weight, drain or enable.");
    }

    /// A change of one backend.
    abstract static class Change extends AdminCommand {
        @Option(names = "--pool", paramLabel = "NAME", description = "which one (default: the only one)")
        private @Nullable String pool;

        String backends(AdminClient client) throws AdminClient.Refused, InterruptedException {
            var name = pool == null ? only(client) : pool;
            return "/v1/pools/" + AdminClient.segment(name) + "/backends";
        }

        private static String only(AdminClient client) throws AdminClient.Refused, InterruptedException {
            var names = StatusTable.objects(client.get("/v1/pools").getJsonArray("pools"))
                    .map(pool -> pool.getString("name"))
                    .toList();
            if (names.size() == 1) return names.getFirst();
            throw new AdminClient.Refused("say which with --pool: there are " + String.join(", ", names));
        }

        void show(JsonObject answer) throws AdminClient.Refused {
            out().println(answer.getString("text"));
            nodes(answer);
        }
    }

    /// A change of one that is there.
    abstract static class Named extends Change {
        @Parameters(index = "0", paramLabel = "BACKEND", description = "its name")
        private String backend = "";

        String path(AdminClient client) throws AdminClient.Refused, InterruptedException {
            return backends(client) + "/" + AdminClient.segment(backend);
        }
    }

    @Command(name = "list", description = "The backends as a node sees them, with what they do.")
    static final class Listing extends AdminCommand {
        @Override
        void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of(
                    "BACKEND", "ADDRESS", "STATE", "MODE", "WEIGHT", "IN FLIGHT", "SESSIONS", "FAILED", "REASON"));
            StatusTable.objects(client.get("/v1/pools").getJsonArray("pools"))
                    .forEach(pool -> rows(pool.getString("name"), pool.getJsonArray("backends"), rows));
            out().print(StatusTable.columns(rows));
        }

        private static void rows(String pool, JsonArray backends, List<List<String>> rows) {
            StatusTable.objects(backends)
                    .forEach(backend -> rows.add(List.of(
                            pool + "/" + backend.getString("name"),
                            backend.getString("address"),
                            backend.getString("state"),
                            backend.getString("mode"),
                            String.valueOf(backend.getInteger("weight")),
                            String.valueOf(backend.getInteger("inFlight")),
                            String.valueOf(backend.getInteger("sessions")),
                            String.valueOf(backend.getLong("failures")),
                            backend.getString("reason"))));
        }
    }

    @Command(name = "add", description = "Add a backend. It takes requests once its checks have passed.")
    static final class Add extends Change {
        @Parameters(paramLabel = "HOST:PORT", description = "its address")
        private String address = "";

        @Option(names = "--name", paramLabel = "NAME", description = "its name (default: the address)")
        private @Nullable String name;

        @Option(names = "--weight", paramLabel = "NUMBER", description = "0 to 1000 (default: 1)")
        private int weight = 1;

        @Option(
                names = "--backup",
                description = "it gets requests only while no other backend of the pool can have them")
        private boolean backup;

        @Override
        void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
            var body = new JsonObject()
                    .put("address", address)
                    .put("weight", weight)
                    .put("backup", backup);
            if (name != null) body.put("name", name);
            show(client.change("POST", backends(client), body));
        }
    }

    @Command(name = "remove", description = "Remove a backend. Requests that are under way there end in peace.")
    static final class Remove extends Named {
        @Override
        void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
            show(client.change("DELETE", path(client), null));
        }
    }

    @Command(name = "weight", description = "Give a backend another weight; with 0 it gets only its sessions.")
    static final class Weight extends Named {
        @Parameters(index = "1", paramLabel = "NUMBER", description = "0 to 1000")
        private int weight;

        @Override
        void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
            show(client.change("PUT", path(client) + "/weight", new JsonObject().put("weight", weight)));
        }
    }

    @Command(name = "drain", description = "Let a backend have only its sessions, until they are over.")
    static final class Drain extends Named {
        @Option(names = "--limit", paramLabel = "SECONDS", description = "after it not even these (default: 600)")
        private int limit = 600;

        @Override
        void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
            show(client.change("POST", path(client) + "/drain", new JsonObject().put("limitSeconds", limit)));
        }
    }

    @Command(name = "enable", description = "End the drain of a backend.")
    static final class Enable extends Named {
        @Override
        void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
            show(client.change("POST", path(client) + "/enable", null));
        }
    }
}
