package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RejoiningTest {
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void whateverATryThrowsAnotherOneFollows() {
        boolean joined = new Rejoining(Duration.ZERO, () -> false).until(() -> {
            switch (tries.incrementAndGet()) {
                case 1 -> throw new ClusterStartException("the port is taken");
                case 2 -> throw new IllegalStateException("a bug of Hazelcast's");
                default -> {}
            }
        });
        assertThat(joined).isTrue();
        assertThat(tries).hasValue(3);
    }

    @Test
    void whoHasLeftDoesNotTryAgain() {
        boolean joined = new Rejoining(Duration.ZERO, () -> tries.get() == 2).until(() -> {
            tries.incrementAndGet();
            throw new IllegalStateException("no");
        });
        assertThat(joined).isFalse();
        assertThat(tries).hasValue(2);
    }
}
