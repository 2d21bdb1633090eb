package tandem.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Talks to the admin endpoint of a running node, and waits for the answers.
final class AdminClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration LOOK_FOR = Duration.ofSeconds(90);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
    private final String address;

    /// @param address `host:port`
    AdminClient(String address) {
        this.address = address;
    }

    /// The node says no, or nothing that can be understood.
    static final class Refused extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    JsonObject status() throws IOException, InterruptedException, Refused {
        return object(send(HttpRequest.newBuilder(uri("/status")).GET()));
    }

    /// Moves a VIP, and waits until another node has it.
    ///
    /// @return a line for a person
    String switchover(String vip, @Nullable String to) throws IOException, InterruptedException, Refused {
        var path = "/v1/vips/" + URLEncoder.encode(vip, StandardCharsets.UTF_8) + "/switchover";
        var body = to == null ? new JsonObject() : new JsonObject().put("to", to);
        var answer = send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body.encode())));
        var said = object(answer);
        return switch (answer.statusCode()) {
            case 200 -> said.getString("text", "moved");
            case 202 -> await(vip);
            default -> throw new Refused(vip + ": " + said.getString("detail", "status " + answer.statusCode()));
        };
    }

    private String await(String vip) throws IOException, InterruptedException, Refused {
        var end = System.nanoTime() + LOOK_FOR.toNanos();
        while (System.nanoTime() < end) {
            var status = status();
            var now = vip(status, vip);
            var owner = now.getString("owner");
            var move = now.getJsonObject("switchover", new JsonObject());
            if (owner != null && !owner.equals(status.getString("node")))
                return move.getString("last", owner + " has it");
            if (move.getString("going") == null) throw new Refused(vip + ": " + move.getString("last", "it stays"));
            Thread.sleep(LOOK_EVERY);
        }
        throw new Refused(vip + ": still under way after " + LOOK_FOR.toSeconds() + " s; see /status");
    }

    private static JsonObject vip(JsonObject status, String name) {
        return status.getJsonArray("vips", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(one -> name.equals(one.getString("name")))
                .findFirst()
                .orElse(new JsonObject());
    }

    private URI uri(String path) throws Refused {
        try {
            return URI.create("http://" + address + path);
        } catch (IllegalArgumentException e) {
            throw new Refused(address + " is not host:port");
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try {
            return client.send(request.timeout(ANSWER_LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException("no node answers at " + address + ": " + e, e);
        }
    }

    private JsonObject object(HttpResponse<String> answer) throws Refused {
        try {
            return new JsonObject(answer.body());
        } catch (DecodeException e) {
            throw new Refused("what answers at " + address + " is not a Tandem node");
        }
    }
}
