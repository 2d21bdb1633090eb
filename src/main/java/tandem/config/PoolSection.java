package tandem.config;

import java.util.EnumSet;
import java.util.List;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.proxy.Affinity;
import tandem.proxy.HashKey;
import tandem.proxy.PoolSettings;

/// An item of `pools` as it was read.
///
/// @param name     its name
/// @param backends its servers
/// @param settings all of it
record PoolSection(Value<String> name, List<BackendSection> backends, Value<PoolSettings> settings) {
    private static final int MOST_BACKENDS = 1000;
    /// The others need a key or the latency of a request, which the data path does not hand over yet.
    private static final Format<Algorithm> BALANCE = ChoiceFormat.of(
            EnumSet.of(Algorithm.ROUND_ROBIN, Algorithm.LEAST_CONNECTIONS, Algorithm.POWER_OF_TWO, Algorithm.RANDOM));

    static PoolSection read(Section s) {
        var name = s.required("name", TextFormat.NAME);
        var balance = s.optional("balance", BALANCE, Algorithm.ROUND_ROBIN);
        var backends =
                s.someSections("backends", MOST_BACKENDS, "a list of at least one backend", BackendSection::read);
        var affinity = s.optional("affinity", ChoiceFormat.of(Affinity.class), Affinity.JVM_ROUTE);
        s.unique(backends, BackendSection::addressText, "address");
        s.unique(backends, BackendSection::name, "name");
        var health = HealthSection.read(s);
        var settings = s.make(() -> new PoolSettings(
                name.get(),
                balance.get(),
                backends.stream().map(b -> b.settings().get()).toList(),
                affinity.get(),
                health.get(),
                HashKey.DEFAULT));
        return new PoolSection(name, backends, settings);
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
