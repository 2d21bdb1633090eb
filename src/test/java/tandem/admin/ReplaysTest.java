package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReplaysTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final Sha256 CALL = Sha256.of("POST /v1/config/reload");

    private final Replays replays = new Replays();

    private static Replays.Key key(int number) {
        return new Replays.Key("alice", "key " + number);
    }

    private static Replays.Answer answer(int status, String body) {
        return new Replays.Answer(status, "application/json", "", body);
    }

    private boolean isFirst(int number, Instant now) {
        return replays.take(key(number), CALL, now) instanceof Replays.Verdict.First;
    }

    private Replays.Verdict.First first(int number, Instant now) {
        return (Replays.Verdict.First) replays.take(key(number), CALL, now);
    }

    @Test
    void theFirstIsMadeAndTheOthersGetItsAnswer() {
        var first = first(1, NOW);
        var waits = (Replays.Verdict.Again) replays.take(key(1), CALL, NOW);
        assertThat(waits.answer().isComplete()).isFalse();
        replays.answered(first, answer(409, "no"));
        replays.answered(first, answer(200, "late"));
        assertThat(waits.answer().result()).isEqualTo(answer(409, "no"));
        assertThat(replays.take(key(1), Sha256.of("other"), NOW)).isInstanceOf(Replays.Verdict.Other.class);
        assertThat(replays.take(new Replays.Key("bob", "key 1"), CALL, NOW)).isInstanceOf(Replays.Verdict.First.class);
    }

    @Test
    void whatFailedInTheNodeMayBeTriedAgain() {
        replays.answered(first(1, NOW), answer(504, "nobody"));
        assertThat(isFirst(1, NOW)).isTrue();
    }

    @Test
    void whoWaitsIsAnsweredAlsoWhereTheKeyIsForgottenMeanwhile() {
        var first = first(0, NOW);
        var waits = (Replays.Verdict.Again) replays.take(key(0), CALL, NOW);
        for (int i = 1; i <= Replays.MOST; i++) assertThat(isFirst(i, NOW)).isTrue();
        var anew = first(0, NOW);
        replays.answered(first, answer(504, "nobody"));
        assertThat(waits.answer().result()).isEqualTo(answer(504, "nobody"));
        // The one that has its key by now is another one.
        replays.answered(anew, answer(200, "done"));
        assertThat(isFirst(0, NOW)).isFalse();
    }

    @Test
    void theOldestGoesByNumberBySizeAndByAge() {
        for (int i = 0; i <= Replays.MOST; i++) assertThat(isFirst(i, NOW)).isTrue();
        assertThat(isFirst(1, NOW)).isFalse();
        assertThat(isFirst(0, NOW)).isTrue();

        var later = NOW.plus(Replays.KEPT_FOR).plus(Duration.ofSeconds(1));
        replays.answered(first(Replays.MOST, later), answer(200, "x".repeat((int) Replays.MOST_CHARACTERS + 1)));
        assertThat(isFirst(5000, later)).isTrue();
        assertThat(isFirst(Replays.MOST, later)).isTrue();
    }
}
