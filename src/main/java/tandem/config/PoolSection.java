package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.proxy.Affinity;
import tandem.proxy.Balancing;
import tandem.proxy.HashKey;
import tandem.proxy.HedgeSettings;
import tandem.proxy.PoolSettings;
import tandem.proxy.QueueSettings;
import tandem.proxy.RetryOn;
import tandem.proxy.RetrySettings;

/// An item of `pools` as it was read.
///
/// @param name     its name
/// @param backends its servers
/// @param tls      the sections that say how its backends speak TLS
/// @param affinity whether a session stays with its backend
/// @param settings all of it
record PoolSection(
        Value<String> name,
        List<BackendSection> backends,
        List<BackendTlsSection> tls,
        Value<Affinity> affinity,
        Value<PoolSettings> settings) {
    private static final int MOST_BACKENDS = 1000;
    private static final Format<Duration> QUEUE_TIMEOUT =
            DurationFormat.between(Duration.ofMillis(10), Duration.ofHours(1));

    static PoolSection read(Section s) {
        var name = s.required("name", TextFormat.NAME);
        var balance = s.optional("balance", ChoiceFormat.of(Algorithm.class), Algorithm.ROUND_ROBIN);
        var backends =
                s.someSections("backends", MOST_BACKENDS, "a list of at least one backend", BackendSection::read);
        var hash = s.optional("hash", new HashKeyFormat(), HashKey.DEFAULT);
        var affinity = AffinitySection.read(s);
        s.unique(backends, BackendSection::addressText, "address");
        s.unique(backends, BackendSection::name, "name");
        var health = HealthSection.read(s);
        var retry = s.section("retry", PoolSection::retry);
        var queue = s.section("queue", PoolSection::queue);
        var transport = TransportSection.read(s, health.probe());
        var settings = s.make(() -> new PoolSettings(
                name.get(),
                new Balancing(balance.get(), hash.get()),
                backends.stream().map(b -> b.settings().get()).toList(),
                affinity.get(),
                health.settings().get(),
                retry.get(),
                queue.get(),
                transport.settings().get()));
        return new PoolSection(name, backends, transport.tls(), affinity, settings);
    }

    private static Value<Optional<QueueSettings>> queue(Section s) {
        var limit = s.maybe("requests-per-backend", new IntegerFormat(1, QueueSettings.MOST));
        var length = s.optional("length", new IntegerFormat(0, QueueSettings.MOST), QueueSettings.USUAL_LENGTH);
        var timeout = s.optional("timeout", QUEUE_TIMEOUT, QueueSettings.USUAL_TIMEOUT);
        var adaptive = s.optional("adaptive-from", new IntegerFormat(1, QueueSettings.MOST), 0);
        limit.ifPresent(most -> adaptive.ifPresent(least -> {
            if (most.isPresent() && least > most.get())
                s.problem(
                        adaptive.spot(),
                        "adaptive-from is %d and requests-per-backend is %d; expected no more"
                                .formatted(least, most.get()));
        }));
        if (s.isWritten() && !s.has("requests-per-backend"))
            s.problem(s.spot(), "found no requests-per-backend; expected how many a backend may have under way");
        return s.make(
                () -> limit.get().map(most -> new QueueSettings(most, length.get(), timeout.get(), adaptive.get())));
    }

    private static Value<RetrySettings> retry(Section s) {
        var standard = RetrySettings.DEFAULT;
        var budget = s.optional("budget", new PercentFormat(0, 100), standard.budgetPercent());
        var tryTimeout = s.optional("try-timeout", new TryTimeoutFormat(), standard.tryTimeout());
        var hedge = s.optional("hedge-after", new HedgeFormat(), HedgeSettings.NEVER);
        var reasons = s.values("on", RetryOn.values().length, ChoiceFormat.of(RetryOn.class));
        var onStatus = HealthSection.errors(s);
        return s.make(() -> new RetrySettings(
                budget.get(),
                tryTimeout.get(),
                s.has("on") ? Set.copyOf(reasons.get()) : standard.on(),
                hedge.get(),
                Set.copyOf(onStatus.get())));
    }

    /// An item of `backends` as it was read.
    ///
    /// @param name     its name
    /// @param address  where it listens
    /// @param settings all of it
    record BackendSection(Value<String> name, Value<Endpoint> address, Value<Backend> settings) {

        static BackendSection read(Section s) {
            var address = s.required("address", EndpointFormat.server("192.168.17.141:8080"));
            var name = s.optional("name", TextFormat.BACKEND_NAME, text(address));
            var weight = s.optional("weight", new IntegerFormat(0, Backend.MAX_WEIGHT), 1);
            var backup = s.optional("backup", ChoiceFormat.truth(), false);
            var settings = s.make(() ->
                    new Backend(name.get(), address.get().host(), address.get().port(), weight.get(), backup.get()));
            return new BackendSection(name, address, settings);
        }

        private Value<String> addressText() {
            return text(address);
        }

        private static Value<String> text(Value<Endpoint> address) {
            return new Value<>(address.spot(), address.content().map(Endpoint::text));
        }
    }
}
