package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
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

    @Test
    void itIsExclusiveWhereALeaseIsGiven() {
        assertThat(of(3).exclusive()).isFalse();
        assertThat(new Quorum(FOUR, Set.of(), 3, Optional.of(Duration.ofSeconds(2))).exclusive())
                .isTrue();
    }
}
