package tandem.fitness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class FindingsTest {
    private final AtomicInteger changes = new AtomicInteger();
    private final Findings findings = new Findings(changes::incrementAndGet);

    private void report(String subject, boolean good, String text) {
        findings.report(new Finding(subject, good, text));
    }

    @Test
    void goodFindingsAreKeptAndChangeNothing() {
        report("interface eth0", true, "up");
        report("interface eth0", true, "up and well");
        assertThat(findings.all()).containsExactly(new Finding("interface eth0", true, "up and well"));
        assertThat(findings.reasons()).isEmpty();
        assertThat(changes).hasValue(0);
    }

    @Test
    void badFindingsAreReasonsBySubjectUntilTheyAreGoodAgain() {
        report("interface eth0", false, "down");
        report("check disk", false, "exit status 1: full");
        assertThat(findings.reasons()).containsExactly("check disk: exit status 1: full", "interface eth0: down");
        report("interface eth0", true, "up");
        assertThat(findings.reasons()).containsExactly("check disk: exit status 1: full");
        assertThat(changes).hasValue(3);
    }

    @Test
    void whatIsBadInTheSameWayIsToldOnceAndInAnotherWayAgain() {
        report("interface eth0", false, "down");
        report("interface eth0", false, "down");
        assertThat(changes).hasValue(1);
        report("interface eth0", false, "no carrier");
        assertThat(changes).hasValue(2);
    }
}
