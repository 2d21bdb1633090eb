package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tandem.backend.PoolChange;
import tandem.backend.PoolRefusal;
import tandem.proxy.Pools;

/// What one node answers another one, and itself: the same whether an operator asks here or there.
///
/// A question says `ask`: `status`, `switchover`, `hold`, `release`, `pool`, `wishes`,
/// `reload` or `log-level`; what changes something says `who`
/// asked for it and at which node (`from`).
public final class PeerCalls {
    private static final Duration RELOAD_PATIENCE = Duration.ofSeconds(6);

    private final Services services;
    private final Audit audit;

    public PeerCalls(Services services) {
        this.services = services;
        this.audit = new Audit(services.events());
    }

    static JsonObject status() {
        return new JsonObject().put("ask", "status");
    }

    static JsonObject switchover(Audit.Wish by, String vip, Optional<String> to) {
        return question("switchover", by).put("vip", vip).put("to", to.orElse(null));
    }

    static JsonObject hold(Audit.Wish by, String vip, Duration limit) {
        return question("hold", by).put("vip", vip).put("limitMs", limit.toMillis());
    }

    static JsonObject release(Audit.Wish by, String vip) {
        return question("release", by).put("vip", vip);
    }

    static JsonObject logLevel(Audit.Wish by, String level) {
        return question("log-level", by).put("level", level);
    }

    static JsonObject pool(Audit.Wish by, String pool, PoolChange change) {
        return question("pool", by)
                .put("pool", pool)
                .put("change", PoolChangeJson.json(change))
                .put("at", System.currentTimeMillis());
    }

    /// Asks what another node knows of changed pools.
    ///
    /// @param digest of what this one knows
    public static JsonObject wishes(String digest) {
        return new JsonObject().put("ask", "wishes").put("digest", digest);
    }

    static JsonObject reload(Audit.Wish by) {
        return question("reload", by);
    }

    private static JsonObject question(String ask, Audit.Wish by) {
        return new JsonObject()
                .put("ask", ask)
                .put("who", by.who())
                .put("from", by.from())
                .put("wish", by.wish())
                .put("subject", by.subject());
    }

    /// Does what is asked. On an event loop.
    public Future<JsonObject> answer(JsonObject question) {
        return switch (question.getString("ask", "")) {
            case "status" ->
                Future.succeededFuture(StatusJson.of(services.snapshot().get()));
            case "switchover" -> move(question);
            case "hold" ->
                noted(
                        question,
                        services.switchover()
                                .hold(
                                        question.getString("vip", ""),
                                        Duration.ofMillis(question.getLong("limitMs", 0L))));
            case "release" -> noted(question, services.switchover().release(question.getString("vip", "")));
            case "log-level" -> level(question);
            case "pool" -> pool(question);
            case "wishes" -> Future.succeededFuture(services.pools().wishes(question));
            case "reload" -> reload(question);
            default -> Future.failedFuture("this node does not know how to answer " + question.getString("ask"));
        };
    }

    private static Audit.Wish wish(JsonObject question) {
        return new Audit.Wish(
                question.getString("who", ""),
                question.getString("from", ""),
                question.getString("subject", ""),
                question.getString("wish", ""));
    }

    private Future<JsonObject> move(JsonObject question) {
        var vip = question.getString("vip", "");
        return noted(question, services.switchover().move(vip, Optional.ofNullable(question.getString("to"))));
    }

    private Future<JsonObject> noted(JsonObject question, Future<SwitchoverReply> replied) {
        var owner = services.snapshot().get().about().node();
        return replied.map(reply -> {
            var told = SwitchoverReply.json(reply);
            boolean done = switch (reply) {
                case SwitchoverReply.Moved _, SwitchoverReply.UnderWay _, SwitchoverReply.Done _ -> true;
                case SwitchoverReply.UnknownVip _, SwitchoverReply.Refused _ -> false;
            };
            audit.note(wish(question), new Audit.Upshot(done, "owner " + owner, told.getString("text", "")));
            return told;
        });
    }

    private Future<JsonObject> pool(JsonObject question) {
        var name = question.getString("pool", "");
        PoolChange change;
        try {
            change = PoolChangeJson.change(question.getJsonObject("change", new JsonObject()));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        var before = services.snapshot().get().backend(name, change.backend()).orElse("none");
        var asked = Instant.ofEpochMilli(question.getLong("at", System.currentTimeMillis()));
        return switch (services.pools().change(name, change, asked)) {
            case Pools.Changed.Done(var _) -> {
                var after = services.snapshot()
                        .get()
                        .backend(name, change.backend())
                        .orElse("none");
                audit.note(wish(question), new Audit.Upshot(true, before, after));
                yield Future.succeededFuture(new JsonObject());
            }
            case Pools.Changed.Refused(var refusal) -> {
                audit.note(wish(question), new Audit.Upshot(false, before, refusal.text()));
                yield Future.succeededFuture(new JsonObject()
                        .put("refused", refusal.text())
                        .put("conflict", refusal.why() == PoolRefusal.Why.CONFLICT));
            }
        };
    }

    /// Waits for a while; `/v1/config/reload` tells what comes of one that takes longer.
    private Future<JsonObject> reload(JsonObject question) {
        var wish = wish(question);
        return services.control()
                .reload()
                .reload("admin API, " + wish.who())
                .map(reloaded -> {
                    boolean done = reloaded instanceof Reloaded.Done;
                    var text = ReloadedJson.text(reloaded);
                    audit.note(wish, new Audit.Upshot(done, "", text));
                    var answer = ReloadedJson.of(reloaded);
                    return done ? answer : answer.put("refused", text);
                })
                .timeout(RELOAD_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> failure instanceof TimeoutException
                        ? Future.succeededFuture(new JsonObject().put("underWay", "under way"))
                        : Future.failedFuture(failure));
    }

    private Future<JsonObject> level(JsonObject question) {
        var before = services.control().logLevel();
        var level = question.getString("level", "");
        if (!Control.LEVELS.contains(level)) return Future.failedFuture("no such level: " + level);
        services.control().logLevel(level);
        audit.note(wish(question), new Audit.Upshot(true, before, level));
        return Future.succeededFuture(new JsonObject().put("level", level).put("before", before));
    }
}
