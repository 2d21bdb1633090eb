package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tandem.cluster.MemberStatus;

/// Changes that every node makes: whichever is asked asks all of them, itself too.
final class Everywhere {
    static final String DONE = "done";
    /// Multi-Status (RFC 4918, 11.1): the nodes do not agree.
    static final int PARTLY = 207;
    static final String UNDER_WAY = "under way";
    private static final int ACCEPTED = 202;

    private final Services services;

    Everywhere(Services services) {
        this.services = services;
    }

    /// What was asked for, by whom, and where.
    Audit.Wish wish(RoutingContext context, String subject, String wish) {
        return new Audit.Wish(Gate.caller(context).name(), Gate.address(context) + " at " + self(), subject, wish);
    }

    String self() {
        return services.snapshot().get().about().node();
    }

    /// Has a change made: by one node first, which may refuse it, and then by the others.
    ///
    /// @return the first one's answer with `nodes`, unless it refuses; fails when it does not answer
    Future<JsonObject> change(RoutingContext context, JsonObject question) {
        var condition = condition(context);
        var first = first(condition);
        return services.peers().ask(first, condition.in(question)).compose(here -> {
            if (here.containsKey("refused")) return Future.succeededFuture(here);
            return ask(others(first), PeerCalls.made(question, here))
                    .map(nodes -> here.copy().put("nodes", nodes.put(first, DONE)));
        });
    }

    /// The status of an answer that tells what became of a change on each node.
    ///
    /// @param nodes by name: [#DONE], [#UNDER_WAY], or why not
    /// @param done  where every node has made it
    static int status(JsonObject nodes, int done) {
        var said = nodes.stream().map(Map.Entry::getValue).toList();
        if (said.stream().anyMatch(one -> !DONE.equals(one) && !UNDER_WAY.equals(one))) return PARTLY;
        return said.contains(UNDER_WAY) ? ACCEPTED : done;
    }

    /// The condition of a call.
    static IfMatch condition(RoutingContext context) {
        return IfMatch.of(context.request().getHeader(IfMatch.FIELD));
    }

    /// Who makes a change first. One with a condition goes by the eldest member, so that of two which are
    /// asked for at the same time, wherever, only one finds what it expects.
    private String first(IfMatch condition) {
        if (!condition.depends()) return self();
        return services.snapshot()
                .get()
                .servers()
                .filter(member -> member.self() || member.heard())
                .map(MemberStatus::name)
                .findFirst()
                .orElseGet(this::self);
    }

    /// Asks some nodes; never fails.
    ///
    /// @return by name of a node: `done`, or why not
    Future<JsonObject> ask(Set<String> names, JsonObject question) {
        var nodes = new JsonObject();
        List<Future<JsonObject>> asked = new ArrayList<>();
        for (var name : names)
            asked.add(services.peers()
                    .ask(name, question)
                    .onSuccess(
                            answer -> nodes.put(name, answer.getString("refused", answer.getString("underWay", DONE))))
                    .onFailure(failure -> nodes.put(name, String.valueOf(failure.getMessage()))));
        return Future.join(asked).otherwiseEmpty().map(nodes);
    }

    /// Every member that serves, and this node.
    Set<String> all() {
        var names = new LinkedHashSet<String>();
        names.add(self());
        services.snapshot().get().servers().map(MemberStatus::name).forEach(names::add);
        return names;
    }

    /// All but this node.
    Set<String> others() {
        return others(self());
    }

    /// All but one.
    private Set<String> others(String one) {
        var names = all();
        names.remove(one);
        return names;
    }
}
