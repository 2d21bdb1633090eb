package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.cluster.ClusterSettings.Bind;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.proxy.ProxySettings;
import tandem.vip.VipSettings.Mode;

class ExamplesTest {
    static Stream<Path> examples() {
        return Repository.files(Repository.conf(), ".yaml").stream();
    }

    @Test
    void thereAreTheThreeExamplesThatTheReadmeTellsOf() {
        assertThat(examples().map(file -> file.getFileName().toString()))
                .contains("tandem.yaml", "demo.yaml", "classic-guide.yaml", "witness.yaml");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsValidAsEveryNodeInIt(Path file) {
        var report = ConfigFile.check(file);

        assertThat(report.text()).isEqualTo(file + ": valid");
        assertThat(report.valid()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleCanBeLoadedAsEachOfItsNodesByName(Path file) {
        var loadedByNobody = ConfigFile.load(file, Loading.node("nobody"));
        assertThat(loadedByNobody.report().text()).contains("--node is \"nobody\"; expected one of the nodes");

        var anyNode = nodes(file).getFirst();
        var settings = Loading.valid(file, Loading.node(anyNode));
        assertThat(settings.cluster().discovery())
                .isInstanceOfSatisfying(
                        Discovery.Nodes.class,
                        all -> assertThat(all.peers()).hasSizeBetween(2, 3).allSatisfy(peer -> {
                            var asThatNode = Loading.valid(file, Loading.node(peer.name()));
                            assertThat(asThatNode.cluster().self()).isEqualTo(peer.name());
                            assertThat(asThatNode.cluster().discovery()).isEqualTo(all);
                        }));
    }

    @Test
    void theGuideMapsItsTwoHostsToTwoNodesOfDifferentPriorityAndDevice() {
        var file = Repository.conf().resolve("classic-guide.yaml");

        var master = Loading.valid(file, Loading.host("a", "127.0.0.1", "192.168.17.129"));
        var backup = Loading.valid(file, Loading.host("b", "127.0.0.1", "192.168.17.131"));

        assertThat(master.cluster().self()).isEqualTo("master");
        assertThat(master.cluster().bind()).isEqualTo(new Bind("192.168.17.129", 5701));
        assertThat(master.cluster().priority()).isEqualTo(100);
        assertThat(master.cluster().policy().preempt()).isTrue();
        assertThat(master.vips().getFirst().mode())
                .isEqualTo(new Mode.Linux("192.168.77.50", 32, "eth1", Duration.ofSeconds(2)));
        assertThat(backup.cluster().self()).isEqualTo("backup");
        assertThat(backup.cluster().priority()).isEqualTo(90);
        assertThat(backup.vips().getFirst().mode())
                .isEqualTo(new Mode.Linux("192.168.77.50", 32, "eth2", Duration.ofSeconds(2)));
        assertThat(master.proxy()).isEqualTo(backup.proxy());
        assertThat(master.pools()).isEqualTo(backup.pools());
    }

    @Test
    void theTwoNodesOfTheDemoShareOneHostAndOneAddress() {
        var file = Repository.conf().resolve("demo.yaml");

        var a = Loading.valid(file, Loading.node("proxy-a"));
        var b = Loading.valid(file, Loading.node("proxy-b"));

        assertThat(a.vips()).isEqualTo(b.vips());
        assertThat(a.vips().getFirst().mode()).isEqualTo(new Mode.Socket("127.0.0.1", 18080));
        assertThat(a.proxy().listen()).isEqualTo(new ProxySettings.Listen("127.0.0.1", 18081));
        assertThat(b.proxy().listen()).isEqualTo(new ProxySettings.Listen("127.0.0.1", 18082));
        assertThat(List.of(a.admin().listen().port(), b.admin().listen().port()))
                .containsExactly(19901, 19902);
        assertThat(a.cluster().policy().preempt()).isFalse();
    }

    /// The names that a report offers to somebody who gave a wrong one.
    private static List<String> nodes(Path file) {
        var text = ConfigFile.load(file, Loading.node("")).report().text();
        var list = text.substring(text.lastIndexOf('(') + 1, text.lastIndexOf(')'));
        return Stream.of(list.split(", ", -1))
                .map(item -> item.substring(0, item.indexOf(' ')))
                .toList();
    }

    @Test
    void theWitnessVotesAndHasNoAddress() {
        var file = Repository.conf().resolve("witness.yaml");
        var witness = Loading.valid(file, Loading.node("witness"));
        var node = Loading.valid(file, Loading.node("proxy-a"));

        assertThat(witness.cluster().witness()).isTrue();
        assertThat(witness.vips()).isEmpty();
        assertThat(node.cluster().witness()).isFalse();
        assertThat(node.cluster().policy().quorum()).hasValueSatisfying(quorum -> {
            assertThat(quorum.voters()).containsExactlyInAnyOrder("proxy-a", "proxy-b", "witness");
            assertThat(quorum.votes()).isEqualTo(2);
            assertThat(quorum.lease()).contains(Duration.ofSeconds(2));
        });
    }
}
