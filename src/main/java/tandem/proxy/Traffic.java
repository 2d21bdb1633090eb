package tandem.proxy;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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

    private static final String ALL = "(all)";

    private final OwnConnections own = new OwnConnections();
    private final LongAdder requests = new LongAdder();
    private final Map<Rejection.Why, LongAdder> rejected = adders(Rejection.Why.class);
    private final Map<Failure.Kind, LongAdder> retried = adders(Failure.Kind.class);
    /// What the proxy itself answered, by class of status as [RouteCounts] has them.
    private final LongAdder[] answered = new LongAdder[RouteCounts.CLASSES.size()];
    private final LongAdder inFlight = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final Durations took = new Durations();

    Traffic() {
        Arrays.setAll(answered, _ -> new LongAdder());
    }

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

    /// A request that belongs to no route has ended, after so many nanoseconds.
    void took(long nanos) {
        took.add(nanos);
    }

    /// Taken in and answered at once with an error.
    void requestRefused(Rejection why) {
        requests.increment();
        requestRejected(why);
        answered(why.status());
    }

    /// The proxy itself has answered.
    void answered(int status) {
        answered[RouteCounts.index(status)].increment();
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
        var answers = new HashMap<String, Map<String, ProxySnapshot.Answers>>();
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
                routes == null ? List.of(all(answers.values())) : routes.snapshot(),
                tracing == null ? Map.of() : tracing.counts(),
                log == null ? Map.of() : log.counts(),
                pools.stream()
                        .collect(Collectors.toMap(
                                Upstream::name, pool -> pool.targets().connectionWaits())));
    }

    /// All requests as those of one route, where there are no others. What backends answer is counted anyway, so
    /// that this costs a request next to nothing; who left before an answer is not told apart, and a request that
    /// is refused before its head is complete takes no time.
    ProxySnapshot.RouteTraffic all(Collection<Map<String, ProxySnapshot.Answers>> pools) {
        var by = new TreeMap<String, Long>();
        for (int i = 1; i < answered.length; i++) by.put(RouteCounts.CLASSES.get(i), answered[i].sum());
        for (var backends : pools)
            ProxySnapshot.Answers.sum(backends.values())
                    .counts()
                    .forEach((status, count) -> by.merge(status, count, Long::sum));
        return new ProxySnapshot.RouteTraffic(ALL, ALL, by, took.snapshot());
    }

    private static Map<String, Long> words(Map<? extends Enum<?>, LongAdder> adders) {
        var words = new HashMap<String, Long>();
        adders.forEach((key, adder) -> words.put(key.name().toLowerCase(Locale.ROOT), adder.sum()));
        return words;
    }
}
