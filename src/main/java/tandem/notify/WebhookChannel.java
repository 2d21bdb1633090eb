package tandem.notify;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import tandem.notify.NotifySettings.Delivery;

/// A POST of JSON, as Standard Webhooks 1.0 says: `webhook-id`, the same at every attempt,
/// `webhook-timestamp`, and with a secret `webhook-signature`. A status of 2xx says that it was taken.
final class WebhookChannel implements Channel {
    private final HttpClient client;
    private final URI url;
    private final Optional<WebhookSignature> signature;
    private final Delivery delivery;

    WebhookChannel(URI url, Optional<WebhookSignature> signature, Delivery delivery) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(delivery.timeout())
                .build();
        this.url = url;
        this.signature = signature;
        this.delivery = delivery;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public int attempts() {
        return delivery.attempts();
    }

    static JsonObject json(Digest digest) {
        var newest = digest.newest();
        var all = new JsonArray();
        digest.notices().forEach(notice -> all.add(notice.json()));
        var data = newest.json()
                .put("grade", Notice.word(digest.grade()))
                .put("title", digest.title())
                .put("count", digest.count())
                .put("notices", all);
        return new JsonObject()
                .put("type", "tandem." + data.getString("kind"))
                .put("timestamp", newest.event().at().toString())
                .put("data", data);
    }

    @Override
    public void send(Digest digest) throws IOException, InterruptedException {
        var answer = client.sendAsync(request(digest), BodyHandlers.discarding());
        try {
            // Not the request's own time-out, which is over with the head of the answer.
            var status = Channel.within(delivery.timeout(), answer).statusCode();
            if (status / 100 != 2) throw new IOException("status " + status);
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest request(Digest digest) {
        var body = json(digest).encode().getBytes(StandardCharsets.UTF_8);
        long time = Instant.now().getEpochSecond();
        var request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("webhook-id", digest.id())
                .header("webhook-timestamp", String.valueOf(time))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        signature.ifPresent(key -> request.header("webhook-signature", key.of(digest.id(), time, body)));
        return request.build();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
