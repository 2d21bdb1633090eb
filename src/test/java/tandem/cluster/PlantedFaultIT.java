package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.fixture.SideBySide;

/// Every wrong version of the rules is found by the simulation.
@SideBySide
class PlantedFaultIT {
    private static final long PATIENCE = 3000;

    @ParameterizedTest
    @EnumSource(PlantedFault.class)
    void aWrongRuleIsFound(PlantedFault fault) {
        assertThat(LongStream.rangeClosed(1, PATIENCE)
                        .mapToObj(seed -> WorldRun.of(seed, fault.rules()))
                        .flatMap(Optional::stream)
                        .findFirst())
                .as("what %d runs make of %s", PATIENCE, fault)
                .get()
                .asString()
                .startsWith(Invariants.Broken.class.getName());
    }
}
