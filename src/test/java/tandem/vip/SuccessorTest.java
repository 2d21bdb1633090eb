package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.cluster.ElectionPolicy;
import tandem.cluster.Fitness;
import tandem.cluster.Member;
import tandem.cluster.Profile;
import tandem.cluster.View;

/// Node a owns what there is, and is the eldest; b is the next eldest.
class SuccessorTest {
    private static final Map<String, Long> OWNED = Map.of("web", 3L, "mail", 3L);
    private static final Member A = new Member("a", 100, new Fitness.Fit(), Duration.ZERO, OWNED);
    private static final Member B = new Member("b", 100, new Fitness.Fit(), Duration.ZERO, Map.of());
    private static final Member C = new Member("c", 100, new Fitness.Fit(), Duration.ZERO, Map.of());

    @Test
    void thePreferredNodeComesFirst() {
        assertThat(chosen(A, B, C, Optional.of("c"))).isEqualTo(new Successor.Node("c"));
        assertThat(chosen(A, B, C, Optional.of("b"))).isEqualTo(new Successor.Node("b"));
    }

    @Test
    void aWarmNodeComesBeforeACold() {
        Member cold = B.with(Profile.of(200).warm(false));
        assertThat(chosen(A, cold, C, Optional.empty())).isEqualTo(new Successor.Node("c"));
        assertThat(chosen(A, cold, C.with(Profile.of(100).warm(false)), Optional.empty()))
                .isEqualTo(new Successor.Node("b"));
    }

    @Test
    void severalVipsSpreadOverNodesOfOnePriority() {
        var names = IntStream.range(0, 40).mapToObj(i -> "vip" + i).toList();
        Map<String, Long> owned = names.stream().collect(java.util.stream.Collectors.toMap(name -> name, name -> 3L));
        Member owner = new Member("a", 100, new Fitness.Fit(), Duration.ZERO, owned);
        View view = new View("a", List.of(owner, B, C), Set.of(), Map.of());
        assertThat(names.stream()
                        .map(vip -> Successor.choose(view, vip, ElectionPolicy.STICKY, Optional.empty()))
                        .distinct())
                .containsExactlyInAnyOrder(new Successor.Node("b"), new Successor.Node("c"));
    }

    @Test
    void aNodeWithoutTheVipIsNone() {
        Member without = B.with(Profile.of(200).serving(Map.of("mail", "")));
        assertThat(chosen(A, without, C, Optional.empty())).isEqualTo(new Successor.Node("c"));
        View view = new View("a", List.of(A, without), Set.of(), Map.of());
        assertThat(Successor.choose(view, "web", ElectionPolicy.STICKY, Optional.of("b")))
                .isEqualTo(new Successor.None(new HandoverOutcome.Stays("the file of b has no VIP web")));
        assertThat(Successor.choose(view, "web", ElectionPolicy.STICKY, Optional.empty()))
                .isEqualTo(new Successor.None(new HandoverOutcome.Stays("no other node is fit")));
    }

    private static Successor chosen(Member a, Member b, Member c, Optional<String> preferred) {
        View view = new View("a", List.of(a, b, c), Set.of(), Map.of());
        return Successor.choose(view, "web", ElectionPolicy.STICKY.preferring(preferred), Optional.empty());
    }
}
