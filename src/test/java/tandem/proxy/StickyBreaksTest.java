package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.balance.Mix;

class StickyBreaksTest {
    private static final long SESSION = Mix.of(1) | 1;

    private final StickyBreaks breaks = new StickyBreaks();

    @Test
    void aMoveIsCountedOnceHoweverManyRequestsFollow() {
        for (int i = 0; i < 100; i++) breaks.moves("a", SESSION, "b");
        assertThat(breaks.total()).isEqualTo(1);
    }

    @Test
    void anotherMoveOfTheSameSessionIsCountedToo() {
        breaks.moves("a", SESSION, "b");
        breaks.moves("a", SESSION, "c");
        breaks.moves("a", SESSION, "b");
        assertThat(breaks.total()).isEqualTo(3);
    }

    @Test
    void oneThatWasBackAndHasToLeaveAgainIsCountedAgain() {
        breaks.moves("a", SESSION, "b");
        breaks.stays(SESSION);
        breaks.stays(SESSION);
        breaks.moves("a", SESSION, "b");
        breaks.moves("a", SESSION, "b");
        assertThat(breaks.total()).isEqualTo(2);
    }

    @Test
    void thatOthersAreAtHomeForgetsNobody() {
        breaks.moves("a", SESSION, "b");
        for (int i = 2; i < 200_000; i++) breaks.stays(Mix.of(i) | 1);
        breaks.moves("a", SESSION, "b");
        assertThat(breaks.total()).isEqualTo(1);
    }

    /// As many as half of the places, each with a second request.
    @Test
    void thousandsOfSessionsAreToldApart() {
        int many = StickyBreaks.PLACES * StickyBreaks.WAYS / 4;
        for (int round = 0; round < 3; round++) for (int i = 1; i <= many; i++) breaks.moves("a", Mix.of(i) | 1, "b");
        assertThat(breaks.total()).isBetween((long) many, many + many / 50L);
    }

    @Test
    void withoutAnIdEachRequestIsOne() {
        breaks.moves("a", 0, "b");
        breaks.moves("a", 0, "b");
        assertThat(breaks.total()).isEqualTo(2);
    }

    @Test
    void whatWasTakenIsNotTakenAgain() {
        breaks.moves("a", SESSION, "b");
        breaks.moves("a", Mix.of(2) | 1, "b");
        breaks.moves("c", Mix.of(3) | 1, "b");
        assertThat(breaks.take()).isEqualTo(Map.of("a", 2L, "c", 1L));
        assertThat(breaks.take()).isEmpty();
        assertThat(breaks.total()).isEqualTo(3);
    }
}
