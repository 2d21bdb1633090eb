package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    private static long changes = 1_000_000;

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

    @Test
    void aFileThatBreaksWhileTheNodeRunsShutsNobodyOut(@TempDir Path folder) throws IOException {
        var alice = NewToken.of(new Caller("alice", Caller.Role.OPERATOR));
        var bob = NewToken.of(new Caller("bob", Caller.Role.VIEWER));
        var file = Files.writeString(folder.resolve("tokens"), alice.line());
        var tokens = new TokenFile(file);
        for (byte[] broken : List.of(
                new byte[0],
                "alice".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xff, (byte) 0xfe, 0},
                new byte[300_000])) {
            Files.write(file, broken);
            look(tokens, file);
            assertThat(tokens.caller(alice.token())).isPresent();
        }
        Files.delete(file);
        tokens.look();
        tokens.look();
        assertThat(tokens.caller(alice.token())).isPresent();
        Files.createDirectory(file);
        look(tokens, file);
        assertThat(tokens.caller(alice.token())).isPresent();
        Files.delete(file);
        Files.writeString(file, bob.line());
        look(tokens, file);
        assertThat(tokens.caller(alice.token())).isEmpty();
        assertThat(tokens.caller(bob.token())).isPresent();
    }

    /// As if each change came a second after the one before.
    private static void look(TokenFile tokens, Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(++changes * 1000));
        tokens.look();
    }
}
