package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two nodes that tell each other something over a line that the test holds in its hand.
class BulletinsTest {
    private final List<byte[]> line = new ArrayList<>();
    private final List<Roster.Seat> seats = new ArrayList<>(List.of(seat("a", 10), seat("b", 20)));
    private final Bulletins a = bulletins("a", 10, "secret");
    private final Bulletins b = bulletins("b", 20, "secret");
    private final List<String> read = new ArrayList<>();

    private Bulletins bulletins(String node, long life, String secret) {
        var seal = Seal.of(Optional.of(secret.getBytes(StandardCharsets.US_ASCII)), "test");
        return new Bulletins(new CallMessage.Life(node, life), seal, () -> List.copyOf(seats), line::add);
    }

    private static Roster.Seat seat(String node, long life) {
        return new Roster.Seat(node, life, node + ":5701");
    }

    @BeforeEach
    void follow() {
        b.follow((node, life, text, newcomer) -> read.add(node + " " + life + " " + text + (newcomer ? " first" : "")));
    }

    private void deliver() {
        while (!line.isEmpty()) {
            var packet = line.removeFirst();
            a.received(packet);
            b.received(packet);
        }
    }

    @Test
    void everybodyElseReadsWhatANodeSaysAndWhetherItIsItsFirst() {
        a.post("one");
        a.post("two");
        b.post("own");
        deliver();
        assertThat(read).containsExactly("a 10 one first", "a 10 two");
    }

    @Test
    void allAreHeardWhenEveryNodeWithASeatHasSpoken() {
        assertThat(b.allHeard()).isFalse();
        a.post("one");
        deliver();
        assertThat(b.allHeard()).isTrue();
        seats.add(seat("c", 30));
        assertThat(b.allHeard()).isFalse();
    }

    @Test
    void whoIsAloneWaitsForNobody() {
        seats.removeFirst();
        assertThat(b.allHeard()).isTrue();
    }

    @Test
    void whatWasRecordedIsNothing() {
        a.post("old");
        var old = line.getFirst();
        a.post("new");
        deliver();
        b.received(old);
        seats.set(0, seat("a", 11));
        b.received(old);
        assertThat(read).containsExactly("a 10 old first", "a 10 new");
        assertThat(b.dropped()).isEqualTo(2);
    }

    @Test
    void whoHasNoSeatOrNotTheSecretIsNotRead() {
        bulletins("stranger", 1, "secret").post("let me in");
        bulletins("a", 10, "wrong").post("let me in");
        line.add("nonsense".getBytes(StandardCharsets.US_ASCII));
        deliver();
        assertThat(read).isEmpty();
        assertThat(b.dropped()).isEqualTo(3);
    }

    @Test
    void aNewLifeIsHeardFromItsFirstNumberOn() {
        for (int i = 0; i < 5; i++) a.post("before");
        deliver();
        read.clear();
        seats.set(0, seat("a", 11));
        bulletins("a", 11, "secret").post("again");
        deliver();
        assertThat(read).containsExactly("a 11 again first");
    }

    @Test
    void whatIsTooLongIsNotSaid() {
        assertThat(a.post("x".repeat(Bulletins.MAX_TEXT + 1))).isFalse();
        assertThat(line).isEmpty();
    }
}
