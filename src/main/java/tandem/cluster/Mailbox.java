package tandem.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where messages wait for the HA thread. Each replaces its sender's earlier ones, so a slot for each
/// sender will do, however late the thread comes.
final class Mailbox {
    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);
    static final int MAX_SENDERS = 256;

    private final ConcurrentMap<String, String> latest = new ConcurrentHashMap<>();
    private final Set<String> misunderstood = ConcurrentHashMap.newKeySet();

    /// Leaves a message. Any thread.
    ///
    /// @return whether nothing of this sender was waiting, so that somebody should be told to look
    boolean put(String sender, String text) {
        if (latest.size() >= MAX_SENDERS && !latest.containsKey(sender)) return false;
        return latest.put(sender, text) == null;
    }

    /// Takes all that is waiting and makes sense. What does not is dropped, with one line in the log for
    /// each sender.
    List<NodeState> take() {
        List<NodeState> states = new ArrayList<>();
        for (Map.Entry<String, String> slot : latest.entrySet()) {
            String text = latest.remove(slot.getKey());
            if (text == null) continue;
            switch (NodeStateCodec.decode(text)) {
                case NodeStateCodec.Decoded.Valid(var state) -> states.add(state);
                case NodeStateCodec.Decoded.Malformed(var reason) -> complain(slot.getKey(), reason);
            }
        }
        return states;
    }

    private void complain(String sender, String reason) {
        if (misunderstood.size() < MAX_SENDERS && misunderstood.add(sender))
            log.warn("dropped what {} said, this time and from now on: {}", sender, reason);
    }
}
