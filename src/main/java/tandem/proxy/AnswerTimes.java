package tandem.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/// How a backend answered the requests of clients, and how long that took, over all event loops. There are
/// times for each class of status, so that an answer is counted once, and its class costs nothing.
final class AnswerTimes {
    /// All but those that are gone: these have no answer.
    private static final List<String> CLASSES = RouteCounts.CLASSES.subList(1, RouteCounts.CLASSES.size());

    private final Durations[] times = new Durations[CLASSES.size()];
    /// Of requests that were not yet sent in full.
    private final LongAdder[] early = new LongAdder[CLASSES.size()];

    AnswerTimes() {
        Arrays.setAll(times, _ -> new Durations());
        Arrays.setAll(early, _ -> new LongAdder());
    }

    private static int index(int status) {
        return Math.max(0, RouteCounts.index(status) - 1);
    }

    /// The head of an answer has come.
    ///
    /// @param took nanoseconds since the request was sent
    void add(int status, long took) {
        times[index(status)].add(took);
    }

    /// It has come before the request was sent in full.
    void addEarly(int status) {
        early[index(status)].increment();
    }

    ProxySnapshot.Answers snapshot() {
        Map<String, Long> counts = new TreeMap<>();
        List<ProxySnapshot.Durations> took = new ArrayList<>();
        for (int i = 0; i < CLASSES.size(); i++) {
            ProxySnapshot.Durations of = times[i].snapshot();
            took.add(of);
            counts.put(CLASSES.get(i), of.count() + early[i].sum());
        }
        return new ProxySnapshot.Answers(ProxySnapshot.Durations.sum(took), counts);
    }
}
