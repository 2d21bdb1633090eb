package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.cluster.MemberStatus;

/// The whole cluster as this node sees it, and as each other node says of itself: what the dashboard and
/// `tandem status` show.
///
/// A node that does not answer stands in it without a status, with the reason. What was last known of it is not
/// repeated: an old truth looks like a new one.
final class ClusterState {
    private final Services services;
    private final List<AdminSettings.Peer> configured;

    ClusterState(Services services, List<AdminSettings.Peer> configured) {
        this.services = services;
        this.configured = List.copyOf(configured);
    }

    /// Asks every node; never fails, and answers within the limit of one question.
    Future<JsonObject> now() {
        var snapshot = services.snapshot().get();
        var own = StatusJson.of(snapshot);
        var self = snapshot.about().node();
        List<Future<JsonObject>> nodes = new ArrayList<>();
        for (var name : names(snapshot))
            nodes.add(name.equals(self) ? Future.succeededFuture(node(name).put("status", own)) : other(name));
        return Future.join(nodes).otherwiseEmpty().map(_ -> {
            var array = new JsonArray();
            nodes.forEach(node -> array.add(node.result()));
            return new JsonObject()
                    .put("node", self)
                    .put("cluster", snapshot.about().cluster())
                    .put("at", Instant.now().toString())
                    .put("nodes", array);
        });
    }

    /// Where a node's admin listener is reached, if that is known.
    Optional<String> url(String node) {
        return configured.stream()
                .filter(peer -> peer.node().equals(node))
                .findFirst()
                .flatMap(AdminSettings.Peer::url);
    }

    private Set<String> names(NodeSnapshot snapshot) {
        var names = new LinkedHashSet<String>();
        configured.forEach(peer -> names.add(peer.node()));
        // A witness serves nobody and answers nothing; whether it is heard, each node says of itself.
        snapshot.servers().map(MemberStatus::name).forEach(names::add);
        names.add(snapshot.about().node());
        return names;
    }

    private JsonObject node(String name) {
        return new JsonObject().put("name", name).put("url", url(name).orElse(null));
    }

    private Future<JsonObject> other(String name) {
        var node = node(name);
        return services.peers()
                .ask(name, PeerCalls.status())
                .map(status -> node.put("status", status))
                .otherwise(failure -> node.put("problem", String.valueOf(failure.getMessage())));
    }
}
