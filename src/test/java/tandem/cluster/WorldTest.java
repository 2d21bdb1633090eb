package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Some runs of the simulated cluster at every build. [WorldIT] has the many runs, [PlantedFaultIT] the proof that they
/// see what they are meant to see.
class WorldTest {
    private static final long RUNS = 60;

    @Test
    void whateverGoesWrongEveryPromiseIsKept() {
        for (long seed = 1; seed <= RUNS; seed++) {
            Optional<String> broken = WorldRun.of(seed, new WorldRules());
            if (broken.isPresent())
                throw new AssertionError("seed " + seed + "\n" + WorldRun.story(seed, new WorldRules()));
        }
    }

    @Test
    void nodesWhoseFilesHaveDifferentLeasesKeepItToo() {
        WorldRules rules = new WorldRules() {
            @Override
            WorldPlan plan(Random random) {
                return WorldPlan.ofThreeFiles(random);
            }

            @Override
            boolean rivalriesOnly() {
                return true;
            }
        };
        for (long seed = 1; seed <= RUNS; seed++) {
            Optional<String> broken = WorldRun.of(seed, rules);
            if (broken.isPresent()) throw new AssertionError("seed " + seed + "\n" + WorldRun.story(seed, rules));
        }
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        assertThat(WorldRun.story(4711, new WorldRules())).isEqualTo(WorldRun.story(4711, new WorldRules()));
    }
}
