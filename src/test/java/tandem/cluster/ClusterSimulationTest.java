package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rosters and elections of two to four nodes through kills, freezes, splits and lost backends. A failure
/// prints the seed and the whole story.
class ClusterSimulationTest {
    private static final int CLUSTERS = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverHappenedOneOwnerIsLeftAndAllNameIt(long series) {
        for (long seed = series * 1_000_000; seed < series * 1_000_000 + CLUSTERS; seed++) {
            Simulation simulation = new Simulation(seed);
            Random random = new Random(seed);
            simulation.run(Duration.ofSeconds(5));
            for (int i = 0; i < 12; i++) {
                simulation.mishap();
                simulation.run(Duration.ofMillis(100 + random.nextInt(4000)));
            }
            simulation.heal();
            simulation.run(Duration.ofSeconds(12));

            assertThat(simulation.claimants())
                    .as("seed %d\n%s", seed, simulation.story())
                    .hasSize(1);
            String owner = simulation.owner().orElseThrow();
            List<Long> terms =
                    simulation.nodes().stream().map(Simulation.Node::claimed).toList();
            for (Simulation.Node node : simulation.nodes())
                if (!node.name.equals(owner))
                    assertThat(node.verdict())
                            .as("seed %d, %s\n%s", seed, node.name, simulation.story())
                            .isInstanceOfSatisfying(
                                    Verdict.Standby.class,
                                    standby -> assertThat(standby.owner()).isEqualTo(owner));
            simulation.run(Duration.ofSeconds(5));
            assertThat(simulation.nodes().stream().map(Simulation.Node::claimed).toList())
                    .as("seed %d: nothing moves any more\n%s", seed, simulation.story())
                    .isEqualTo(terms);
        }
    }
}
