package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cluster.TestNode.await;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.fixture.SideBySide;

/// Two nodes of a rolling change, the files of which do not say the same yet.
@SideBySide
class DifferingFilesIT {

    @Test
    void aVipThatTheBetterNodeDoesNotKnowGoesToTheOther() throws Exception {
        List<ClusterSettings> settings = TestSettings.cluster("a", "b");
        try (TestNode a = new TestNode(settings.get(0), Optional.of(Map.of("other", ""))).fit();
                TestNode b = new TestNode(settings.get(1), Optional.of(Map.of(TestNode.VIP, "", "other", ""))).fit()) {
            await("a is heard by b", () -> b.hears("a", Member::fit));
            await("b has it", b::active);
            assertThat(a.active()).isFalse();
            await(
                    "that is said",
                    () -> b.cluster().beacons().problems().stream()
                            .anyMatch(line -> line.equals("a has no VIP vip in its file, and never takes it")));
        }
    }
}
