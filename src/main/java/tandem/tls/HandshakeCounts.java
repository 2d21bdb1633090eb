package tandem.tls;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.tls.HandshakeProblem.Reason;

/// What came of the handshakes with the backends of a pool. A problem is in the log when it begins, changes
/// or ends, and not each time.
final class HandshakeCounts {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeCounts.class);
    /// Backends whose problems are remembered; a pool may have as many.
    private static final int MOST = 1000;

    private final String whose;
    private final LongAdder succeeded = new LongAdder();
    private final Map<Reason, LongAdder> failed = new ConcurrentHashMap<>();
    private final Map<String, HandshakeProblem> problems = new ConcurrentHashMap<>();

    /// @param whose for logs
    HandshakeCounts(String whose) {
        this.whose = whose;
    }

    void succeeded(String address) {
        succeeded.increment();
        if (problems.isEmpty() || problems.remove(address) == null) return;
        LOG.info("{}: TLS with {} works again", whose, address);
    }

    void failed(String address, HandshakeProblem problem) {
        failed.computeIfAbsent(problem.reason(), _ -> new LongAdder()).increment();
        if (problems.size() >= MOST && !problems.containsKey(address)) return;
        if (problem.equals(problems.put(address, problem))) return;
        LOG.warn("{}: TLS with {} fails: {}", whose, address, problem.text());
    }

    long succeeded() {
        return succeeded.sum();
    }

    Map<Reason, Long> failed() {
        Map<Reason, Long> counts = new EnumMap<>(Reason.class);
        failed.forEach((reason, count) -> counts.put(reason, count.sum()));
        return counts;
    }

    Map<String, String> problems() {
        Map<String, String> texts = new ConcurrentHashMap<>();
        problems.forEach((address, problem) -> texts.put(address, problem.text()));
        return texts;
    }
}
