package tandem.proxy;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.accesslog.AccessLog;
import tandem.backend.Failure;
import tandem.tracing.Tracing;

/// What the clients have sent, counted over all event loops.
final class Traffic {
    /// Where the node's requests to itself go: nobody reads these counts.
    static final Traffic UNCOUNTED = new Traffic();

    private final OwnConnections own = new OwnConnections();
    private final LongAdder requests = new LongAdder();
    private final Map<Rejection.Why, LongAdder> rejected = adders(Rejection.Why.class);
    private final Map<Failure.Kind, LongAdder> retried = adders(Failure.Kind.class);
    private final LongAdder inFlight = new LongAdder();
    private final LongAdder connections = new LongAdder();

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        var adders = new EnumMap<E, LongAdder>(type);
        for (E constant : type.getEnumConstants()) adders.put(constant, new LongAdder());
        return adders;
    }

    private static <E> void increment(Map<E, LongAdder> adders, E key) {
        Objects.requireNonNull(adders.get(key)).increment();
    }

    /// The connections that are none of a client.
    OwnConnections own() {
        return own;
    }

    void connected() {
        connections.increment();
    }

    void disconnected() {
        connections.decrement();
    }

    void requestBegun() {
        requests.increment();
        inFlight.increment();
    }

    void requestEnded() {
        inFlight.decrement();
    }

    /// Taken in and answered at once with an error.
    void requestRefused(Rejection why) {
        requests.increment();
        requestRejected(why);
    }

    void requestRejected(Rejection why) {
        increment(rejected, why.why());
    }

    /// An attempt is repeated.
    ///
    /// @param why what became of the one before
    void retried(Failure.Kind why) {
        increment(retried, why);
    }

    long requests() {
        return requests.sum();
    }

    long rejected() {
        return rejected.values().stream().mapToLong(LongAdder::sum).sum();
    }

    int inFlight() {
        return inFlight.intValue();
    }

    int connections() {
        return connections.intValue();
    }

    /// The counters as they are now.
    ///
    /// @param usual  the pool whose backends are told of
    /// @param pools  all of them
    /// @param edge   null where there is none
    ProxySnapshot snapshot(Upstream usual, Collection<Upstream> pools, @Nullable Edge edge) {
        return new ProxySnapshot(
                requests(), rejected(), inFlight(), connections(), usual.snapshot(), figures(pools, edge));
    }

    ProxySnapshot.Figures figures(Collection<Upstream> pools, @Nullable Edge edge) {
        var answers = new HashMap<String, Map<String, ProxySnapshot.Durations>>();
        var connections = new HashMap<String, Map<String, Long>>();
        for (Upstream pool : pools) {
            answers.put(pool.name(), pool.targets().answers());
            connections.put(pool.name(), pool.targets().connections());
        }
        Tracing tracing = edge == null ? null : edge.tracing();
        AccessLog log = edge == null ? null : edge.log();
        RouteCounts routes = edge == null ? null : edge.routes();
        return new ProxySnapshot.Figures(
                words(rejected),
                words(retried),
                answers,
                connections,
                routes == null ? List.of() : routes.snapshot(),
                tracing == null ? Map.of() : tracing.counts(),
                log == null ? Map.of() : log.counts(),
                pools.stream()
                        .collect(Collectors.toMap(
                                Upstream::name, pool -> pool.targets().connectionWaits())));
    }

    private static Map<String, Long> words(Map<? extends Enum<?>, LongAdder> adders) {
        var words = new HashMap<String, Long>();
        adders.forEach((key, adder) -> words.put(key.name().toLowerCase(Locale.ROOT), adder.sum()));
        return words;
    }
}
