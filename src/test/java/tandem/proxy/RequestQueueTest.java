package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;

final class RequestQueueTest {
    private static final long SECOND = 1_000_000_000L;

    private final Upstream.Target a = target("a");
    private final Upstream.Target b = target("b");
    private final Set<Upstream.Target> open = new HashSet<>(List.of(a, b));
    private final RequestQueue queue =
            new RequestQueue(new QueueSettings(2, 3, Duration.ofSeconds(1)), target -> open.contains(target));
    private final List<String> told = new ArrayList<>();

    private static Upstream.Target target(String name) {
        return new Upstream.Target(new Backend(name, "127.0.0.1", 1, 1), new BackendLoad());
    }

    private final class Named implements RequestQueue.Waiter {
        private final String name;
        private final Upstream.@Nullable Target home;

        Named(String name, Upstream.@Nullable Target home) {
            this.name = name;
            this.home = home;
        }

        @Override
        public boolean takes(Upstream.Target target, boolean isOpen) {
            return home == null ? isOpen : home.equals(target);
        }

        @Override
        public void admitted(Upstream.Target target) {
            told.add(name + " to " + target.backend().name());
        }

        @Override
        public void expired() {
            told.add(name + " expired");
        }
    }

    private void full() {
        for (Upstream.Target target : List.of(a, b)) while (queue.take(target)) {}
    }

    private RequestQueue.Waiter joins(String name, Upstream.@Nullable Target home, long at) {
        Named waiter = new Named(name, home);
        assertThat(queue.join(waiter, at)).isTrue();
        return waiter;
    }

    @Test
    void aBackendHasNoMoreRequestsThanItMay() {
        assertThat(queue.take(a)).isTrue();
        assertThat(queue.isFull(a)).isFalse();
        assertThat(queue.take(a)).isTrue();
        assertThat(queue.isFull(a)).isTrue();
        assertThat(queue.take(a)).isFalse();
        assertThat(queue.take(b)).isTrue();
        queue.giveBack(a);
        assertThat(queue.take(a)).isTrue();
    }

    @Test
    void whoCameFirstGoesFirstAndNobodySnatchesThePlace() {
        full();
        joins("one", null, 0);
        joins("two", null, 0);
        queue.giveBack(b);
        assertThat(queue.take(b)).isFalse();
        queue.giveBack(a);
        assertThat(told).containsExactly("one to b", "two to a");
        queue.giveBack(a);
        assertThat(queue.take(a)).isTrue();
    }

    @Test
    void aSessionWaitsForItsOwnBackendAndHoldsNobodyUp() {
        full();
        joins("session", a, 0);
        joins("other", null, 0);
        queue.giveBack(b);
        queue.giveBack(a);
        assertThat(told).containsExactly("other to b", "session to a");
    }

    @Test
    void aBackendThatIsOutGetsNothingButItsSessions() {
        full();
        joins("other", null, 0);
        joins("session", a, 0);
        open.remove(a);
        queue.giveBack(a);
        queue.giveBack(a);
        assertThat(told).containsExactly("session to a");
        queue.serve(a);
        assertThat(told).hasSize(1);
        open.add(a);
        queue.serve(a);
        assertThat(told).containsExactly("session to a", "other to a");
    }

    @Test
    void onlySoManyWaitAndOnlyForSoLong() {
        full();
        joins("one", null, 0);
        joins("two", null, SECOND / 2);
        joins("three", null, SECOND);
        assertThat(queue.join(new Named("four", null), SECOND)).isFalse();
        queue.expire(SECOND - 1);
        assertThat(told).isEmpty();
        queue.expire(SECOND + SECOND / 2);
        assertThat(told).containsExactly("one expired", "two expired");
        assertThat(queue.snapshot()).isEqualTo(new PoolSnapshot.Queue(2, 1, 2, 1));
    }

    @Test
    void whoLeavesIsNotTold() {
        full();
        queue.leave(joins("one", null, 0));
        queue.giveBack(a);
        queue.expire(5 * SECOND);
        assertThat(told).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.take(a)).isTrue();
    }
}
