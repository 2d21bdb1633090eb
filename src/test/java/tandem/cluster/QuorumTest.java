package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuorumTest {
    private static final Set<String> FOUR = Set.of("a", "b", "c", "d");

    private static Quorum of(int votes) {
        return new Quorum(FOUR, Set.of(), votes, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void moreThanHalfAndAtMostAllIsAQuorum(int votes) {
        assertThat(of(votes).votes()).isEqualTo(votes);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 2, 5})
    void twoPartsCouldBothHaveLessAndNobodyHasMore(int votes) {
        assertThatIllegalArgumentException().isThrownBy(() -> of(votes)).withMessageContaining("3 to 4");
    }

    private static Quorum exclusive(Set<String> voters, int votes, int lease) {
        return new Quorum(voters, Set.of(), votes, Optional.of(Duration.ofSeconds(lease)));
    }

    @Test
    void whoCountsOtherVotersOrIsBoundForTooShortIsNoVoice() {
        Quorum quorum = exclusive(FOUR, 3, 5);
        Profile.Voting own = quorum.voting();
        assertThat(quorum.lacking(Map.of("a", own, "b", own, "c", own))).isEmpty();
        assertThat(quorum.lacking(
                        Map.of("a", own, "b", own, "c", exclusive(FOUR, 3, 6).voting())))
                .as("a longer lease is good enough")
                .isEmpty();
        assertThat(quorum.lacking(
                        Map.of("a", own, "b", own, "c", exclusive(FOUR, 3, 4).voting())))
                .hasValue("no quorum: 2 of 4 nodes are heard (a, b), and 3 are needed; c has shorter leases in its file"
                        + " than this node (vips[].lease)");
        assertThat(quorum.lacking(
                        Map.of("a", own, "b", own, "c", exclusive(FOUR, 4, 5).voting())))
                .hasValue("no quorum: 2 of 4 nodes are heard (a, b), and 3 are needed; c counts 4 of a, b, c, d, and"
                        + " this node 3 of a, b, c, d (cluster.nodes, cluster.quorum)");
        assertThat(quorum.lacking(Map.of("a", own, "b", own, "c", of(3).voting())))
                .hasValueSatisfying(text -> assertThat(text).contains("c does not say that ownership is exclusive"));
    }

    @Test
    void whereNothingIsPledgedNobodyAsksForRolls() {
        Profile.Voting none = Profile.Voting.NONE;
        assertThat(of(3).voting()).isEqualTo(none);
        assertThat(of(3).lacking(Map.of(
                        "a", none, "b", none, "c", exclusive(FOUR, 4, 5).voting())))
                .isEmpty();
    }

    @Test
    void itIsExclusiveWhereALeaseIsGiven() {
        assertThat(of(3).exclusive()).isFalse();
        assertThat(new Quorum(FOUR, Set.of(), 3, Optional.of(Duration.ofSeconds(2))).exclusive())
                .isTrue();
    }
}
