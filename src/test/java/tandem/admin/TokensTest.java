package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final Caller ALICE = new Caller("alice", Caller.Role.OPERATOR);

    private static Tokens good(String text) {
        assertThat(Tokens.parse(text)).isInstanceOf(Tokens.Parsed.Good.class);
        return ((Tokens.Parsed.Good) Tokens.parse(text)).tokens();
    }

    @Test
    void aNewTokenIsKnownByItsLineAndByNothingElse() {
        var made = NewToken.of(ALICE);
        var other = NewToken.of(new Caller("bob", Caller.Role.VIEWER));
        var tokens = good("# who may\n\n" + made.line() + "\n  " + other.line() + "  \n");

        assertThat(tokens.caller(made.token())).contains(ALICE);
        assertThat(tokens.caller(other.token()))
                .hasValueSatisfying(caller -> assertThat(caller.role()).isEqualTo(Caller.Role.VIEWER));
        assertThat(tokens.caller(made.token() + "x")).isEmpty();
        assertThat(tokens.caller("")).isEmpty();
        assertThat(made.line()).doesNotContain(made.token());
        assertThat(made.token())
                .hasSizeGreaterThanOrEqualTo(43)
                .isNotEqualTo(NewToken.of(ALICE).token());
    }

    @Test
    void oneNameMayHaveAnOldAndANewToken() {
        var old = NewToken.of(ALICE);
        var fresh = NewToken.of(ALICE);
        var tokens = good(old.line() + "\n" + fresh.line());
        assertThat(tokens.caller(old.token())).isEqualTo(tokens.caller(fresh.token()));
    }

    @Test
    void aFileThatCannotBeUsedSaysWhere() {
        assertThat(Tokens.parse(""))
                .isEqualTo(new Tokens.Parsed.Bad(1, "there is no token in it; nobody could get in"));
        var line = NewToken.of(ALICE).line();
        for (var bad : new String[] {
            "alice operator",
            "alice owner " + "0".repeat(64),
            line + " more",
            "al!ce viewer " + "0".repeat(64),
            line.strip() + "0"
        })
            assertThat(Tokens.parse(line + "\n" + bad))
                    .as(bad)
                    .isEqualTo(new Tokens.Parsed.Bad(
                            2, "expected NAME viewer|operator SHA256 (`tandem token` makes such a line)"));
    }

    @Test
    void guessesAreAnsweredEverLaterAndOneAtATime() {
        var wrong = new WrongTokens();
        long now = -5;
        assertThat(wrong.wrong("a", now)).isEqualTo(new WrongTokens.Sentence.Later(Duration.ofMillis(100)));
        assertThat(wrong.wrong("a", now + 1)).isInstanceOf(WrongTokens.Sentence.TooMany.class);
        assertThat(wrong.wrong("b", now + 1)).isEqualTo(new WrongTokens.Sentence.Later(Duration.ofMillis(100)));
        for (int i = 0; i < 10; i++) {
            now += Duration.ofSeconds(6).toNanos();
            var expected = Duration.ofMillis(Math.min(5000, 200L << i));
            assertThat(wrong.wrong("a", now)).isEqualTo(new WrongTokens.Sentence.Later(expected));
        }
        now += Duration.ofMinutes(2).toNanos();
        assertThat(wrong.wrong("a", now)).isEqualTo(new WrongTokens.Sentence.Later(Duration.ofMillis(100)));
    }
}
