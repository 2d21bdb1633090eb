package tandem.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the cluster is, and what it has done: everything that is only looked at.
final class ClusterRoutes {
    private static final int MOST_PER_PAGE = 1000;
    private static final int USUAL_PAGE = 100;

    private final Services services;
    private final ClusterState state;

    private ClusterRoutes(Services services, ClusterState state) {
        this.services = services;
        this.state = state;
    }

    static void add(Api api, Services services, ClusterState state) {
        var routes = new ClusterRoutes(services, state);
        api.show("/status", context -> Answers.json(context, 200, routes.status()));
        api.show(
                "/v1/state",
                context -> state.now()
                        .onSuccess(now -> Answers.json(context, 200, now))
                        .onFailure(context::fail));
        api.show("/v1/cluster", context -> Answers.json(context, 200, routes.cluster()));
        api.show("/v1/nodes/{node}", routes::node);
        api.show(
                "/v1/vips",
                context -> Answers.json(
                        context,
                        200,
                        new JsonObject().put("vips", routes.status().getJsonArray("vips"))));
        api.show("/v1/vips/{vip}", routes::vip);
        api.show(
                "/v1/connections",
                context -> Answers.json(
                        context, 200, ConnectionsJson.of(services.snapshot().get())));
        api.show("/v1/listeners", context -> Answers.json(context, 200, routes.listeners()));
        api.show("/v1/history", routes::history);
    }

    private JsonObject status() {
        return StatusJson.of(services.snapshot().get());
    }

    private JsonObject cluster() {
        var status = status();
        var cluster = status.getJsonObject("cluster");
        for (var member : cluster.getJsonArray("members")) {
            var json = (JsonObject) member;
            json.put("url", state.url(json.getString("name")).orElse(null));
        }
        return cluster.put("node", status.getString("node"))
                .put("ready", status.getBoolean("ready"))
                .put("notReadyBecause", status.getJsonArray("notReadyBecause"))
                .put("inside", status.getJsonObject("inside"));
    }

    private JsonObject listeners() {
        var status = status();
        return new JsonObject()
                .put("listeners", status.getJsonArray("listeners"))
                .put("adminCertificate", status.getJsonObject("adminCertificate"));
    }

    private void node(RoutingContext context) {
        var name = context.pathParam("node");
        var snapshot = services.snapshot().get();
        boolean known =
                snapshot.members().stream().anyMatch(member -> member.name().equals(name));
        if (!known && !snapshot.about().node().equals(name)) {
            Answers.problem(context, ApiProblem.Kind.NOT_FOUND, "there is no node " + name + " in the cluster now");
            return;
        }
        services.peers()
                .ask(String.valueOf(name), PeerCalls.status())
                .onSuccess(status -> Answers.json(context, 200, status))
                .onFailure(failure ->
                        Answers.problem(context, ApiProblem.Kind.NO_ANSWER, String.valueOf(failure.getMessage())));
    }

    private void vip(RoutingContext context) {
        var name = context.pathParam("vip");
        var snapshot = services.snapshot().get();
        var tag = snapshot.vips().statuses().stream()
                .filter(vip -> vip.name().equals(name))
                .findFirst()
                .map(EntityTag::of);
        if (tag.isEmpty()) {
            Answers.problem(context, ApiProblem.Kind.NOT_FOUND, "there is no VIP " + name);
            return;
        }
        context.response().putHeader("ETag", tag.get());
        Answers.json(
                context,
                200,
                named(StatusJson.of(snapshot).getJsonArray("vips"), name).orElseThrow());
    }

    static Optional<JsonObject> named(JsonArray all, @Nullable String name) {
        return all.stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("name").equals(name))
                .findFirst();
    }

    private void history(RoutingContext context) {
        Optional<Wanted> wanted = wanted(context);
        if (wanted.isEmpty()) {
            Answers.problem(
                    context,
                    ApiProblem.Kind.NOT_UNDERSTOOD,
                    "limit is a number from 1 to " + MOST_PER_PAGE
                            + ", after and before that of an event, kind one of those that events have");
            return;
        }
        var page = services.events().page(wanted.get().range(), wanted.get().limit());
        var events = new JsonArray();
        page.events().forEach(event -> events.add(event.json()));
        var older = page.older() ? page.events().getFirst().id() : null;
        Answers.json(context, 200, new JsonObject().put("events", events).put("older", older));
    }

    /// What is asked for of the history.
    private record Wanted(EventLog.Range range, int limit) {}

    /// @return empty when that makes no sense
    private static Optional<Wanted> wanted(RoutingContext context) {
        try {
            var limit = number(context, "limit", USUAL_PAGE, MOST_PER_PAGE);
            var after = number(context, "after", 0, Long.MAX_VALUE);
            var before = number(context, "before", Long.MAX_VALUE, Long.MAX_VALUE);
            var kinds = kinds(context.request().getParam("kind"));
            if (limit.isEmpty() || after.isEmpty() || before.isEmpty() || kinds.isEmpty()) return Optional.empty();
            var range = new EventLog.Range(after.get(), before.get(), kinds.get());
            return Optional.of(new Wanted(range, Math.toIntExact(limit.get())));
        } catch (IllegalArgumentException e) {
            // The query is taken apart only when somebody looks into it: %zz is no escape.
            return Optional.empty();
        }
    }

    /// @return all where none is named; empty when there is no such kind
    private static Optional<Set<Event.Kind>> kinds(@Nullable String name) {
        if (name == null) return Optional.of(EnumSet.allOf(Event.Kind.class));
        return Arrays.stream(Event.Kind.values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .map(Set::of);
    }

    private static Optional<Long> number(RoutingContext context, String name, long usual, long most) {
        var text = context.request().getParam(name);
        if (text == null) return Optional.of(usual);
        if (!text.matches("\\d{1,18}")) return Optional.empty();
        long number = Long.parseLong(text);
        return number <= most && (number > 0 || usual == 0) ? Optional.of(number) : Optional.empty();
    }
}
