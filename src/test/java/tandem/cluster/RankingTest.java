package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RankingTest {
    private static final int VIPS = 300;

    @Test
    void theVipsOfEqualNodesSpreadOverThem() {
        Map<String, Integer> owned = new HashMap<>();
        owners("a", "b", "c").values().forEach(owner -> owned.merge(owner, 1, Integer::sum));
        assertThat(owned).containsOnlyKeys("a", "b", "c");
        assertThat(owned.values()).allSatisfy(count -> assertThat(count).isBetween(70, 130));
    }

    @Test
    void alreadyAHandfulOfVipsWithUsualNamesSpreads() {
        View view = view("proxy-a", "proxy-b");
        assertThat(Stream.of("vip-1", "vip-2", "vip-3", "vip-4", "vip-5", "vip-6")
                        .map(vip -> best(vip, view)))
                .contains("proxy-a", "proxy-b");
    }

    @Test
    void whenANodeGoesOnlyItsOwnVipsMoveAndSpreadOverAllThatAreLeft() {
        Map<String, String> before = owners("a", "b", "c");
        Map<String, String> after = owners("a", "b");
        before.forEach((vip, owner) -> {
            if (!owner.equals("c")) assertThat(after).containsEntry(vip, owner);
        });
        assertThat(before.keySet().stream()
                        .filter(vip -> "c".equals(before.get(vip)))
                        .map(after::get))
                .contains("a", "b");
    }

    /// Written down, since nodes of two versions of the program must agree.
    @Test
    void whoIsFirstAmongEqualsStaysAsItIs() {
        View view = view("proxy-a", "proxy-b", "proxy-c");
        assertThat(Stream.of("vip", "web", "mail", "db").map(vip -> best(vip, view)))
                .containsExactly("proxy-b", "proxy-b", "proxy-a", "proxy-b");
    }

    @Test
    void thePreferredNodeGoesBeforeAnyPriority() {
        Ranking ranking = new Ranking("vip", Optional.of("b"));
        Member a = member("a", 255);
        Member b = member("b", 0);
        assertThat(ranking.above(b, a)).isTrue();
        assertThat(ranking.above(a, b)).isFalse();
        assertThat(ranking.above(member("c", 100), member("d", 100)))
                .as("equals")
                .isFalse();
        assertThat(ranking.best(new View("a", List.of(a, b), Set.of(), Map.of()), Member::fit))
                .hasValue(b);
    }

    private static Map<String, String> owners(String... nodes) {
        View view = view(nodes);
        Map<String, String> owners = new HashMap<>();
        for (int i = 0; i < VIPS; i++) owners.put("vip-" + i, best("vip-" + i, view));
        return owners;
    }

    private static String best(String vip, View view) {
        return new Ranking(vip, Optional.empty())
                .best(view, Member::fit)
                .orElseThrow()
                .name();
    }

    private static View view(String... nodes) {
        List<Member> members = Stream.of(nodes).map(name -> member(name, 100)).toList();
        return new View(nodes[0], members, Set.of(), Map.of());
    }

    private static Member member(String name, int priority) {
        return new Member(name, priority, new Fitness.Fit(), Duration.ZERO, Map.of());
    }
}
