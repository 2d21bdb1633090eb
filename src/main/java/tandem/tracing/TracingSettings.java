package tandem.tracing;

import java.net.URI;
import java.time.Duration;
import tandem.Pure;

/// How requests are traced. Throws an [IllegalArgumentException] whose message is fit to be shown to whoever wrote the
/// configuration.
///
/// @param endpoint where spans go, by OTLP over HTTP; `tracing.endpoint`. Without it nothing is traced
/// @param service  what this proxy is called in traces; `tracing.service`, default `tandem`
/// @param percent  how many of a hundred requests are traced that come without the context of a trace, 0 to 100; one
///                 with a context is traced when that says so. `tracing.sample`, default 10
/// @param accept   whose context is continued; `tracing.accept`, default that of all clients
/// @param queue    spans that may wait to be sent, 64 to 1,000,000; beyond that they are dropped and counted.
///                 `tracing.queue`, default 4096
/// @param timeout  for sending, all repetitions included, 100 ms to 1 min; what is not sent then is lost and counted.
///                 `tracing.timeout`, default 10 s
@Pure
public record TracingSettings(URI endpoint, String service, int percent, Accept accept, int queue, Duration timeout) {
    public static final String DEFAULT_SERVICE = "tandem";
    public static final int DEFAULT_PERCENT = 10;
    public static final int DEFAULT_QUEUE = 4096;
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /// Whose context of a trace is continued. Of all others it is dropped, and the trace begins here.
    public enum Accept {
        CLIENTS,
        TRUSTED_PROXIES,
        NOBODY
    }

    public TracingSettings {
        if (service.isBlank()) throw new IllegalArgumentException("service must be a name");
        if (percent < 0 || percent > 100)
            throw new IllegalArgumentException("sample must be 0% to 100%, not " + percent + "%");
        if (queue < 64 || queue > 1_000_000)
            throw new IllegalArgumentException("queue must be 64 to 1000000, not " + queue);
        if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofMinutes(1)) > 0)
            throw new IllegalArgumentException("timeout must be 100 ms to 1 min, not " + timeout);
    }
}
