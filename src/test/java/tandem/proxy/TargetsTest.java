package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;

class TargetsTest {
    private static final Backend A = new Backend("a", "127.0.0.1", 8001, 1);
    private static final Backend B = new Backend("b", "127.0.0.1", 8002, 1);
    private static final long LATER = Targets.KEPT.toNanos();

    private final Targets targets = new Targets();
    private final Upstream.Target a = targets.of(A, BackendLoad::new);
    private final Upstream.Target b = targets.of(B, BackendLoad::new);

    @Test
    void aBackendOfAnotherWeightIsTheSameAndOneAtAnotherAddressIsNot() {
        assertThat(targets.of(A.withWeight(9), BackendLoad::new)).isSameAs(a);
        assertThat(targets.of(new Backend("a", "127.0.0.1", 9001, 1), BackendLoad::new))
                .isNotEqualTo(a);
        assertThat(targets.size()).isEqualTo(3);
    }

    @Test
    void oneThatWasRemovedStaysForAWhileAndThenGoes() {
        targets.shrink(List.of(A), 0);
        targets.shrink(List.of(A), LATER - 1);
        assertThat(targets.has(b)).isTrue();
        targets.shrink(List.of(A), LATER);
        assertThat(targets.has(b)).isFalse();
        assertThat(targets.has(a)).isTrue();
        assertThat(targets.size()).isEqualTo(1);
    }

    @Test
    void oneThatIsBackStays() {
        targets.shrink(List.of(A), 0);
        targets.shrink(List.of(A, B), 1);
        targets.shrink(List.of(A), LATER);
        assertThat(targets.has(b)).isTrue();
    }

    @Test
    void itStaysWhileARequestIsUnderWayOrAConnectionIsOpen() {
        b.load().begin(true);
        b.load().opened();
        targets.shrink(List.of(A), 0);
        targets.shrink(List.of(A), LATER);
        b.load().end(false);
        targets.shrink(List.of(A), 2 * LATER);
        assertThat(targets.has(b)).isTrue();
        assertThat(targets.connections()).isEqualTo(Map.of("a", 0L, "b", 1L));
        b.load().ended();
        targets.shrink(List.of(A), 3 * LATER);
        assertThat(targets.connections()).isEqualTo(Map.of("a", 0L));
    }

    @Test
    void whatThePoolHasWaitedIsStillCounted() {
        b.load().waited(5_000_000);
        ProxySnapshot.Durations before = targets.connectionWaits();
        targets.shrink(List.of(A), 0);
        targets.shrink(List.of(A), LATER);
        assertThat(targets.has(b)).isFalse();
        assertThat(targets.connectionWaits()).isEqualTo(before);
    }
}
