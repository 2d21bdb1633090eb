package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.failover.KeepalivedContestant.Advert;
import tandem.lab.Needs;
import tandem.lab.TandemPair;

/// The benchmark of failovers can be run, and each fault moves the address once.
class FailoverIT {
    private static final Duration SOAK = Duration.ofSeconds(3);

    private static Takeover measured(Contestant contestant, Fault fault, Report report) {
        Takeover takeover = new Series(contestant, fault, Duration.ZERO).run(new Random(1));
        report.add(new Report.Row(contestant.name(), fault, List.of(takeover), List.of(setting())));
        assertThat(takeover.fresh().requests()).isPositive();
        assertThat(takeover.kept())
                .hasValueSatisfying(seen -> assertThat(seen.requests()).isPositive());
        assertThat(takeover.timeline().orElseThrow().kept().answered()).contains("1");
        assertThat(takeover.move().isPresent()).isEqualTo(fault.moves());
        takeover.move().ifPresent(move -> assertThat(move.served()).isPositive());
        return takeover;
    }

    private static JsonObject setting() {
        return Machine.now().put("version", "this one");
    }

    @Test
    void eachFaultIsMeasured() {
        var report = new Report();
        var faults = List.of(Fault.KILLED, Fault.CUT, Fault.FROZEN, Fault.STOPPED, Fault.SWITCHOVER);
        try (var tandem = TandemContestant.open(List.of(), TandemPair.Jvm.QUICK)) {
            for (Fault fault : faults)
                assertThat(measured(tandem, fault, report).steps()).containsKeys("decidedMs", "addedMs", "announcedMs");
            report.replace(Soak.of(tandem, SOAK, setting(), new Progress(SOAK)));
            tandem.lab().note(report.text());
        }
        assertThat(report.json().getJsonArray("rows")).hasSize(faults.size());
        assertThat(report.isSoaked("Tandem", SOAK)).isTrue();
    }

    /// What an address does there under load, or how quick it is, is not ours to hold it to.
    @Test
    void aPeerIsMeasuredInTheSameWay() {
        String missing = Program.missing(Who.KEEPALIVED_FAST.programs());
        if (!missing.isEmpty()) Needs.missing("the peers of the benchmark", missing);
        assertThat(Who.KEEPALIVED_FAST.version()).startsWith("nginx/").contains(" and Keepalived v");
        var report = new Report();
        try (var peer = KeepalivedContestant.open(Advert.FAST)) {
            assertThat(measured(peer, Fault.KILLED, report).kept().orElseThrow().failed())
                    .as("a killed process takes its connections with it")
                    .isPositive();
            measured(peer, Fault.PROXY_KILLED, report);
            peer.lab().note(report.text());
        }
    }
}
