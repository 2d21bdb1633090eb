package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.cluster.ClusterSettings.Bind;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.cluster.ClusterSettings.Peer;

/// Which of the nodes of a file a process is.
class SelfTest {
    private static final String POOLS = "pools: [{name: tomcat, backends: [{address: tomcat:8080}]}]\n";
    private static final String TWO_NODES = POOLS + """
            cluster:
              nodes:
                - {name: proxy-a, address: 10.0.0.11}
                - {name: proxy-b, address: 10.0.0.12}
            """;
    private static final String BY_DNS = POOLS + """
            cluster: {discovery: {dns: tandem-members, port: 5800}, priority: 7}
            vips: [{mode: linux, address: 10.0.0.50, device: eth0}]
            """;

    @TempDir
    Path folder;

    private Loading loading = new Loading(Path.of(""));

    @BeforeEach
    void prepare() {
        loading = new Loading(folder);
    }

    @Test
    void theOptionGoesBeforeTheEnvironmentAndTheAddress() {
        var identity = new Identity("proxy-b", "proxy-a", null, "proxy-a", Set.of(InetAddress.ofLiteral("10.0.0.11")));

        assertThat(loading.valid(TWO_NODES, identity).cluster().self()).isEqualTo("proxy-b");
    }

    @Test
    void theEnvironmentGoesBeforeTheAddress() {
        var identity = new Identity(null, "proxy-b", null, "proxy-a", Set.of(InetAddress.ofLiteral("10.0.0.11")));

        assertThat(loading.valid(TWO_NODES, identity).cluster().self()).isEqualTo("proxy-b");
    }

    @Test
    void theAddressGoesBeforeTheHostName() {
        var settings = loading.valid(TWO_NODES, Loading.host("proxy-a", "127.0.0.1", "10.0.0.12"));

        assertThat(settings.cluster().self()).isEqualTo("proxy-b");
        assertThat(settings.cluster().bind()).isEqualTo(new Bind("10.0.0.12", 5701));
        assertThat(settings.cluster().discovery())
                .isEqualTo(new Discovery.Nodes(
                        List.of(new Peer("proxy-a", "10.0.0.11:5701"), new Peer("proxy-b", "10.0.0.12:5701"))));
    }

    @Test
    void theHostNameIsTheLastResort() {
        var settings = loading.valid(TWO_NODES, Loading.host("proxy-a", "172.17.0.5"));

        assertThat(settings.cluster().self()).isEqualTo("proxy-a");
        assertThat(loading.valid(TWO_NODES, Loading.host("proxy-b.example.org", "172.17.0.5"))
                        .cluster()
                        .self())
                .isEqualTo("proxy-b");
    }

    @Test
    void aNameThatNoNodeHasIsAProblemThatListsThem() {
        assertThat(loading.refused(TWO_NODES, Loading.node("proxy-c"))).isEqualTo("""
                        FILE:3:3: cluster.nodes: --node is "proxy-c"; expected one of the nodes \
                        (proxy-a at 10.0.0.11:5701, proxy-b at 10.0.0.12:5701); did you mean "proxy-a"?
                        FILE: 1 problem""");
    }

    @Test
    void theProblemNamesTheEnvironmentWhereTheNameCameFromThere() {
        var identity = new Identity(null, "nobody", null, "somewhere", Set.of());

        assertThat(loading.refused(TWO_NODES, identity)).contains("TANDEM_NODE is \"nobody\"; expected one of");
    }

    @Test
    void aHostThatIsNoneOfTheNodesIsAProblemThatSaysHowToChoose() {
        assertThat(loading.refused(TWO_NODES, Loading.host("web1", "127.0.0.1", "10.0.0.13")))
                .contains("none of the nodes has an address of this host or its name, \"web1\"")
                .contains("say which one this is with --node NAME or TANDEM_NODE")
                .contains("proxy-a at 10.0.0.11:5701, proxy-b at 10.0.0.12:5701");
    }

    @Test
    void twoNodesOnOneHostHaveToBeToldApart() {
        var demo = Repository.conf().resolve("demo.yaml");

        var report = ConfigFile.load(demo, Loading.host("proxy-a", "127.0.0.1")).report();

        assertThat(report.text())
                .contains("more than one of the nodes is on this host; say which one this is with --node");
    }

    @Test
    void withoutAClusterThereIsOneNodeThatHearsNobody() {
        var cluster = loading.valid(POOLS, Loading.host("web1", "10.0.0.11")).cluster();

        assertThat(cluster.self()).isEqualTo("web1");
        assertThat(cluster.bind()).isEqualTo(new Bind("127.0.0.1", 5701));
        assertThat(cluster.discovery()).isEqualTo(new Discovery.Nodes(List.of(new Peer("web1", "127.0.0.1:5701"))));
    }

    @Test
    void aNameThatIsGivenToTheOnlyNodeHasToBeOne() {
        assertThat(loading.valid(POOLS, Loading.node("proxy-a")).cluster().self())
                .isEqualTo("proxy-a");
        assertThat(loading.refused(POOLS, Loading.node("proxy a")))
                .contains("--node is \"proxy a\"; expected a name of at most 63 characters");
        assertThat(loading.refused(BY_DNS, Loading.node(""))).contains("--node is \"\"; expected a name");
    }

    @Test
    void aNodeThatDnsTellsOfHasTheNameAndTheOnlyAddressOfItsHost() {
        var cluster = loading.valid(BY_DNS, Loading.host("tandem-0", "127.0.0.1", "::1", "10.0.0.11", "fd00::11"))
                .cluster();

        assertThat(cluster.self()).isEqualTo("tandem-0");
        assertThat(cluster.bind()).isEqualTo(new Bind("10.0.0.11", 5800));
        assertThat(cluster.priority()).isEqualTo(7);
        assertThat(cluster.discovery()).isEqualTo(new Discovery.Dns("tandem-members", 5800));
    }

    @Test
    void aLeftOverVirtualAddressIsNotTakenForTheHostsOwn() {
        var cluster = loading.valid(BY_DNS, Loading.host("tandem-0", "10.0.0.50", "10.0.0.11"))
                .cluster();

        assertThat(cluster.bind().host()).isEqualTo("10.0.0.11");
    }

    @Test
    void severalAddressesHaveToBeChosenFrom() {
        assertThat(loading.refused(BY_DNS, Loading.host("tandem-0", "10.0.0.12", "10.0.0.11")))
                .startsWith("FILE:2:11: cluster.discovery: this host has several addresses (10.0.0.11, 10.0.0.12); "
                        + "name the one for the cluster with TANDEM_BIND\n");
    }

    @Test
    void aHostWithoutAnAddressThatOthersReachIsAProblem() {
        assertThat(loading.refused(BY_DNS, Loading.host("tandem-0", "127.0.0.1", "fe80::1")))
                .contains("this host has no address that others reach it at");
    }

    @Test
    void theEnvironmentNamesTheAddressToBindTo() {
        var addresses = Set.of(InetAddress.ofLiteral("10.0.0.12"), InetAddress.ofLiteral("10.0.0.11"));

        var cluster = loading.valid(BY_DNS, new Identity("a", null, "10.0.0.12", "tandem-0", addresses))
                .cluster();
        var refused = loading.refused(BY_DNS, new Identity("a", null, "10.0.0.13", "tandem-0", addresses));

        assertThat(cluster.self()).isEqualTo("a");
        assertThat(cluster.bind()).isEqualTo(new Bind("10.0.0.12", 5800));
        assertThat(refused)
                .contains("TANDEM_BIND is \"10.0.0.13\"; expected one of this host's addresses (10.0.0.11, 10.0.0.12)");
    }

    @Test
    void thisHostHasANameAndALoopbackAddress() {
        var identity = Identity.ofThisHost("proxy-a");

        assertThat(identity.option()).isEqualTo("proxy-a");
        assertThat(identity.hostName()).isNotBlank();
        assertThat(identity.addresses()).anyMatch(InetAddress::isLoopbackAddress);
    }
}
