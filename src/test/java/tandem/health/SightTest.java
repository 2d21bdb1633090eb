package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.health.HealthReport.Checks;
import tandem.health.HealthReport.Line;
import tandem.health.HealthReport.Pool;

/// Comparing what nodes see: `+` passes, `-` fails, `?` is not checked yet.
class SightTest {
    private static Pool pool(String checks) {
        return new Pool(
                "shop",
                IntStream.range(0, checks.length())
                        .mapToObj(i -> new Line("b" + i, "10.0.0.1:" + i, checks(checks.charAt(i)), Optional.empty()))
                        .toList());
    }

    private static Checks checks(char sign) {
        return switch (sign) {
            case '+' -> Checks.PASSING;
            case '-' -> Checks.FAILING;
            default -> Checks.NONE;
        };
    }

    private static Optional<Sight> sight(String own, String... others) {
        Map<String, Pool> theirs = new java.util.HashMap<>();
        for (String other : others) theirs.put("proxy-" + (char) ('b' + theirs.size()), pool(other));
        return Sight.of(pool(own), theirs);
    }

    @Test
    void aNodeSeesFewerThanTheOneThatSeesTheMost() {
        assertThat(sight("+--", "---", "+++", "++-")).contains(new Sight("proxy-c", 1, 3, 3));
        assertThat(sight("---", "+++").orElseThrow().fewer()).isTrue();
    }

    @Test
    void whatAllSeeAlikeIsNotOdd() {
        for (String all : List.of("+++", "+--", "---"))
            assertThat(sight(all, all, all).orElseThrow().fewer()).isFalse();
    }

    @Test
    void nodesThatSeeAsManyOthersAreNotOdd() {
        assertThat(sight("+-+", "++-").orElseThrow().fewer()).isFalse();
        assertThat(sight("+++", "+--").orElseThrow().fewer()).isFalse();
    }

    @Test
    void onlyWhatBothHaveCheckedIsCompared() {
        assertThat(sight("-??", "+++")).contains(new Sight("proxy-b", 0, 1, 1));
        assertThat(sight("--", "??")).isEmpty();
        assertThat(sight("++")).isEmpty();
        Pool elsewhere = new Pool("shop", List.of(new Line("b0", "10.9.9.9:0", Checks.PASSING, Optional.empty())));
        assertThat(Sight.of(pool("-"), Map.of("proxy-b", elsewhere))).isEmpty();
    }
}
