package tandem.cluster;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is wrong now, each line of it told once for as long as it lasts. Noted on one thread, read on any.
final class Complaints {
    private static final Logger log = LoggerFactory.getLogger(Complaints.class);

    private volatile List<String> lines = List.of();

    List<String> lines() {
        return lines;
    }

    /// Takes note of all that is wrong, and writes into the log what was not wrong before.
    void noted(List<String> now) {
        List<String> before = lines;
        lines = now;
        now.stream().filter(line -> !before.contains(line)).forEach(log::error);
    }
}
