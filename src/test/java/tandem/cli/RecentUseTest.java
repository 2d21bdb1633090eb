package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.balance.Algorithm;
import tandem.health.BackendStatus;
import tandem.health.Standing;
import tandem.proxy.PoolSnapshot;

class RecentUseTest {
    private static final long LATELY = RecentUse.LATELY.toNanos();

    private final RecentUse use = new RecentUse();

    private static List<PoolSnapshot> pool(long attempts) {
        var status = new BackendStatus(
                new Backend("tomcat-1", "127.0.0.1", 1, 1),
                Standing.HEALTHY,
                "",
                Duration.ZERO,
                Optional.empty(),
                new BackendStatus.Counts(0, 0, 0));
        var traffic = new PoolSnapshot.Traffic(attempts, 0, 0, Optional.empty(), 0);
        var member = new PoolSnapshot.Member(status, new Mode.Enabled(), traffic);
        return List.of(new PoolSnapshot(
                "shop",
                Algorithm.ROUND_ROBIN,
                0,
                List.of(member),
                Optional.empty(),
                Optional.empty(),
                PoolSnapshot.Sticky.NONE,
                PoolSnapshot.Hedges.NONE));
    }

    private boolean used(long attempts, long at) {
        use.look(pool(attempts), at);
        return use.of("shop").test("tomcat-1");
    }

    @Test
    void aBackendIsUsedForAWhileAfterItsLastRequest() {
        long begin = -7;
        assertThat(used(0, begin)).isFalse();
        assertThat(used(3, begin + 1)).isTrue();
        assertThat(used(3, begin + LATELY)).isTrue();
        assertThat(used(3, begin + LATELY + 1)).isFalse();
        assertThat(used(4, begin + LATELY + 2)).isTrue();
        assertThat(use.of("shop").test("tomcat-9")).isFalse();
        assertThat(use.of("other").test("tomcat-1")).isFalse();
    }
}
