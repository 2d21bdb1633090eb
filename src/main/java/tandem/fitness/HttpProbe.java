package tandem.fitness;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends an operator's HTTP request once. Blocks its thread.
final class HttpProbe implements AutoCloseable {
    private final HttpClient client;
    private final HttpRequest request;
    private final Duration timeout;

    HttpProbe(URI url, Duration timeout) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.request = HttpRequest.newBuilder(url)
                .header("User-Agent", SelfRequest.USER_AGENT)
                .build();
        this.timeout = timeout;
    }

    ProbeResult run() throws InterruptedException {
        var answer = client.sendAsync(request, BodyHandlers.discarding());
        try {
            // The request's own time-out would end with the answer's head.
            int status = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            boolean passed = status >= 200 && status <= 399;
            return new ProbeResult(passed, "answered " + status + (passed ? "" : ", expected 200-399"));
        } catch (TimeoutException _) {
            return ProbeResult.failed("no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            var cause = Objects.requireNonNullElse(e.getCause(), e);
            String message = cause.getMessage();
            return ProbeResult.failed(cause.getClass().getSimpleName() + (message == null ? "" : ": " + message));
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
