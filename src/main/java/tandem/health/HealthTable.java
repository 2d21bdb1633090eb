package tandem.health;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import tandem.backend.Backend;
import tandem.backend.Outcome;

/// The health of one pool's backends, shared by all event loops.
public final class HealthTable {
    private final List<Backend> backends;
    private final Eligible eligible;

    /// A table whose backends are all unverified.
    ///
    /// @param nanoClock counts nanoseconds from an arbitrary origin, as [System#nanoTime()] does
    /// @param listener  is told of every change once
    public HealthTable(
            String pool,
            List<Backend> backends,
            HealthSettings settings,
            LongSupplier nanoClock,
            Consumer<HealthChange> listener) {
        this.backends = List.copyOf(backends);
        this.eligible = new Eligible(0, backends);
    }

    /// The backends that may be balanced to now; a volatile read.
    public Eligible eligible() {
        return eligible;
    }

    /// Takes in what came of a real request's attempt.
    public void attempted(Backend backend, Outcome outcome) {}

    /// Takes in what came of an active check.
    public void checked(Backend backend, CheckResult result) {}

    /// Every backend as it is now, in the order of the configuration.
    public List<BackendStatus> snapshot() {
        return backends.stream()
                .map(backend -> new BackendStatus(
                        backend,
                        Standing.UNVERIFIED,
                        "not checked yet",
                        Duration.ZERO,
                        Optional.empty(),
                        new BackendStatus.Counts(0, 0, 0)))
                .toList();
    }
}
