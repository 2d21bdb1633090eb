package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.lab.TandemPair;

/// The benchmark of failovers can be run, and each fault moves the address once.
class FailoverIT {
    @Test
    void eachFaultIsMeasured() {
        var report = new Report();
        var faults = List.of(Fault.KILLED, Fault.CUT, Fault.FROZEN, Fault.STOPPED, Fault.SWITCHOVER);
        try (var tandem = TandemContestant.open(List.of(), TandemPair.Jvm.QUICK)) {
            for (Fault fault : faults) {
                var takeovers = new Series(tandem, fault, Duration.ZERO).run(1, new Random(1), () -> true);
                report.add(new Report.Row(tandem.name(), fault, takeovers));
                assertThat(takeovers).singleElement().satisfies(takeover -> {
                    assertThat(takeover.requests()).isPositive();
                    assertThat(takeover.move())
                            .hasValueSatisfying(
                                    move -> assertThat(move.served()).isPositive());
                    assertThat(takeover.steps()).containsKeys("decidedMs", "addedMs", "announcedMs");
                });
            }
            tandem.lab().note(report.tables());
        }
        assertThat(report.json().getJsonArray("rows")).hasSize(faults.size());
    }
}
