package tandem.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.backend.PoolChange;
import tandem.journal.Wish.InForce;

class FulfilmentTest {
    private static final Backend A = new Backend("a", "10.0.0.1", 8080, 1);
    private static final Backend B = new Backend("b", "10.0.0.2", 8080, 1);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Mode ENABLED = new Mode.Enabled();

    private static List<PoolChange> steps(Mode now, String backend, @Nullable InForce wanted) {
        return Fulfilment.steps(Map.of("a", new InForce(A, now)), List.of(wish(backend, wanted)), NOON);
    }

    private static Wish wish(String backend, @Nullable InForce wanted) {
        return new Wish(new Wish.Key("shop", backend), Optional.empty(), Optional.ofNullable(wanted), 1);
    }

    @Test
    void whatIsAsWantedIsLeftAlone() {
        assertThat(steps(ENABLED, "a", new InForce(A, ENABLED))).isEmpty();
        assertThat(steps(ENABLED, "b", null)).isEmpty();
        Mode draining = new Mode.Draining(NOON.minusSeconds(9), NOON.plusSeconds(60));
        assertThat(steps(draining, "a", new InForce(A, draining))).isEmpty();
    }

    @Test
    void backendsComeBeforeOthersGo() {
        assertThat(Fulfilment.steps(
                        Map.of("a", new InForce(A, ENABLED)),
                        List.of(wish("a", null), wish("b", new InForce(B, ENABLED))),
                        NOON))
                .containsExactly(new PoolChange.Add(B), new PoolChange.Remove("a"));
    }

    @Test
    void oneOfAnotherAddressIsExchanged() {
        Backend moved = new Backend("a", "10.0.0.9", 8080, 1);
        assertThat(steps(ENABLED, "a", new InForce(moved, ENABLED)))
                .containsExactly(new PoolChange.Remove("a"), new PoolChange.Add(moved));
    }

    @Test
    void aDrainGoesOnUntilItsEnd() {
        Mode draining = new Mode.Draining(NOON.minusSeconds(60), NOON.plusSeconds(60));
        assertThat(steps(ENABLED, "a", new InForce(A.withWeight(4), draining)))
                .containsExactly(
                        new PoolChange.Weigh("a", 4),
                        new PoolChange.Restore("a", new Mode.Draining(NOON, NOON.plusSeconds(60))));
    }

    @Test
    void aDrainWhoseTimeIsOverHasEnded() {
        Mode over = new Mode.Draining(NOON.minusSeconds(60), NOON);
        assertThat(steps(ENABLED, "a", new InForce(A, over)))
                .containsExactly(new PoolChange.Restore("a", new Mode.Drained(NOON)));
        assertThat(steps(new Mode.Drained(NOON.minusSeconds(50)), "a", new InForce(A, over)))
                .isEmpty();
    }

    @Test
    void aDrainIsEnded() {
        assertThat(steps(new Mode.Drained(NOON), "a", new InForce(A, ENABLED)))
                .containsExactly(new PoolChange.Restore("a", ENABLED));
    }
}
