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
import tandem.vip.VipStatus;

/// What one node answers another one, and itself: the same whether an operator asks here or there.
///
/// A question says `ask`: `status`, `switchover`, `hold`, `release`, `pool`, `checks`,
/// `wishes`, `reload` or `log-level`; what changes something says `who` asked for it and at which node (`from`),
/// and may say what it expects (`ifMatch`).
public final class PeerCalls {
    private static final String MADE = "made";
    private static final Duration RELOAD_PATIENCE = Duration.ofSeconds(6);

    private final Services services;
    private final Audit audit;
    private final Duration patience;
    private final Object changing = new Object();
    /// The newest reload that an operator has asked for. Guarded by this.
    private Future<JsonObject> reloading = Future.succeededFuture();

    public PeerCalls(Services services) {
        this(services, RELOAD_PATIENCE);
    }

    /// @param patience with a reload, until it is said to be under way
    PeerCalls(Services services, Duration patience) {
        this.services = services;
        this.audit = new Audit(services.events());
        this.patience = patience;
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

    /// The question for those that make a change of a pool after the first one.
    ///
    /// @param answer of the first one
    static JsonObject made(JsonObject question, JsonObject answer) {
        var at = answer.getLong("at");
        return at == null ? question : question.copy().put("at", at).put(MADE, true);
    }

    static JsonObject checks(String pool, String backend) {
        return new JsonObject().put("ask", "checks").put("pool", pool).put("backend", backend);
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
            case "switchover", "hold", "release" -> vip(question);
            case "checks" -> checks(question);
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

    private Future<JsonObject> vip(JsonObject question) {
        var vip = question.getString("vip", "");
        var known = services.snapshot().get().vips().statuses().stream()
                .filter(status -> status.name().equals(vip))
                .findFirst();
        var condition = IfMatch.from(question);
        boolean expected =
                known.map(status -> condition.holds(EntityTag.of(status))).orElse(true);
        var replied = expected
                ? acted(question, vip)
                : Future.<SwitchoverReply>succeededFuture(new SwitchoverReply.HasChanged(
                        "it has another owner or another term by now: look at it again"));
        return noted(question, known.map(PeerCalls::owner).orElse(""), replied);
    }

    private Future<SwitchoverReply> acted(JsonObject question, String vip) {
        var switchover = services.switchover();
        return switch (question.getString("ask", "")) {
            case "hold" -> switchover.hold(vip, Duration.ofMillis(question.getLong("limitMs", 0L)));
            case "release" -> switchover.release(vip);
            default -> switchover.move(vip, Optional.ofNullable(question.getString("to")));
        };
    }

    /// Who has a VIP as far as this node knows, which may be asked though another one has it by now.
    private static String owner(VipStatus vip) {
        return vip.role().owner().map(name -> "owner " + name).orElse("no owner known") + ", term " + vip.term();
    }

    private Future<JsonObject> noted(JsonObject question, String before, Future<SwitchoverReply> replied) {
        return replied.map(reply -> {
            var told = SwitchoverReply.json(reply);
            boolean done = switch (reply) {
                case SwitchoverReply.Moved _, SwitchoverReply.UnderWay _, SwitchoverReply.Done _ -> true;
                case SwitchoverReply.UnknownVip _, SwitchoverReply.HasChanged _, SwitchoverReply.Refused _ -> false;
            };
            audit.note(wish(question), new Audit.Upshot(done, before, told.getString("text", "")));
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
        // Two questions may come on two threads; what one expects, the other must not change in between.
        synchronized (changing) {
            return Future.succeededFuture(changed(question, name, change));
        }
    }

    private JsonObject changed(JsonObject question, String name, PoolChange change) {
        var now = services.snapshot().get();
        var before = now.backend(name, change.backend()).orElse("none");
        var condition = IfMatch.from(question);
        boolean expected = now.pools().stream()
                .filter(pool -> pool.name().equals(name))
                .allMatch(pool -> condition.holds(EntityTag.of(pool)));
        if (!expected) return hasChanged(question, before, "the pool is not as it was: look at it again");
        var at = Instant.ofEpochMilli(question.getLong("at", System.currentTimeMillis()));
        var pools = services.pools();
        return switch (question.getBoolean(MADE, false)
                ? pools.follow(name, change, at)
                : pools.change(name, change, at)) {
            case Pools.Changed.Done(var _) -> {
                var after = services.snapshot()
                        .get()
                        .backend(name, change.backend())
                        .orElse("none");
                audit.note(wish(question), new Audit.Upshot(true, before, after));
                yield new JsonObject()
                        .put("at", pools.newest(name, change.backend()).toEpochMilli());
            }
            case Pools.Changed.Refused(var refusal) -> {
                audit.note(wish(question), new Audit.Upshot(false, before, refusal.text()));
                yield new JsonObject()
                        .put("refused", refusal.text())
                        .put("conflict", refusal.why() == PoolRefusal.Why.CONFLICT);
            }
        };
    }

    /// Nothing is done, since somebody else did something meanwhile.
    private JsonObject hasChanged(JsonObject question, String before, String why) {
        audit.note(wish(question), new Audit.Upshot(false, before, why));
        return new JsonObject().put("refused", why).put("hasChanged", true);
    }

    private Future<JsonObject> checks(JsonObject question) {
        return services.pools()
                .checks(question.getString("pool", ""), question.getString("backend", ""))
                .map(checks -> Future.succeededFuture(new JsonObject().put("checks", StatusJson.checks(checks))))
                .orElseGet(() -> Future.failedFuture("this node has no such backend"));
    }

    /// One with a condition waits for those before it, for they may change what it expects.
    private synchronized Future<JsonObject> reload(JsonObject question) {
        var condition = IfMatch.from(question);
        if (!condition.depends()) {
            var now = reloaded(question);
            reloading = now;
            return now;
        }
        var turn = reloading.transform(_ -> condition.holds(
                        EntityTag.of(services.control().settings()))
                ? reloaded(question)
                : Future.succeededFuture(hasChanged(question, "", "the settings in force are not what they were")));
        reloading = turn;
        return turn;
    }

    /// The settings in force, by the tag that `/v1/config` has for them.
    private String inForce() {
        return "settings " + EntityTag.of(services.control().settings());
    }

    /// Waits for a while; `/v1/config/reload` tells what comes of one that takes longer.
    private Future<JsonObject> reloaded(JsonObject question) {
        var wish = wish(question);
        var before = inForce();
        return services.control()
                .reload()
                .reload("admin API, " + wish.who())
                .onFailure(failure ->
                        audit.note(wish, new Audit.Upshot(false, before, String.valueOf(failure.getMessage()))))
                .map(reloaded -> {
                    boolean done = reloaded instanceof Reloaded.Done;
                    var text = ReloadedJson.text(reloaded);
                    audit.note(wish, new Audit.Upshot(done, before, done ? inForce() + ": " + text : text));
                    var answer = ReloadedJson.of(reloaded);
                    return done ? answer : answer.put("refused", text);
                })
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> failure instanceof TimeoutException
                        ? Future.succeededFuture(new JsonObject().put("underWay", Everywhere.UNDER_WAY))
                        : Future.failedFuture(failure));
    }

    private Future<JsonObject> level(JsonObject question) {
        var level = question.getString("level", "");
        if (!Control.LEVELS.contains(level)) return Future.failedFuture("no such level: " + level);
        synchronized (changing) {
            var before = services.control().logLevel();
            if (!IfMatch.from(question).holds(EntityTag.of(before)))
                return Future.succeededFuture(hasChanged(question, before, "the level is " + before + " by now"));
            services.control().logLevel(level);
            audit.note(wish(question), new Audit.Upshot(true, before, level));
            return Future.succeededFuture(new JsonObject().put("level", level).put("before", before));
        }
    }
}
