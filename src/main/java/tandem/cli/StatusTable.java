package tandem.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.admin.Expiry;

/// The state of a cluster (`/v1/state`) as a table to read: the owner of each VIP and why first, then what is broken,
/// then the rest.
@Pure
final class StatusTable {
    private final JsonObject state;
    private final Instant now;
    private final StringBuilder text = new StringBuilder();

    private StatusTable(JsonObject state, Instant now) {
        this.state = state;
        this.now = now;
    }

    static String of(JsonObject state, Instant now) {
        var table = new StatusTable(state, now);
        table.line("cluster " + state.getString("cluster") + ", as " + state.getString("node") + " sees it");
        table.vips();
        table.nodes();
        table.certificates();
        table.problems();
        table.pools();
        return table.text.toString();
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    static Stream<JsonObject> objects(@Nullable JsonArray array) {
        return array == null ? Stream.of() : array.stream().map(JsonObject.class::cast);
    }

    private Stream<JsonObject> answering() {
        return objects(state.getJsonArray("nodes")).filter(node -> node.getJsonObject("status") != null);
    }

    private static JsonObject status(JsonObject node) {
        return Objects.requireNonNull(node.getJsonObject("status"));
    }

    private void vips() {
        var names = answering()
                .flatMap(node -> objects(status(node).getJsonArray("vips")))
                .map(vip -> vip.getString("name"))
                .distinct()
                .toList();
        for (var name : names) vip(name);
    }

    private void vip(String name) {
        record View(String node, JsonObject vip) {}
        var views = answering()
                .flatMap(node -> objects(status(node).getJsonArray("vips"))
                        .filter(vip -> name.equals(vip.getString("name")))
                        .map(vip -> new View(node.getString("name"), vip)))
                .toList();
        var owners = views.stream()
                .filter(view -> "active".equals(view.vip().getString("role")))
                .toList();
        var told = owners.isEmpty() ? views.getFirst().vip() : owners.getFirst().vip();
        var address = told.getString("address");
        line("");
        line(
                switch (owners.size()) {
                    case 0 ->
                        "VIP " + name + " (" + address + "): "
                                + silentOwner(views.stream().map(View::vip)).orElse("NO OWNER");
                    case 1 ->
                        "VIP " + name + " (" + address + "): "
                                + owners.getFirst().node() + ", term " + told.getLong("term") + ", for "
                                + span(told.getString("since"));
                    default ->
                        "VIP " + name + " (" + address + "): " + owners.size() + " OWNERS: "
                                + String.join(
                                        ", ", owners.stream().map(View::node).toList());
                });
        line("  why: " + told.getString("why"));
        for (var view : views) {
            var problem = view.vip().getString("problem");
            if (problem != null) line("  problem at " + view.node() + ": " + problem);
            var move = view.vip().getJsonObject("switchover");
            if (move != null && move.getString("going") != null) line("  moving: " + move.getString("going"));
            if (move != null && move.getString("heldUntil") != null)
                line("  held at " + view.node() + " until " + move.getString("heldUntil"));
        }
    }

    /// Nobody says of himself that he has it; where the others name one that does not answer, it may well have it.
    private Optional<String> silentOwner(Stream<JsonObject> views) {
        var silent = objects(state.getJsonArray("nodes"))
                .filter(node -> node.getJsonObject("status") == null)
                .map(node -> node.getString("name"))
                .toList();
        return views.map(vip -> vip.getString("owner"))
                .filter(owner -> owner != null && silent.contains(owner))
                .findFirst()
                .map(owner -> "UNKNOWN, said to be with " + owner + ", which does not answer");
    }

    private void nodes() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NODE", "FIT", "OWNS", "UP FOR", "REQUESTS", "IN FLIGHT", "CONNECTIONS", "WHY NOT"));
        objects(state.getJsonArray("nodes")).forEach(node -> {
            var status = node.getJsonObject("status");
            if (status == null) {
                rows.add(List.of(
                        node.getString("name"), "UNKNOWN", "?", "?", "?", "?", "?", node.getString("problem", "")));
                return;
            }
            var owned = objects(status.getJsonArray("vips"))
                    .filter(vip -> "active".equals(vip.getString("role")))
                    .map(vip -> vip.getString("name"))
                    .toList();
            var proxy = status.getJsonObject("proxy");
            rows.add(List.of(
                    node.getString("name"),
                    status.getBoolean("ready") ? "yes" : "NO",
                    owned.isEmpty() ? "-" : String.join(",", owned),
                    span(status.getString("started")),
                    String.valueOf(proxy.getLong("requests")),
                    String.valueOf(proxy.getLong("inFlight")),
                    String.valueOf(proxy.getLong("connections")),
                    String.join("; ", words(status.getJsonArray("notReadyBecause")))));
        });
        witnesses().forEach((name, missedBy) -> rows.add(witness(name, missedBy)));
        line("");
        text.append(columns(rows));
    }

    /// The witnesses by their names, and who does not hear each.
    private Map<String, List<String>> witnesses() {
        var missedBy = new TreeMap<String, List<String>>();
        answering()
                .forEach(node -> objects(status(node)
                                .getJsonObject("cluster", new JsonObject())
                                .getJsonArray("witnesses"))
                        .forEach(witness -> {
                            var missing = missedBy.computeIfAbsent(witness.getString("name"), _ -> new ArrayList<>());
                            if (!witness.getBoolean("heard")) missing.add(node.getString("name"));
                        }));
        return missedBy;
    }

    private static List<String> witness(String name, List<String> missedBy) {
        var lost = missedBy.isEmpty() ? "a witness" : "a witness, not heard by " + String.join(", ", missedBy);
        return List.of(name, missedBy.isEmpty() ? "heard" : "LOST", "-", "-", "-", "-", "-", lost);
    }

    /// Those that are about to expire, and files that are not served.
    private void certificates() {
        var lines = answering().flatMap(this::certificates).toList();
        if (lines.isEmpty()) return;
        line("");
        lines.forEach(this::line);
    }

    private Stream<String> certificates(JsonObject node) {
        var where = " at " + node.getString("name");
        var refused = listeners(node)
                .filter(tls -> tls.getString("refused") != null)
                .map(tls -> "CERTIFICATES NOT SERVED" + where + ": " + tls.getString("refused"));
        var own = Stream.ofNullable(status(node).getJsonObject("adminCertificate"));
        var all = listeners(node).flatMap(tls -> objects(tls.getJsonArray("certificates")));
        var shown = objects(status(node).getJsonArray("pools")).flatMap(StatusTable::shownTo);
        return Stream.concat(
                refused,
                Stream.of(all, own, shown).flatMap(some -> some).distinct().flatMap(one -> expiry(one, where)));
    }

    /// The certificate that the backends of a pool are shown.
    static Stream<JsonObject> shownTo(JsonObject pool) {
        return Stream.ofNullable(pool.getJsonObject("tls"))
                .flatMap(tls -> Stream.ofNullable(tls.getJsonObject("certificate")));
    }

    private static Stream<JsonObject> listeners(JsonObject node) {
        return objects(status(node).getJsonArray("listeners"))
                .flatMap(listener -> Stream.ofNullable(listener.getJsonObject("tls")));
    }

    private Stream<String> expiry(JsonObject certificate, String where) {
        var end = Instant.parse(certificate.getString("notAfter"));
        var word = switch (Expiry.of(Instant.parse(certificate.getString("notBefore")), end, now)) {
            case FAR -> "";
            case SOON, URGENT -> "CERTIFICATE EXPIRES";
            case EXPIRED -> "CERTIFICATE EXPIRED";
        };
        return word.isEmpty()
                ? Stream.of()
                : Stream.of(word + where + ": " + certificate.getString("file") + ", until " + end);
    }

    /// Of nodes that do not understand each other; where one is not heard, both may own what only one should.
    private void problems() {
        answering()
                .forEach(node -> words(status(node)
                                .getJsonObject("cluster", new JsonObject())
                                .getJsonObject("beacons", new JsonObject())
                                .getJsonArray("problems"))
                        .forEach(problem -> line("PROBLEM at " + node.getString("name") + ": " + problem)));
    }

    private void pools() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("BACKEND", "ADDRESS", "STATE", "FOR", "AS SEEN BY", "REASON"));
        answering()
                .forEach(node -> objects(status(node).getJsonArray("pools"))
                        .forEach(pool -> objects(pool.getJsonArray("backends"))
                                .forEach(backend -> rows.add(List.of(
                                        pool.getString("name") + "/" + backend.getString("name"),
                                        backend.getString("address"),
                                        shown(backend),
                                        span(Duration.ofMillis(backend.getLong("forMs"))),
                                        node.getString("name"),
                                        backend.getString("reason"))))));
        if (rows.size() == 1) return;
        line("");
        text.append(columns(rows));
    }

    private static String shown(JsonObject backend) {
        var standing = backend.getString("state");
        if (!"healthy".equals(standing)) return standing.toUpperCase(Locale.ROOT);
        var mode = backend.getString("mode", "enabled");
        return "enabled".equals(mode) ? standing : mode;
    }

    private static List<String> words(@Nullable JsonArray array) {
        return array == null ? List.of() : array.stream().map(String::valueOf).toList();
    }

    /// Rows under each other; the last column is as wide as it is.
    static String columns(List<List<String>> rows) {
        int last = rows.getFirst().size() - 1;
        var widths = new int[last];
        for (var row : rows)
            for (int i = 0; i < last; i++)
                widths[i] = Math.max(widths[i], row.get(i).length());
        var table = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < last; i++)
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            table.append((line + row.get(last)).stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private String span(String since) {
        return span(Duration.between(Instant.parse(since), now));
    }

    /// `3d 4h`, `5m 6s`, `7s`.
    static String span(Duration span) {
        if (span.isNegative()) return "0s";
        if (span.toDays() > 0) return span.toDays() + "d " + span.toHoursPart() + "h";
        if (span.toHours() > 0) return span.toHours() + "h " + span.toMinutesPart() + "m";
        if (span.toMinutes() > 0) return span.toMinutes() + "m " + span.toSecondsPart() + "s";
        return span.toSeconds() + "s";
    }
}
