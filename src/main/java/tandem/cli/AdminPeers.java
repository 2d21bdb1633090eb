package tandem.cli;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tandem.admin.PeerCalls;
import tandem.admin.Peers;
import tandem.admin.Services;
import tandem.cluster.Calls;

/// The admin calls of the other nodes, as the HA path carries them.
final class AdminPeers implements Peers {
    /// A node that lives answers in milliseconds; a page that waits for a dead one must not be late itself.
    private static final Duration LOOK = Duration.ofMillis(700);
    private static final Set<String> LOOKS = Set.of("status", "checks");
    /// Longer than [AdminSwitchover] makes its caller wait.
    private static final Duration CHANGE = Duration.ofSeconds(8);

    private final String self;
    private final Context context;
    private final Supplier<@Nullable HaPath> ha;
    private final Promise<PeerCalls> own = Promise.promise();

    AdminPeers(String self, Vertx vertx, Supplier<@Nullable HaPath> ha) {
        this.self = self;
        this.context = vertx.getOrCreateContext();
        this.ha = ha;
    }

    /// What this node answers; to be told once.
    void serve(Services services) {
        own.complete(new PeerCalls(services));
    }

    /// From now on the others are answered, too.
    void join(HaPath joined) {
        joined.sideTalk().calls().answer((from, question) -> answered(question));
    }

    @Override
    public Future<JsonObject> ask(String node, JsonObject question) {
        if (node.equals(self)) return own.future().compose(calls -> calls.answer(question));
        var joined = ha.get();
        if (joined == null) return Future.failedFuture("this node is not in its cluster yet");
        var limit = LOOKS.contains(question.getString("ask", "")) ? LOOK : CHANGE;
        return Future.fromCompletionStage(joined.sideTalk().calls().ask(node, question.encode(), limit), context)
                .recover(failure -> Future.failedFuture(plain(failure)))
                .compose(AdminPeers::opened);
    }

    private static Throwable plain(Throwable failure) {
        var cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        return cause instanceof Calls.Unanswered ? cause : failure;
    }

    private static Future<JsonObject> opened(String text) {
        try {
            var answer = new JsonObject(text);
            var done = answer.getJsonObject("done");
            return done == null ? Future.failedFuture(answer.getString("failed", "")) : Future.succeededFuture(done);
        } catch (DecodeException e) {
            return Future.failedFuture("the answer makes no sense");
        }
    }

    private CompletionStage<String> answered(String question) {
        var answer = new CompletableFuture<String>();
        context.runOnContext(_ -> {
            try {
                var asked = new JsonObject(question);
                own.future()
                        .compose(calls -> calls.answer(asked))
                        .map(done -> new JsonObject().put("done", done))
                        .otherwise(failure -> new JsonObject().put("failed", String.valueOf(failure.getMessage())))
                        .onSuccess(said -> answer.complete(said.encode()));
            } catch (DecodeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }
}
