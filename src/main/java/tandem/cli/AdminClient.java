package tandem.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Talks to the admin API of a running node, and waits for the answers.
final class AdminClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration LOOK_FOR = Duration.ofSeconds(90);

    private final HttpClient client;
    private final URI node;
    private final List<URI> others;
    private final Optional<String> token;

    /// @param nodes the scheme and authority of one, and of those that may be asked in its place
    /// @param token sent with each call
    /// @param trust for https
    AdminClient(List<URI> nodes, Optional<String> token, Trust trust) throws Refused {
        this.node = nodes.getFirst();
        this.others = nodes.subList(1, nodes.size());
        this.token = token;
        var builder = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT);
        if (nodes.stream().anyMatch(url -> "https".equals(url.getScheme())))
            trust.context().ifPresent(builder::sslContext);
        client = builder.build();
    }

    private AdminClient(AdminClient other, URI node) {
        this.node = node;
        this.others = List.of();
        this.token = other.token;
        this.client = other.client;
    }

    /// Which node it asks.
    URI node() {
        return node;
    }

    /// This one, and one for each other node that may be asked in its place.
    List<AdminClient> endpoints() {
        var all = new ArrayList<AdminClient>();
        all.add(this);
        others.forEach(other -> all.add(at(other)));
        return all;
    }

    /// The same for another node of its cluster.
    AdminClient at(URI other) {
        return new AdminClient(this, other);
    }

    /// The node says no, or nothing that can be understood.
    static class Refused extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /// No node answers.
    static class Unreachable extends Refused {
        @Serial
        private static final long serialVersionUID = 1L;

        Unreachable(String message) {
            super(message);
        }
    }

    /// Something is there that says nothing: a node that is frozen, or cut off.
    static final class Silent extends Unreachable {
        @Serial
        private static final long serialVersionUID = 1L;

        Silent(String message) {
            super(message);
        }
    }

    /// The node asks for a token, or for one that may do more.
    static final class NotAllowed extends Refused {
        @Serial
        private static final long serialVersionUID = 1L;

        NotAllowed(String message) {
            super(message);
        }
    }

    /// It was done, but not by every node.
    static final class Partly extends Refused {
        @Serial
        private static final long serialVersionUID = 1L;

        Partly(String message) {
            super(message);
        }
    }

    /// It is not over: somebody has asked for it before, or it takes longer than a caller waits.
    static final class UnderWay extends Refused {
        @Serial
        private static final long serialVersionUID = 1L;

        UnderWay(String message) {
            super(message);
        }
    }

    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonObject get(String path) throws Refused, InterruptedException {
        return object(send(request(path).GET()));
    }

    /// The same, but for another limit than usual.
    JsonObject get(String path, Duration limit) throws Refused, InterruptedException {
        return object(send(request(path).timeout(limit).GET()));
    }

    /// Sends a change. One whose answer was lost on the way is sent once more, and made once.
    ///
    /// @param body null for none
    JsonObject change(String method, String path, @Nullable JsonObject body) throws Refused, InterruptedException {
        return object(sendTwice(with(method, path, body).build()));
    }

    private HttpRequest.Builder with(String method, String path, @Nullable JsonObject body) {
        var request = request(path).header("Idempotency-Key", UUID.randomUUID().toString());
        // Whoever types a command wants it whatever there is.
        if (method.equals("PUT") || method.equals("DELETE")) request.header("If-Match", "*");
        if (body == null) return request.method(method, BodyPublishers.noBody());
        return request.header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.encode()));
    }

    /// Begins to read the server-sent events.
    ///
    /// @param after the last one that is known; 0 for none
    /// @param limit to wait for the node's first word
    InputStream events(long after, Duration limit) throws Refused, InterruptedException {
        var request = authorized(HttpRequest.newBuilder(node.resolve("/v1/events")));
        if (after > 0) request.header("Last-Event-ID", Long.toString(after));
        // Not by the time-out of the request: that may come to mean the whole answer, which has no end.
        var asked = client.sendAsync(request.GET().build(), BodyHandlers.ofInputStream());
        try {
            var answer = asked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() == 200) return answer.body();
            answer.body().close();
            throw refusal(answer.statusCode(), "status " + answer.statusCode());
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw new Silent("no node answers at " + node + " within " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() instanceof Exception cause ? cause : e);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /// Moves a VIP, and waits until another node has it.
    ///
    /// @return a line for a person
    /// @throws UnderWay also when somebody else moves it already, perhaps to another node: then no wish is sent
    String switchover(String vip, @Nullable String to) throws Refused, InterruptedException {
        var path = "/v1/vips/" + segment(vip);
        var owner = get(path).getString("owner");
        if (owner != null) {
            var going = going(vip, owner);
            if (going.isPresent())
                throw new UnderWay(vip + ": it is being moved already: " + going.get() + "; see `tandem status`");
        }
        var body = to == null ? new JsonObject() : new JsonObject().put("to", to);
        var answer = sendTwice(with("POST", path + "/switchover", body).build());
        var said = object(answer);
        if (answer.statusCode() != 202) return said.getString("text", "moved");
        if (owner == null)
            throw new UnderWay(vip + ": " + said.getString("text") + ", not yet done; see `tandem status`");
        return await(vip, owner);
    }

    /// What the owner says of a move that is under way. Where it does not answer, the wish will be told why.
    private Optional<String> going(String vip, String owner) throws InterruptedException {
        try {
            var seen = vip(get("/v1/nodes/" + segment(owner)), vip);
            return Optional.ofNullable(seen.getJsonObject("switchover"))
                    .flatMap(move -> Optional.ofNullable(move.getString("going")));
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    private String await(String vip, String owner) throws Refused, InterruptedException {
        var end = System.nanoTime() + LOOK_FOR.toNanos();
        while (System.nanoTime() < end) {
            var now = vip(get("/v1/nodes/" + segment(owner)), vip);
            var move = now.getJsonObject("switchover", new JsonObject());
            var found = now.getString("owner");
            if (found != null && !found.equals(owner)) return move.getString("last", found + " has it");
            if (move.getString("going") == null) throw new Refused(vip + ": " + move.getString("last", "it stays"));
            Thread.sleep(LOOK_EVERY);
        }
        throw new UnderWay(vip + ": still under way after " + LOOK_FOR.toSeconds() + " s; see `tandem status`");
    }

    private static JsonObject vip(JsonObject status, String name) {
        return status.getJsonArray("vips", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(one -> name.equals(one.getString("name")))
                .findFirst()
                .orElse(new JsonObject());
    }

    private HttpRequest.Builder request(String path) {
        return authorized(HttpRequest.newBuilder(node.resolve(path))).timeout(ANSWER_LIMIT);
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Refused, InterruptedException {
        return send(request.build());
    }

    private HttpResponse<String> send(HttpRequest request) throws Refused, InterruptedException {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /// For a request with a key of its own.
    private HttpResponse<String> sendTwice(HttpRequest request) throws Refused, InterruptedException {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (ConnectException | HttpTimeoutException e) {
            throw unreachable(e);
        } catch (IOException e) {
            return send(request);
        }
    }

    Unreachable unreachable(Exception e) {
        var cause = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new Unreachable("no node answers at " + node + ": " + cause);
    }

    private JsonObject object(HttpResponse<String> answer) throws Refused {
        try {
            var json = new JsonObject(answer.body());
            if (answer.statusCode() < 400) return json;
            throw refusal(answer.statusCode(), json.getString("detail", "status " + answer.statusCode()));
        } catch (DecodeException e) {
            throw new Refused("what answers at " + node + " is not a Tandem node");
        }
    }

    private static Refused refusal(int status, String detail) {
        return status == 401 || status == 403 ? new NotAllowed(detail) : new Refused(detail);
    }
}
