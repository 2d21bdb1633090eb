package tandem.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
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
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Talks to the admin API of a running node, and waits for the answers.
final class AdminClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration LOOK_FOR = Duration.ofSeconds(90);

    private final HttpClient client;
    private final URI node;
    private final Optional<String> token;

    /// @param node  its scheme and authority
    /// @param token sent with each call
    /// @param trust for https
    AdminClient(URI node, Optional<String> token, Trust trust) throws Refused {
        this.node = node;
        this.token = token;
        var builder = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT);
        if ("https".equals(node.getScheme())) trust.context().ifPresent(builder::sslContext);
        client = builder.build();
    }

    private AdminClient(AdminClient other, URI node) {
        this.node = node;
        this.token = other.token;
        this.client = other.client;
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
    static final class Unreachable extends Refused {
        @Serial
        private static final long serialVersionUID = 1L;

        Unreachable(String message) {
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

    /// Follows the server-sent events until the node ends them.
    ///
    /// @param event gets the data of each `event`
    void events(Consumer<JsonObject> event) throws Refused, InterruptedException {
        try {
            var request = authorized(HttpRequest.newBuilder(node.resolve("/v1/events")))
                    .GET()
                    .build();
            var answer = client.send(request, BodyHandlers.ofLines());
            if (answer.statusCode() != 200) throw refusal(answer.statusCode(), "status " + answer.statusCode());
            var kind = new StringBuilder();
            answer.body().forEach(line -> {
                if (line.startsWith("event: ")) kind.replace(0, kind.length(), line.substring(7));
                else if (line.startsWith("data: ") && kind.toString().equals("event"))
                    event.accept(new JsonObject(line.substring(6)));
            });
        } catch (IOException | UncheckedIOException e) {
            throw unreachable(e);
        }
    }

    /// Moves a VIP, and waits until another node has it.
    ///
    /// @return a line for a person
    String switchover(String vip, @Nullable String to) throws Refused, InterruptedException {
        var path = "/v1/vips/" + segment(vip);
        var owner = get(path).getString("owner");
        var body = to == null ? new JsonObject() : new JsonObject().put("to", to);
        var answer = sendTwice(with("POST", path + "/switchover", body).build());
        var said = object(answer);
        if (answer.statusCode() != 202) return said.getString("text", "moved");
        if (owner == null)
            throw new Refused(vip + ": " + said.getString("text") + ", not yet done; see `tandem status`");
        return await(vip, owner);
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
        throw new Refused(vip + ": still under way after " + LOOK_FOR.toSeconds() + " s; see `tandem status`");
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

    private Unreachable unreachable(Exception e) {
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
