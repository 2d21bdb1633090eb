package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every story under `scenarios/election`, step by step, to the letter of each reason.
class ElectionScenarioTest {

    @TestFactory
    Stream<DynamicContainer> everyStoryHolds() throws IOException, URISyntaxException {
        URI folder = Objects.requireNonNull(getClass().getResource("/scenarios/election"))
                .toURI();
        try (Stream<Path> found = Files.list(Path.of(folder))) {
            List<Path> files = found.sorted().toList();
            assertThat(files).hasSizeGreaterThan(5);
            return files.stream().map(ElectionScenarioTest::story);
        }
    }

    private static DynamicContainer story(Path file) {
        try {
            Scenario scenario = Scenario.read(file);
            return DynamicContainer.dynamicContainer(
                    file.getFileName().toString(),
                    scenario.steps().stream()
                            .map(step -> DynamicTest.dynamicTest(step.title(), () -> {
                                step.decisions()
                                        .forEach((node, expected) -> assertThat(Election.decide(
                                                        step.viewOf(node), Scenario.VIP, scenario.policy()))
                                                .as("%s:%d: %s", file.getFileName(), step.line(), node)
                                                .isEqualTo(expected));
                            })));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
