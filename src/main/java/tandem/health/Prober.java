package tandem.health;

import io.vertx.core.Vertx;
import java.time.Duration;
import tandem.backend.Backend;

/// Starts active checks of the kind that the settings name.
final class Prober {
    private final Vertx vertx;
    private final HealthSettings.Check settings;
    private final CheckDialer dialer;

    Prober(Vertx vertx, HealthSettings.Check settings, CheckDialer dialer) {
        this.vertx = vertx;
        this.settings = settings;
        this.dialer = dialer;
    }

    /// Begins a check, on the event loop of the context that it is called on.
    ActiveCheck start(Backend backend) {
        return switch (settings.probe().how()) {
            case Probe.Http _ -> HttpCheck.start(vertx, dialer, backend, settings);
            case Probe.Connect() -> ConnectCheck.start(vertx, dialer, backend, settings);
        };
    }

    /// Where a check of a backend connects to.
    static Backend target(Backend backend, Probe probe) {
        int port = probe.port().orElse(backend.port());
        return port == backend.port()
                ? backend
                : new Backend(backend.name(), backend.host(), port, backend.weight(), backend.backup());
    }

    /// The check's own deadline comes first; this one ends an attempt that has been given up already.
    static Duration abandoned(HealthSettings.Check settings) {
        return settings.timeout().multipliedBy(5).dividedBy(4);
    }
}
