package tandem.health;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tandem.backend.Backend;
import tandem.health.CheckFailures.Stage;

/// Starts active checks of the kind that the settings name, and has the client for them.
final class Prober {
    private final Vertx vertx;
    private final HealthSettings.Check settings;
    private final Means means;

    /// What checks are made with.
    private sealed interface Means {
        record Requests(HttpClient client) implements Means {}

        record Connections(NetClient client, Stage stage) implements Means {}
    }

    Prober(Vertx vertx, HealthSettings.Check settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.means = switch (settings.probe().how()) {
            case Probe.Http _ -> new Means.Requests(vertx.createHttpClient(HttpCheck.clientOptions(settings)));
            case Probe.Tcp() -> new Means.Connections(vertx.createNetClient(connecting()), Stage.CONNECTING);
            case Probe.Tls(Probe.Trust trust) -> {
                NetClientOptions options = connecting();
                secure(options, trust, settings);
                options.setHostnameVerificationAlgorithm(trust.caFile().isPresent() ? "HTTPS" : "");
                yield new Means.Connections(vertx.createNetClient(options), Stage.SECURING);
            }
        };
    }

    /// Begins a check.
    ActiveCheck start(Backend backend) {
        return switch (means) {
            case Means.Requests(HttpClient client) -> HttpCheck.start(vertx, client, backend, settings);
            case Means.Connections(NetClient client, Stage stage) ->
                ConnectCheck.start(vertx, client, CheckTarget.of(backend, settings.probe()), settings.timeout(), stage);
        };
    }

    Future<Void> close() {
        return switch (means) {
            case Means.Requests(HttpClient client) -> client.close();
            case Means.Connections(NetClient client, Stage _) -> client.close();
        };
    }

    private NetClientOptions connecting() {
        return new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(abandoned(settings).toMillis()));
    }

    /// Makes a client speak TLS.
    static void secure(ClientOptionsBase options, Probe.Trust trust, HealthSettings.Check settings) {
        options.setSsl(true)
                .setTrustAll(trust.caFile().isEmpty())
                .setSslHandshakeTimeout(abandoned(settings).toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        trust.caFile().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
    }

    /// The check's own deadline comes first; this one ends an attempt that has been given up already.
    static Duration abandoned(HealthSettings.Check settings) {
        return settings.timeout().multipliedBy(5).dividedBy(4);
    }
}
