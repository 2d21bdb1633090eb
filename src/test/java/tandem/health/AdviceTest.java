package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.health.Health.PASSED;
import static tandem.health.Health.seconds;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.backend.Backend;
import tandem.backend.PoolChange;

class AdviceTest {
    private static final List<Backend> TWO =
            List.of(new Backend("tomcat-1", "127.0.0.1", 8081, 10), new Backend("tomcat-2", "127.0.0.1", 8082, 10));
    private static final Backend FIRST = TWO.get(0);
    private static final Backend SECOND = TWO.get(1);

    private long now = seconds(1000);
    private final HealthTable table = new HealthTable("tomcat", TWO, HealthSettings.DEFAULT, () -> now, _ -> {});

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "up|-|-|false|",
                "down|-|-|true|",
                "fail|-|-|true|",
                "failed|-|-|true|",
                "stopped|-|-|true|",
                "ready|-|READY|-|",
                "DRAIN|-|DRAIN|-|",
                "maint|-|MAINT|-|",
                "75%|75|-|-|",
                "0%|0|-|-|",
                "up ready 50%|50|READY|false|",
                "50%,up,maxconn:30|50|-|false|",
                "' 50%\tdrain '|50|DRAIN|-|",
                "down #disk is full|-|-|true|disk is full",
                "'drain, 20% # a # b'|20|DRAIN|-|a # b",
            })
    void aLineIsUnderstoodAsHaproxyUnderstandsIt(
            String line, Integer percent, Advice.Admin admin, Boolean down, String reason) {
        assertThat(AdviceLine.parse(line))
                .hasValue(new AdviceLine(
                        Optional.ofNullable(percent),
                        Optional.ofNullable(admin),
                        Optional.ofNullable(down),
                        reason == null ? "" : reason));
    }

    @Test
    void onlyTheFirstLineCountsAndWhatCannotBeShownIsNot() {
        assertThat(AdviceLine.parse("up\nmaint")).isEqualTo(AdviceLine.parse("up"));
        assertThat(AdviceLine.parse("up\r\nmaint")).isEqualTo(AdviceLine.parse("up"));
        assertThat(AdviceLine.parse("down #a\u001b[1mb").orElseThrow().reason()).isEqualTo("a?[1mb");
        assertThat(AdviceLine.parse("down #" + "x".repeat(5000)).orElseThrow().reason())
                .hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "#why", "\nup", "upp", "up and away", "50", "-5%", "10001%", "5.5%", "%", "maxconn:"})
    void whatIsNotUnderstoodSaysNothing(String line) {
        assertThat(AdviceLine.parse(line)).isEmpty();
    }

    @Test
    void aPartOfTheWeightIsOfTheOneInForceAndTheRestStaysAsItWas() {
        long version = table.version();
        table.advised(FIRST, "50%");
        assertThat(weights()).containsExactly(5, 10);
        table.advised(FIRST, "up");
        assertThat(weights()).containsExactly(5, 10);
        table.change(new PoolChange.Weigh("tomcat-1", 100), Instant.EPOCH);
        assertThat(weights()).containsExactly(50, 10);
        table.advised(FIRST, "1%");
        assertThat(weights()).containsExactly(1, 10);
        table.advised(FIRST, "0%");
        assertThat(weights()).containsExactly(0, 10);
        table.advised(FIRST, "10000%");
        assertThat(weights()).containsExactly(Backend.MAX_WEIGHT, 10);
        assertThat(table.backends().getFirst().weight()).isEqualTo(100);
        assertThat(table.version()).isEqualTo(version + 1);
    }

    @Test
    void oneThatDrainsKeepsItsSessionsAndOneInMaintenanceDoesNot() {
        table.advised(FIRST, "drain #deploying");
        assertThat(table.eligible().backends()).containsExactly(SECOND);
        assertThat(table.eligible().sessionsOnly()).containsExactly(FIRST);
        assertThat(table.snapshot().getFirst().reason()).endsWith("; it says of itself: drain (deploying)");
        table.advised(FIRST, "maint");
        assertThat(table.eligible().backends()).containsExactly(SECOND);
        assertThat(table.eligible().sessionsOnly()).isEmpty();
        table.advised(FIRST, "ready");
        assertThat(table.eligible().backends()).containsExactly(FIRST, SECOND);
    }

    @Test
    void whatAnOperatorWantsHoldsBesideIt() {
        table.change(new PoolChange.Drain("tomcat-1", Duration.ofMinutes(1)), Instant.EPOCH);
        table.advised(FIRST, "ready 100%");
        assertThat(table.eligible().sessionsOnly()).containsExactly(FIRST);
        table.advised(FIRST, "maint");
        assertThat(table.eligible().sessionsOnly()).isEmpty();
        table.change(new PoolChange.Enable("tomcat-1"), Instant.EPOCH);
        assertThat(table.eligible().backends()).containsExactly(SECOND);
        assertThat(table.change(new PoolChange.Drain("tomcat-1", Duration.ofMinutes(1)), Instant.EPOCH))
                .isEmpty();
    }

    @Test
    void oneThatSaysItIsDownIsOutUntilItSaysOtherwiseAndItsChecksPass() {
        table.checked(FIRST, PASSED);
        table.advised(FIRST, "down #disk is full");
        assertThat(table.snapshot().getFirst().standing()).isEqualTo(Standing.OUT);
        assertThat(table.snapshot().getFirst().reason()).startsWith("it says that it is down: disk is full");
        for (int i = 0; i < 5; i++) table.checked(FIRST, PASSED);
        assertThat(table.eligible().backends()).containsExactly(SECOND);
        table.advised(FIRST, "ready");
        assertThat(table.eligible().backends()).containsExactly(SECOND);
        table.advised(FIRST, "up");
        assertThat(table.eligible().backends()).containsExactly(SECOND);
        for (int i = 0; i < 2; i++) table.checked(FIRST, PASSED);
        assertThat(table.eligible().backends()).containsExactly(FIRST, SECOND);
    }

    /// An agent tells of its load with each answer.
    @Test
    void whatABackendSaysInOtherWordsMakesNoBalancerAnew() {
        table.advised(FIRST, "up 50% #load 0.31");
        Eligible before = table.eligible();
        table.advised(FIRST, "up 50% #load 0.32");
        assertThat(table.eligible()).isSameAs(before);
        assertThat(table.snapshot().getFirst().reason()).endsWith("load 0.32)");
        table.advised(FIRST, "up 51% #load 0.32");
        // Half of ten, rounded.
        assertThat(table.eligible()).isSameAs(before);
        table.advised(FIRST, "up 60%");
        assertThat(table.eligible().version()).isEqualTo(before.version() + 1);
    }

    @Test
    void theLastOneToo() {
        table.advised(FIRST, "down");
        table.advised(SECOND, "down");
        assertThat(table.eligible().backends()).isEmpty();
    }

    @Test
    void whatIsOfNoBackendOrNotUnderstoodChangesNothing() {
        Eligible before = table.eligible();
        table.advised(new Backend("gone", "127.0.0.1", 1, 1), "down");
        table.advised(FIRST, "dwon");
        table.advised(FIRST, "up");
        assertThat(table.eligible()).isEqualTo(before);
    }

    private List<Integer> weights() {
        return table.eligible().backends().stream().map(Backend::weight).toList();
    }
}
