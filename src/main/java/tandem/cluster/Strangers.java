package tandem.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Hosts that said something lately that this node could make nothing of, and why: those of another secret are not
/// heard, and each part of such a cluster serves for itself. Any thread.
final class Strangers {
    /// For so long after the last such message.
    static final Duration REMEMBERED = Duration.ofMinutes(1);
    /// More than a cluster has nodes; who comes later is not noted.
    static final int MOST = 64;

    private final ConcurrentMap<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(String why, Duration at) {
        boolean isOver(Duration now) {
            return now.minus(at).compareTo(REMEMBERED) > 0;
        }
    }

    /// A message was dropped.
    ///
    /// @param from its host and port
    void heard(String from, String why, Duration now) {
        String host = host(from);
        if (seen.size() >= MOST && !seen.containsKey(host)) {
            seen.values().removeIf(other -> other.isOver(now));
            if (seen.size() >= MOST) return;
        }
        seen.put(host, new Seen(why, now));
    }

    /// A line for each of them.
    List<String> lines(Duration now) {
        seen.values().removeIf(other -> other.isOver(now));
        return seen.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> "what " + entry.getKey() + " says is dropped: "
                        + entry.getValue().why())
                .toList();
    }

    /// Without the port, which is another one after every start.
    private static String host(String from) {
        String address = from.substring(from.lastIndexOf('/') + 1);
        int port = address.lastIndexOf(':');
        return port > 0 ? address.substring(0, port) : address;
    }
}
