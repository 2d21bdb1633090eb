package tandem.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.Pure;

/// Why something is as it is, from what every node says of itself (`/v1/state`).
@Pure
final class Explanation {
    private static final int TRANSITIONS = 5;

    private static final int CHECKS = 8;

    private final List<String> lines = new ArrayList<>();
    private final Map<Backend, JsonArray> checks;

    private Explanation(Map<Backend, JsonArray> checks) {
        this.checks = checks;
    }

    /// A backend.
    record Backend(String pool, String name) {
        private boolean isCalled(String wanted) {
            return wanted.equals(name) || wanted.equals(pool + "/" + name);
        }
    }

    /// Those that have a name, whichever node knows them.
    static Set<Backend> backends(JsonObject state, String name) {
        var found = new LinkedHashSet<Backend>();
        StatusTable.objects(state.getJsonArray("nodes"))
                .map(node -> node.getJsonObject("status", new JsonObject()))
                .flatMap(status -> StatusTable.objects(status.getJsonArray("pools")))
                .forEach(pool -> StatusTable.objects(pool.getJsonArray("backends"))
                        .map(backend -> new Backend(pool.getString("name"), backend.getString("name")))
                        .filter(backend -> backend.isCalled(name))
                        .forEach(found::add));
        return found;
    }

    /// Of a node, a VIP or a backend (`backend` or `pool/backend`); empty when nothing has that name.
    ///
    /// @param checks what each node says of its own of a backend
    static Optional<List<String>> of(JsonObject state, String name, Map<Backend, JsonArray> checks) {
        var explanation = new Explanation(checks);
        StatusTable.objects(state.getJsonArray("nodes"))
                .forEach(node -> explanation.node(node, node.getString("name").equals(name), name));
        return explanation.lines.isEmpty() ? Optional.empty() : Optional.of(explanation.lines);
    }

    private void node(JsonObject node, boolean meant, String name) {
        var status = node.getJsonObject("status");
        var who = node.getString("name");
        if (status == null) {
            if (meant) lines.add("node " + who + " does not answer: " + node.getString("problem", ""));
            return;
        }
        if (meant) self(who, status);
        StatusTable.objects(status.getJsonArray("vips"))
                .filter(vip -> meant || name.equals(vip.getString("name")))
                .forEach(vip -> vip(who, vip));
        StatusTable.objects(status.getJsonArray("pools"))
                .forEach(pool -> StatusTable.objects(pool.getJsonArray("backends"))
                        .filter(backend -> named(pool, backend).isCalled(name))
                        .forEach(backend -> backend(who, pool, backend)));
    }

    private void self(String who, JsonObject status) {
        var reasons = status.getJsonArray("notReadyBecause");
        lines.add("node " + who + (reasons.isEmpty() ? " is ready" : " is not ready"));
        reasons.forEach(reason -> lines.add("  because " + reason));
        StatusTable.objects(status.getJsonObject("inside").getJsonArray("findings"))
                .forEach(finding -> lines.add("  " + (finding.getBoolean("good") ? "good: " : "BAD:  ")
                        + finding.getString("subject") + ": " + finding.getString("text")));
    }

    private void vip(String who, JsonObject vip) {
        var role = switch (vip.getString("role")) {
            case "active" -> "active";
            case "standby" -> "standby of " + vip.getString("owner");
            default -> "abstains";
        };
        lines.add("vip " + vip.getString("name") + " (" + vip.getString("address") + ") at " + who + ": " + role
                + ", term " + vip.getLong("term") + ", since " + vip.getString("since"));
        lines.add("  because " + vip.getString("why"));
        var problem = vip.getString("problem");
        if (problem != null) lines.add("  problem: " + problem);
        var changes = StatusTable.objects(vip.getJsonArray("transitions")).toList();
        changes.subList(Math.max(0, changes.size() - TRANSITIONS), changes.size())
                .forEach(change -> lines.add("  " + change.getString("at") + " " + change.getString("from") + " -> "
                        + change.getString("to") + ", term " + change.getLong("term") + ": " + change.getString("why")
                        + steps(change)));
    }

    private static String steps(JsonObject change) {
        if (!change.containsKey("announcedMs")) return "";
        var silence = change.getDouble("silenceMs");
        var served = change.getDouble("servedMs");
        return (silence == null ? "" : "; silent for " + silence + " ms before") + "; decided "
                + change.getDouble("decidedMs") + " ms, added " + change.getDouble("addedMs")
                + " ms, announced " + change.getDouble("announcedMs") + " ms"
                + (served == null ? "" : ", first request answered " + served + " ms");
    }

    private void backend(String who, JsonObject pool, JsonObject backend) {
        lines.add("backend " + pool.getString("name") + "/" + backend.getString("name") + " ("
                + backend.getString("address") + ") as "
                + who + " sees it: " + backend.getString("state") + " for "
                + StatusTable.span(Duration.ofMillis(backend.getLong("forMs"))));
        lines.add("  because " + backend.getString("reason"));
        if (backend.containsKey("attempts"))
            lines.add("  requests: " + backend.getLong("attempts") + " tried, " + backend.getLong("failures")
                    + " failed, " + backend.getLong("inFlight") + " in flight; "
                    + backend.getInteger("connections", 0) + " connections, "
                    + backend.getInteger("sessions", 0) + " sessions");
        checks(who, named(pool, backend));
    }

    private static Backend named(JsonObject pool, JsonObject backend) {
        return new Backend(pool.getString("name"), backend.getString("name"));
    }

    /// The newest first.
    private void checks(String who, Backend backend) {
        StatusTable.objects(checks.getOrDefault(backend, new JsonArray()))
                .filter(node -> who.equals(node.getString("node")))
                .flatMap(node -> StatusTable.objects(node.getJsonArray("checks")))
                .limit(CHECKS)
                .forEach(check -> lines.add("  check " + StatusTable.span(Duration.ofMillis(check.getLong("agoMs")))
                        + " ago " + (check.getBoolean("passed") ? "passed: " : "FAILED: ") + check.getString("result")
                        + ", took " + check.getDouble("tookMs") + " ms"));
    }
}
