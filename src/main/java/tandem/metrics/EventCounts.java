package tandem.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import tandem.admin.Event;

/// Counts of what happened, which a snapshot does not tell. Any thread.
final class EventCounts {
    /// Series of one name; what comes after them is not counted apart. A backend that is renamed again and again must
    /// not fill the memory.
    static final int MOST_SERIES = 1000;

    /// What is counted.
    enum What {
        /// A backend was taken out of balancing.
        EJECTION,
        /// A node's role to a VIP changed.
        TRANSITION,
        /// This node took a VIP, measured.
        TAKEOVER,
        /// An operator changed something.
        CHANGE
    }

    private final Map<What, Map<Labels, Long>> counts = new HashMap<>();

    synchronized void note(Event event) {
        var draft = event.draft();
        switch (draft.kind()) {
            case BACKEND -> {
                var name = draft.subject().replaceFirst("^backend ", "").split("/", 2);
                if ("out".equals(draft.data().getString("state")) && name.length == 2)
                    count(What.EJECTION, Labels.of("pool", name[0], "backend", name[1]));
            }
            case ROLE -> {
                var vip = Labels.of("vip", draft.subject().replaceFirst("^vip ", ""));
                count(What.TRANSITION, vip);
                if (draft.data().containsKey("announcedMs")) count(What.TAKEOVER, vip);
            }
            case CHANGE ->
                count(What.CHANGE, Labels.of("done", String.valueOf(draft.data().getBoolean("done", false))));
            case VIP, MEMBER, NODE, POOL, SESSIONS, CERTIFICATE -> {}
        }
    }

    private void count(What what, Labels labels) {
        var series = counts.computeIfAbsent(what, _ -> new TreeMap<>());
        if (series.size() < MOST_SERIES || series.containsKey(labels)) series.merge(labels, 1L, Long::sum);
    }

    synchronized Map<Labels, Long> of(What what) {
        return Map.copyOf(counts.getOrDefault(what, Map.of()));
    }
}
