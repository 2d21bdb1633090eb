package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.health.Advice.Admin;

/// What holds of every line that a backend may say, tried on many random ones. A failure names the line.
class AdvicePropertyTest {
    private static final int LINES = 20_000;
    private static final List<String> UNKNOWN = List.of(
            "x", "upp", "100", "1,5%", "-1%", "10001%", "maxconn", "maxconn:", "maxconn:-1", "drain%", "ready!");

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    /// A word of each kind, or none of it, so that their order means nothing.
    private static final class Said {
        private final List<String> words = new ArrayList<>();
        private @Nullable Integer percent;
        private @Nullable Admin admin;
        private @Nullable Boolean down;

        Said(Random random) {
            if (random.nextBoolean()) {
                percent = random.nextInt(10_001);
                words.add(percent + "%");
            }
            if (random.nextBoolean()) {
                admin = one(List.of(Admin.values()), random);
                words.add(admin.name().toLowerCase(Locale.ROOT));
            }
            if (random.nextBoolean()) {
                down = random.nextBoolean();
                words.add(down ? one(List.of("down", "fail", "failed", "stopped"), random) : "up");
            }
            if (words.isEmpty() || random.nextInt(4) == 0) words.add("maxconn:" + random.nextInt(1_000_000_000));
            Collections.shuffle(words, random);
        }

        AdviceLine line(String reason) {
            return new AdviceLine(
                    Optional.ofNullable(percent), Optional.ofNullable(admin), Optional.ofNullable(down), reason);
        }
    }

    /// Blanks, tabs and commas, and capitals, as they come.
    private static String written(List<String> words, Random random) {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            if (!text.isEmpty()) text.append(one(List.of(" ", "\t", ",", ", ", " \t,, "), random));
            text.append(random.nextBoolean() ? word : word.toUpperCase(Locale.ROOT));
        }
        return one(List.of("", " ", "\t "), random) + text + one(List.of("", " ", "\t"), random);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void wordsOfEachKindAreUnderstoodInAnyOrderAndDress(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < LINES; i++) {
            Said said = new Said(random);
            String reason = random.nextBoolean() ? "why # " + random.nextInt(100) : "";
            String text = written(said.words, random)
                    + (reason.isEmpty() ? "" : "#" + reason)
                    + one(List.of("", "\n", "\r\n", "\ndown", "\r\nmaint #x"), random);
            assertThat(AdviceLine.parse(text)).as(text).hasValue(said.line(reason));
        }
    }

    /// Of two words of a kind the later one holds, as if it stood in a line of its own.
    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void twoLinesInOneAreTheFirstAndThenTheSecond(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < LINES; i++) {
            Said first = new Said(random);
            Said second = new Said(random);
            List<String> both = new ArrayList<>(first.words);
            both.addAll(second.words);
            Advice before = new Advice(random.nextInt(101), one(List.of(Admin.values()), random), false, "");
            AdviceLine line = AdviceLine.parse(written(both, random)).orElseThrow();
            assertThat(before.with(line))
                    .as("%s", both)
                    .isEqualTo(before.with(first.line("")).with(second.line("")));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void oneWordThatIsNotUnderstoodAndTheLineSaysNothing(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < LINES; i++) {
            List<String> words = new ArrayList<>(new Said(random).words);
            words.add(random.nextInt(words.size() + 1), one(UNKNOWN, random));
            String text = written(words, random);
            assertThat(AdviceLine.parse(text)).as(text).isEmpty();
        }
    }

    /// Whatever bytes an agent sends: it is a line that can be shown, or nothing.
    @ParameterizedTest
    @ValueSource(longs = {10, 11, 12})
    void noTextDoesAnyHarm(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < LINES; i++) {
            StringBuilder text = new StringBuilder();
            if (random.nextBoolean()) text.append("up #");
            for (int j = random.nextInt(400); j > 0; j--)
                text.append((char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(256)));
            AdviceLine.parse(text.toString()).ifPresent(line -> {
                assertThat(line.reason().length()).isLessThanOrEqualTo(200);
                assertThat(line.reason().chars().anyMatch(Character::isISOControl))
                        .as(line.reason())
                        .isFalse();
                line.percent().ifPresent(percent -> assertThat(percent).isBetween(0, 10_000));
            });
        }
    }
}
