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
    private static final List<String> CLASSES = List.of("1xx", "2xx", "3xx", "4xx", "5xx");
    private static final int HUNDRED = 100;

    private final Durations[] times = new Durations[CLASSES.size()];
    /// Of requests that were not yet sent in full.
    private final LongAdder[] early = new LongAdder[CLASSES.size()];

    AnswerTimes() {
        Arrays.setAll(times, _ -> new Durations());
        Arrays.setAll(early, _ -> new LongAdder());
    }

    private static int index(int status) {
        return Math.clamp(status / HUNDRED - 1, 0, CLASSES.size() - 1);
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
