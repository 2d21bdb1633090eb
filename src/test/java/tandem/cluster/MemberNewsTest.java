package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemberNewsTest {
    private static final Fitness FIT = new Fitness.Fit();
    private static final Fitness UNFIT = new Fitness.Unfit(List.of("no backend"));

    @Test
    void joiningBeingHeardAndLeavingAreALineEach() {
        List<MemberStatus> alone = List.of(member("a", true, FIT));
        List<MemberStatus> joined = List.of(member("a", true, FIT), member("b", false, null));
        List<MemberStatus> heard = List.of(member("a", true, FIT), member("b", false, FIT));

        assertThat(MemberNews.between(alone, joined)).containsExactly("b joined, at b:5701");
        assertThat(MemberNews.between(joined, heard)).containsExactly("b is fit");
        assertThat(MemberNews.between(alone, heard)).containsExactly("b joined, at b:5701", "b is fit");
        assertThat(MemberNews.between(heard, alone)).containsExactly("b is gone");
        assertThat(MemberNews.between(heard, heard)).isEmpty();
    }

    @Test
    void aChangeOfFitnessIsALineForThisNodeToo() {
        List<MemberStatus> before = List.of(member("a", true, FIT), member("b", false, FIT));
        List<MemberStatus> after = List.of(member("a", true, UNFIT), member("b", false, new Fitness.Leaving()));

        assertThat(MemberNews.between(before, after)).containsExactly("this node is unfit: no backend", "b is leaving");
    }

    @Test
    void anotherNodeOfTheSameNameIsComplainedAboutOnce() {
        NodeState said = new NodeState("b", 1, 1, 100, FIT, Map.of(), Map.of(), Map.of());
        List<MemberStatus> before = List.of(member("a", true, FIT), member("b", false, FIT));
        List<MemberStatus> after =
                List.of(before.getFirst(), before.getLast(), new MemberStatus("b@x:1", "x:1", false, said));

        assertThat(MemberNews.namesakes(before, after))
                .containsExactly("the node at x:1 has the name of another one; give each node a name of its own");
        assertThat(MemberNews.namesakes(after, after)).isEmpty();
    }

    private static MemberStatus member(String name, boolean self, @Nullable Fitness fitness) {
        NodeState said = fitness == null ? null : new NodeState(name, 1, 1, 100, fitness, Map.of(), Map.of(), Map.of());
        return new MemberStatus(name, name + ":5701", self, said);
    }
}
