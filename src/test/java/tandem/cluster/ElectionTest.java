package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the stories under `scenarios/election` do not tell.
class ElectionTest {
    private static final Member A = new Member("a", 100, new Fitness.Fit(), Duration.ZERO, Map.of("web", 8L));
    private static final Member B = new Member("b", 90, new Fitness.Fit(), Duration.ZERO, Map.of());

    @Test
    void eachVipHasItsOwnOwnerAndItsOwnTerms() {
        View view = new View("a", List.of(A, B), Set.of(), Map.of("mail", 2L));

        assertThat(Election.decide(view, "web", ElectionPolicy.STICKY))
                .isEqualTo(new Verdict.Active(8, "owner, and fit"));
        assertThat(Election.decide(view, "mail", ElectionPolicy.STICKY))
                .isEqualTo(new Verdict.Active(3, "no owner; best of the fit nodes, with priority 100"));
    }

    @Test
    void aVipThatOthersKeepForANodeThatIsNotHeardIsNotClaimed() {
        View view = new View("b", List.of(B), Set.of(), Map.of(), Set.of(), Map.of("web", "a"));

        assertThat(Election.decide(view, "web", ElectionPolicy.STICKY))
                .isEqualTo(new Verdict.Standby("a", "it is not heard, but those that are heard still stand by it"));
        assertThat(Election.decide(view, "mail", ElectionPolicy.STICKY)).isInstanceOf(Verdict.Active.class);
    }

    @Test
    void theHighestTermCountsTheClaimsOfTheView() {
        View view = new View("b", List.of(A, B), Set.of(), Map.of("web", 5L));

        assertThat(view.highestTerm("web")).isEqualTo(8);
        assertThat(view.highestTerm("mail")).isZero();
    }

    @Test
    void aViewHasItsOwnNodeAndEachNodeOnce() {
        assertThatThrownBy(() -> new View("c", List.of(A, B), Set.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its own node");
        assertThatThrownBy(() -> new View("a", List.of(A, B, A), Set.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("each member once");
    }

    @Test
    void aPreemptDelayIsAtMostAnHour() {
        assertThat(new ElectionPolicy(true, Duration.ofHours(1)).preemptDelay()).hasHours(1);
        assertThatThrownBy(() -> new ElectionPolicy(true, Duration.ofSeconds(3601)))
                .hasMessage("the preempt delay is 0 s to 1 h, not 3601000 ms");
        assertThatThrownBy(() -> new ElectionPolicy(true, Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
