package tandem.bench.throughput;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import tandem.bench.contestant.Entrance;
import tandem.bench.host.BenchFailed;

/// One request, to see that a contestant does what a case asks of it before it is measured.
final class Probe {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Probe() {}

    /// Why the case cannot be measured; empty when it can.
    static Optional<String> problem(Case one, Entrance entrance) {
        return switch (one.feature()) {
            case HTTP -> get("http://127.0.0.1:" + entrance.http() + one.probe(), HttpClient.Version.HTTP_1_1);
            case TLS -> get("https://127.0.0.1:" + entrance.https() + one.probe(), HttpClient.Version.HTTP_1_1);
            case HTTP2 -> get("https://127.0.0.1:" + entrance.https() + one.probe(), HttpClient.Version.HTTP_2);
            case UPGRADE -> webSocket("ws://127.0.0.1:" + entrance.http() + one.probe());
        };
    }

    private static Optional<String> get(String url, HttpClient.Version version) {
        try (var client = client(version)) {
            var response = client.send(
                    HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build(),
                    HttpResponse.BodyHandlers.discarding());
            if (response.statusCode() != 200) return Optional.of("it answers with " + response.statusCode());
            if (response.version() != version) return Optional.of("it answers with " + response.version());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("it does not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("interrupted", e);
        }
    }

    private static Optional<String> webSocket(String url) {
        try (var client = client(HttpClient.Version.HTTP_1_1)) {
            client.newWebSocketBuilder()
                    .connectTimeout(LIMIT)
                    .buildAsync(URI.create(url), new WebSocket.Listener() {})
                    .join()
                    .abort();
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.of("not supported: no WebSocket is opened (" + e.getCause() + ")");
        }
    }

    private static HttpClient client(HttpClient.Version version) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new Anyone[] {new Anyone()}, null);
            return HttpClient.newBuilder()
                    .version(version)
                    .sslContext(context)
                    .connectTimeout(LIMIT)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new BenchFailed("no TLS", e);
        }
    }

    /// The certificate was made for this run: it is not what is tested.
    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
