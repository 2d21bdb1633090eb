package tandem.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tandem.Pure;
import tandem.admin.NodeSnapshot.Pool;
import tandem.backend.Mode;
import tandem.cluster.BeaconCounts;
import tandem.cluster.Fitness;
import tandem.cluster.MemberStatus;
import tandem.cluster.NodeState;
import tandem.fitness.Finding;
import tandem.health.BackendStatus;
import tandem.proxy.PoolSnapshot;
import tandem.tls.BackendTlsSnapshot;
import tandem.vip.HandoverStatus;
import tandem.vip.Role;
import tandem.vip.Transition;
import tandem.vip.VipStatus;

/// The JSON of `/status`. Times are ISO 8601 in UTC, durations milliseconds; keys are in camel case.
@Pure
public final class StatusJson {

    private StatusJson() {}

    /// The whole document.
    public static JsonObject of(NodeSnapshot snapshot) {
        var about = snapshot.about();
        var traffic = snapshot.traffic();
        return new JsonObject()
                .put("node", about.node())
                .put("version", about.version())
                .put("started", about.started().toString())
                .put("ready", snapshot.readiness().ready())
                .put("notReadyBecause", new JsonArray(snapshot.readiness().reasons()))
                .put(
                        "cluster",
                        new JsonObject()
                                .put("name", about.cluster())
                                .put("members", array(snapshot.members(), StatusJson::member))
                                .put("witnesses", witnesses(snapshot.witnesses()))
                                .put("beacons", beacons(snapshot.beacons())))
                .put(
                        "inside",
                        new JsonObject()
                                .put("warm", snapshot.inside().warm())
                                .put("findings", array(snapshot.inside().findings(), StatusJson::finding)))
                .put(
                        "vips",
                        array(
                                snapshot.vips().statuses(),
                                vip -> vip(vip, snapshot.vips().handovers())))
                .put(
                        "proxy",
                        new JsonObject()
                                .put("listen", about.listen())
                                .put("connections", traffic.connections())
                                .put("inFlight", traffic.inFlight())
                                .put("requests", traffic.requests())
                                .put("rejected", traffic.rejected()))
                .put("listeners", ListenerJson.of(snapshot.listeners()))
                .put("adminCertificate", ListenerJson.admin(snapshot.serving()))
                .put("pools", array(snapshot.pools(), StatusJson::pool));
    }

    private static JsonObject beacons(BeaconCounts counts) {
        return new JsonObject()
                .put("sent", counts.sent())
                .put("received", counts.received())
                .put("forged", counts.forged())
                .put("stale", counts.stale())
                .put("malformed", counts.malformed())
                .put("problems", new JsonArray(counts.problems()));
    }

    private static JsonArray witnesses(SortedMap<String, Boolean> heard) {
        var array = new JsonArray();
        heard.forEach((name, is) -> array.add(new JsonObject().put("name", name).put("heard", is)));
        return array;
    }

    private static JsonObject finding(Finding finding) {
        return new JsonObject()
                .put("subject", finding.subject())
                .put("good", finding.good())
                .put("text", finding.text());
    }

    private static JsonObject member(MemberStatus member) {
        var json = new JsonObject()
                .put("name", member.name())
                .put("address", member.address())
                .put("self", member.self())
                .put("heard", member.heard());
        NodeState said = member.said();
        if (said == null) return json;
        var claims = new JsonObject();
        new TreeMap<>(said.claims()).forEach(claims::put);
        return json.put("priority", said.priority())
                .put("fit", said.fitness() instanceof Fitness.Fit)
                .put("fitness", said.fitness().text())
                .put("claims", claims);
    }

    private static JsonObject vip(VipStatus vip, Collection<HandoverStatus> handovers) {
        var role = switch (vip.role()) {
            case Role.Active _ -> "active";
            case Role.Standby _ -> "standby";
            case Role.Abstains _ -> "abstains";
        };
        return new JsonObject()
                .put("name", vip.name())
                .put("address", vip.address())
                .put("role", role)
                .put("owner", vip.role().owner().orElse(null))
                .put("term", vip.term())
                .put("why", vip.reason())
                .put("since", vip.since().toString())
                .put("problem", vip.problem().orElse(null))
                .put(
                        "switchover",
                        handovers.stream()
                                .filter(handover -> handover.vip().equals(vip.name()))
                                .map(StatusJson::handover)
                                .findFirst()
                                .orElse(null))
                .put("transitions", array(vip.transitions(), StatusJson::transition));
    }

    private static JsonObject handover(HandoverStatus handover) {
        return new JsonObject()
                .put("cutsNothing", handover.without().isEmpty())
                .put("because", handover.without().orElse(null))
                .put("going", handover.going().orElse(null))
                .put("handsBackTo", handover.handedBack().to().orElse(null))
                .put("handedBackPackets", handover.handedBack().packets())
                .put("last", handover.last().orElse(null))
                .put("heldUntil", handover.heldUntil().map(Instant::toString).orElse(null));
    }

    static JsonObject transition(Transition transition) {
        var json = new JsonObject()
                .put("at", transition.at().toString())
                .put("term", transition.term())
                .put("from", transition.from().text())
                .put("to", transition.to().text())
                .put("why", transition.why());
        transition.takeover().ifPresent(steps -> {
            steps.silence().ifPresent(time -> json.put("silenceMs", millis(time)));
            json.put("decidedMs", millis(steps.decided()))
                    .put("addedMs", millis(steps.added()))
                    .put("announcedMs", millis(steps.announced()));
            steps.served().ifPresent(time -> json.put("servedMs", millis(time)));
        });
        return json;
    }

    static JsonObject pool(Pool pool) {
        var json = new JsonObject()
                .put("name", pool.name())
                .put("version", pool.version())
                .put("backends", array(pool.members(), StatusJson::backend))
                .put("stickyBreaks", pool.sticky().breaks())
                .put("cookiesRefused", pool.sticky().cookiesRefused())
                .put("hedges", pool.hedges().begun())
                .put("hedgesWon", pool.hedges().won());
        pool.queue()
                .ifPresent(queue -> json.put(
                        "queue",
                        new JsonObject()
                                .put("requestsPerBackend", queue.requestsPerBackend())
                                .put("waiting", queue.waiting())
                                .put("expired", queue.expired())
                                .put("refused", queue.refused())));
        pool.tls().ifPresent(tls -> json.put("tls", tls(tls)));
        return json;
    }

    /// Problems of backends are in words, by their addresses.
    private static JsonObject tls(BackendTlsSnapshot tls) {
        var failed = new JsonObject();
        new TreeMap<>(tls.failed()).forEach((reason, count) -> failed.put(reason.word(), count));
        var problems = new JsonObject();
        new TreeMap<>(tls.problems()).forEach(problems::put);
        return new JsonObject()
                .put("verified", tls.verified())
                .put("handshakes", tls.handshakes())
                .put("failed", failed)
                .put("problems", problems)
                .put("refused", tls.refused().orElse(null))
                .put(
                        "certificate",
                        tls.certificate().map(ListenerJson::certificate).orElse(null));
    }

    private static JsonObject backend(PoolSnapshot.Member member) {
        var status = member.status();
        var backend = status.backend();
        var traffic = member.traffic();
        var json = new JsonObject()
                .put("name", backend.name())
                .put("address", backend.address())
                .put("weight", backend.weight())
                .put("backup", backend.backup())
                .put("state", status.standing().name().toLowerCase(Locale.ROOT))
                .put("reason", status.reason())
                .put("forMs", status.standingFor().toMillis())
                .put("mode", member.mode().text())
                .put("attempts", traffic.attempts())
                .put("failures", traffic.failures())
                .put("inFlight", traffic.inFlight())
                .put("connections", traffic.connections())
                .put("sessions", traffic.sessions());
        if (member.mode() instanceof Mode.Draining(var _, var until)) json.put("drainsUntil", until.toString());
        traffic.limit().ifPresent(limit -> json.put("requestLimit", limit));
        traffic.latency().ifPresent(latency -> json.put("latencyMs", millis(latency)));
        status.lastCheck().ifPresent(last -> json.put("lastCheck", check(last)));
        return json;
    }

    /// Several checks, in their order.
    static JsonArray checks(Collection<BackendStatus.LastCheck> checks) {
        return array(checks, StatusJson::check);
    }

    private static JsonObject check(BackendStatus.LastCheck check) {
        return new JsonObject()
                .put("passed", check.result().passed())
                .put("result", check.result().text())
                .put("agoMs", check.ago().toMillis())
                .put("tookMs", millis(check.result().took()));
    }

    private static <T> JsonArray array(Collection<T> values, Function<T, JsonObject> toJson) {
        var array = new JsonArray();
        values.forEach(value -> array.add(toJson.apply(value)));
        return array;
    }

    /// With microseconds after the point.
    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 1e3) / 1e3;
    }
}
