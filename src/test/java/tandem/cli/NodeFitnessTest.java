package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;
import tandem.cluster.Fitness;
import tandem.health.BackendStatus;
import tandem.health.Standing;

class NodeFitnessTest {

    @Test
    void aNodeWithOneHealthyBackendIsFit() {
        assertThat(NodeFitness.of(pool(1, backends(Standing.OUT, Standing.HEALTHY)), Map.of(), List.of()))
                .contains(new Fitness.Fit());
    }

    @Test
    void aNodeWhoseBackendsAreAllOutIsUnfitAndNamesThePool() {
        assertThat(NodeFitness.of(pool(1, backends(Standing.OUT, Standing.OUT)), Map.of(), List.of()))
                .contains(new Fitness.Unfit(List.of("no healthy backend in pool tomcat")));
    }

    @Test
    void nothingIsKnownWhileNoBackendPassedAndNotAllFailedTheirFirstCheck() {
        assertThat(NodeFitness.of(pool(1, backends(Standing.OUT, Standing.UNVERIFIED)), Map.of(), List.of()))
                .isEmpty();
    }

    @Test
    void troubleWithAnAddressMakesANodeUnfit() {
        assertThat(NodeFitness.of(pool(1, backends(Standing.HEALTHY)), Map.of("main", "eth1 is down"), List.of()))
                .contains(new Fitness.Unfit(List.of("vip main: eth1 is down")));
    }

    @Test
    void fewerHealthyBackendsThanAreNeededMakeANodeUnfit() {
        assertThat(NodeFitness.of(pool(2, backends(Standing.HEALTHY, Standing.OUT)), Map.of(), List.of()))
                .contains(new Fitness.Unfit(List.of("only 1 healthy backends in pool tomcat, and min-healthy is 2")));
        assertThat(NodeFitness.of(pool(2, backends(Standing.HEALTHY, Standing.UNVERIFIED)), Map.of(), List.of()))
                .isEmpty();
        assertThat(NodeFitness.of(pool(2, backends(Standing.HEALTHY, Standing.HEALTHY)), Map.of(), List.of()))
                .contains(new Fitness.Fit());
    }

    @Test
    void whateverTheNodeFindsInItselfIsAReason() {
        assertThat(NodeFitness.of(
                        pool(1, backends(Standing.OUT)), Map.of(), List.of("interface eth0: down", "check disk: full")))
                .contains(new Fitness.Unfit(
                        List.of("no healthy backend in pool tomcat", "interface eth0: down", "check disk: full")));
    }

    private static NodeFitness.Pool pool(int minHealthy, List<BackendStatus> backends) {
        return new NodeFitness.Pool("tomcat", minHealthy, backends);
    }

    private static List<BackendStatus> backends(Standing... standings) {
        return Arrays.stream(standings)
                .map(standing -> new BackendStatus(
                        new Backend("b", "127.0.0.1", 8080, 1),
                        standing,
                        "",
                        Duration.ZERO,
                        Optional.empty(),
                        new BackendStatus.Counts(0, 0, 0)))
                .toList();
    }
}
