package tandem.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.ToIntFunction;
import tandem.Pure;
import tandem.proxy.PoolSnapshot;
import tandem.proxy.PoolSnapshot.Traffic;

/// Who is connected to a node, and to whom it is: by listener, by pool and by backend.
@Pure
final class ConnectionsJson {

    private ConnectionsJson() {}

    static JsonObject of(NodeSnapshot node) {
        var listeners = new JsonArray();
        node.listeners()
                .forEach(listener -> listeners.add(new JsonObject()
                        .put("address", listener.address())
                        .put("connections", listener.connections())));
        var pools = new JsonArray();
        node.pools().forEach(pool -> pools.add(pool(pool)));
        return new JsonObject()
                .put("clients", node.traffic().connections())
                .put("inFlight", node.traffic().inFlight())
                .put("listeners", listeners)
                .put("pools", pools);
    }

    private static JsonObject pool(NodeSnapshot.Pool pool) {
        var backends = new JsonArray();
        for (var member : pool.members())
            backends.add(counts(member.status().backend().name(), List.of(member)));
        return counts(pool.name(), pool.members()).put("backends", backends);
    }

    private static JsonObject counts(String name, List<PoolSnapshot.Member> members) {
        return new JsonObject()
                .put("name", name)
                .put("connections", sum(members, Traffic::connections))
                .put("sessions", sum(members, Traffic::sessions))
                .put("inFlight", sum(members, Traffic::inFlight));
    }

    private static int sum(List<PoolSnapshot.Member> members, ToIntFunction<Traffic> figure) {
        return members.stream()
                .map(PoolSnapshot.Member::traffic)
                .mapToInt(figure)
                .sum();
    }
}
