package tandem.health;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import tandem.health.PoolHealth.LastCheck;

/// The newest checks of one backend, and how many there were. Any thread.
final class CheckHistory {
    /// The oldest goes when one more comes.
    static final int MOST = 20;

    private final Deque<LastCheck> checks = new ArrayDeque<>(MOST);
    private long passed;
    private long failed;

    synchronized void add(CheckResult result, long at) {
        if (checks.size() == MOST) checks.removeLast();
        checks.addFirst(new LastCheck(result, at));
        if (result.passed()) passed++;
        else failed++;
    }

    synchronized BackendStatus.Checks counts() {
        return new BackendStatus.Checks(passed, failed);
    }

    /// The newest one first.
    synchronized List<LastCheck> newestFirst() {
        return List.copyOf(checks);
    }
}
