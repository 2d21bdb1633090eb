package tandem.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tandem.Pure;

/// What the data path has done and is doing.
///
/// @param requests    taken in since the start, those refused included
/// @param rejected    of these, answered by the proxy itself
/// @param inFlight    taken in and not yet answered in full
/// @param connections of clients that are open
/// @param backends    in the order of the configuration
/// @param figures     in detail
@Pure
public record ProxySnapshot(
        long requests, long rejected, int inFlight, int connections, List<BackendTraffic> backends, Figures figures) {
    public ProxySnapshot {
        backends = List.copyOf(backends);
    }

    /// Without details.
    public ProxySnapshot(long requests, long rejected, int inFlight, int connections, List<BackendTraffic> backends) {
        this(requests, rejected, inFlight, connections, backends, Figures.NONE);
    }

    /// What is told apart by reasons and pools, of which there are few.
    ///
    /// @param rejections by reason
    /// @param retries    by what had failed
    /// @param answers    by pool and backend
    /// @param connected  by pool and backend: how many connections were opened, those included that failed
    /// @param routes     in the order of the configuration; where there are none, all requests as those of
    ///                   one
    /// @param spans      of traces, by what became of them; empty where nothing is traced
    /// @param logLines   of the access log, by what became of them; empty where there is none
    /// @param waits      by pool: how long requests waited for a connection, where all that there may be were busy
    public record Figures(
            Map<String, Long> rejections,
            Map<String, Long> retries,
            Map<String, Map<String, Answers>> answers,
            Map<String, Map<String, Long>> connected,
            List<RouteTraffic> routes,
            Map<String, Long> spans,
            Map<String, Long> logLines,
            Map<String, Durations> waits) {
        static final Figures NONE =
                new Figures(Map.of(), Map.of(), Map.of(), Map.of(), List.of(), Map.of(), Map.of(), Map.of());

        public Figures {
            rejections = Map.copyOf(rejections);
            retries = Map.copyOf(retries);
            answers = Map.copyOf(answers);
            connected = Map.copyOf(connected);
            routes = List.copyOf(routes);
            spans = Map.copyOf(spans);
            logLines = Map.copyOf(logLines);
            waits = Map.copyOf(waits);
        }
    }

    /// How long things took.
    ///
    /// @param counts one for each of [#BOUNDS], and one for what took longer
    /// @param sum    of all of them
    public record Durations(List<Long> counts, Duration sum) {
        /// Upper bounds of the buckets, inclusive.
        public static final List<Duration> BOUNDS = List.of(
                Duration.ofMillis(1),
                Duration.ofNanos(2_500_000),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(25),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofMillis(2500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));

        public Durations {
            counts = List.copyOf(counts);
        }

        /// None.
        public static final Durations NONE = new Durations(Collections.nCopies(BOUNDS.size() + 1, 0L), Duration.ZERO);

        /// How many there are.
        public long count() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }

        /// All of them together.
        public static Durations sum(Collection<Durations> several) {
            return several.stream().reduce(NONE, Durations::plus);
        }

        /// These and others.
        Durations plus(Durations others) {
            var sums = new ArrayList<Long>();
            for (int i = 0; i < counts.size(); i++) sums.add(counts.get(i) + others.counts.get(i));
            return new Durations(sums, sum.plus(others.sum));
        }
    }

    /// What a backend answered to requests of clients.
    ///
    /// @param took   from the request to the head of its answer
    /// @param counts by class of status, `2xx`
    public record Answers(Durations took, Map<String, Long> counts) {
        public static final Answers NONE = new Answers(Durations.NONE, Map.of());

        public Answers {
            counts = Map.copyOf(counts);
        }

        /// All of them together.
        public static Answers sum(Collection<Answers> several) {
            return several.stream().reduce(NONE, Answers::plus);
        }

        /// These and others.
        Answers plus(Answers others) {
            var sums = new TreeMap<>(counts);
            others.counts.forEach((status, count) -> sums.merge(status, count, Long::sum));
            return new Answers(took.plus(others.took), sums);
        }
    }

    /// Requests that one route took.
    ///
    /// @param host    the first name of its host in the configuration; empty for the host without names
    /// @param route   its path, with an asterisk behind a prefix, or its regular expression
    /// @param answers by class of status, `2xx`; `gone` where the client left before there was one
    /// @param took    from the request's head to the end of the answer
    public record RouteTraffic(String host, String route, Map<String, Long> answers, Durations took) {
        public RouteTraffic {
            answers = Map.copyOf(answers);
        }
    }

    /// What one backend was asked.
    ///
    /// @param backend its name
    public record BackendTraffic(String backend, PoolSnapshot.Traffic done) {}
}
