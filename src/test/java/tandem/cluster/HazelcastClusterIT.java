package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cluster.TestNode.await;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.fixture.FreePorts;
import tandem.fixture.SideBySide;

/// Real members on the loopback: several in this process, and some in processes that are killed and
/// frozen.
@SideBySide
class HazelcastClusterIT {
    private static final Logger log = LoggerFactory.getLogger(HazelcastClusterIT.class);

    @Test
    void statesReachTheOthersAndAllSeeOneOrder() throws Exception {
        List<ClusterSettings> settings = TestSettings.cluster("a", "b", "c");
        try (TestNode b = new TestNode(settings.get(1)).fit();
                TestNode c = new TestNode(settings.get(2)).fit();
                TestNode a = new TestNode(settings.get(0))) {
            a.cluster().fitness(new Fitness.Unfit(List.of("no healthy backend")));
            for (TestNode node : List.of(a, b, c))
                await("all heard in the order of joining", () -> node.heard().equals(List.of("b", "c", "a")));

            await(
                    "fitness and priority of a known to c",
                    () -> c.hears(
                            "a",
                            member -> member.fitness().equals(new Fitness.Unfit(List.of("no healthy backend")))
                                    && member.priority() == 100));
            await("b is active", b::active);
            await(
                    "a stands by",
                    () -> a.verdict() instanceof Verdict.Standby standby
                            && standby.owner().equals("b"));
            await(
                    "c stands by",
                    () -> c.verdict() instanceof Verdict.Standby standby
                            && standby.owner().equals("b"));
            assertThat(a.cluster().members()).extracting(MemberStatus::name).containsExactly("b", "c", "a");
            assertThat(a.cluster().members()).extracting(MemberStatus::self).containsExactly(false, false, true);
            assertThat(a.cluster().members()).allMatch(MemberStatus::heard);
            assertThat(a.cluster().members().getFirst().address())
                    .isEqualTo(settings.get(1).bind().address());
        }
    }

    @Test
    void theVipMovesWhenItsOwnerBecomesUnfitAndStays() throws Exception {
        List<ClusterSettings> settings = TestSettings.cluster("a", "b");
        try (TestNode a = new TestNode(settings.get(0)).fit();
                TestNode b = new TestNode(settings.get(1)).fit()) {
            await("a owns", () -> a.active() && b.hears("a", member -> member.term(TestNode.VIP) == 1));

            a.cluster().fitness(new Fitness.Unfit(List.of("no healthy backend")));
            Duration moved = await("b took over", () -> b.active() && !a.active());
            log.info("unfit to taken over and told: {} ms", moved.toMillis());

            a.fit();
            await("a known as fit", () -> b.hears("a", Member::fit));
            assertThat(b.verdict()).isEqualTo(new Verdict.Active(2, "owner, and fit"));
            assertThat(b.cluster().view().highestTerm(TestNode.VIP)).isEqualTo(2);
        }
    }

    @Test
    void anOrderlyLeaveIsNoticedAtOnce() throws Exception {
        List<ClusterSettings> settings = TestSettings.cluster("a", "b");
        try (TestNode a = new TestNode(settings.get(0)).fit();
                TestNode b = new TestNode(settings.get(1)).fit()) {
            await("both heard", () -> a.heard().size() == 2 && b.heard().size() == 2 && a.active());

            a.cluster().fitness(new Fitness.Leaving());
            await("b took over from the leaving owner", () -> b.active() && !a.active());
            long start = System.nanoTime();
            a.cluster().leave();
            Duration left = Duration.ofNanos(System.nanoTime() - start);
            Duration noticed = await("a is gone", () -> b.heard().equals(List.of("b")));
            log.info("orderly leave took {} ms, noticed {} ms after it", left.toMillis(), noticed.toMillis());
            assertThat(b.verdict()).isEqualTo(new Verdict.Active(2, "owner, and fit"));
        }
    }

    @Test
    void aKilledProcessIsNoticedWithoutWaitingForHeartbeats() throws Exception {
        List<ClusterSettings> settings = TestSettings.cluster("a", "b");
        try (NodeProcess a = owning(settings.get(0));
                TestNode b = new TestNode(settings.get(1)).fit()) {
            await("b stands by", () -> b.verdict() instanceof Verdict.Standby);

            a.kill();
            Duration noticed = await("b took over", b::active);
            log.info("kill -9 to taken over: {} ms", noticed.toMillis());
            assertThat(noticed).isLessThan(Duration.ofSeconds(20));
            assertThat(b.heard()).containsExactly("b");

            try (NodeProcess again = process(settings.get(0))) {
                Duration back = await(
                        "its new life is heard",
                        () -> b.heard().equals(List.of("b", "a"))
                                && again.lastLine().contains("[b, a]")
                                && again.lastLine().contains("Standby"));
                log.info("process start to heard and standing by: {} ms", back.toMillis());
                assertThat(b.active()).isTrue();
                assertThat(again.active()).isFalse();
            }
        }
    }

    @Test
    void aKilledStandbyIsNoticedByTheOldestMember() throws Exception {
        List<ClusterSettings> settings = TestSettings.cluster("a", "b");
        try (TestNode a = new TestNode(settings.get(0)).fit()) {
            await("a owns", a::active);
            try (NodeProcess b = process(settings.get(1))) {
                await(
                        "both heard",
                        () -> a.heard().equals(List.of("a", "b"))
                                && b.lastLine().contains("Standby"));

                b.kill();
                Duration noticed = await("b is gone", () -> a.heard().equals(List.of("a")));
                log.info("kill -9 of the standby to noticed: {} ms", noticed.toMillis());
                assertThat(a.active()).isTrue();
            }
        }
    }

    @Test
    void nodesStartedAtTheSameMomentBecomeOneClusterWithOneOwner() throws Exception {
        // After the start wait the first one claims whoever the other is.
        List<ClusterSettings> settings = TestSettings.cluster("a", "b").stream()
                .map(TestSettings::awaitingAll)
                .toList();
        long start = System.nanoTime();
        try (ExecutorService starter = Executors.newFixedThreadPool(2)) {
            List<CompletableFuture<TestNode>> starting = settings.stream()
                    .map(own -> CompletableFuture.supplyAsync(() -> started(own), starter))
                    .toList();
            try (TestNode a = starting.get(0).join();
                    TestNode b = starting.get(1).join()) {
                await("one cluster", () -> a.heard().size() == 2 && b.heard().equals(a.heard()));
                long merged = System.nanoTime();
                await("one owner", () -> a.active() != b.active());
                log.info(
                        "two starts at once: one cluster after {} ms, an owner after {} ms",
                        Duration.ofNanos(merged - start).toMillis(),
                        Duration.ofNanos(System.nanoTime() - start).toMillis());
                assertThat(a.verdict()).isInstanceOf(Verdict.Active.class);
            }
        }
    }

    @Test
    void aLoneNodeClaimsOnceTheStartWaitIsOver() throws Exception {
        long start = System.nanoTime();
        try (TestNode b = new TestNode(TestSettings.cluster("a", "b").get(1)).fit()) {
            await("b waits", () -> b.verdict().reason().equals("no owner; waiting for a"));
            await("b is active", b::active);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            log.info("lone start to active: {} ms", took.toMillis());
            assertThat(took).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        }
    }

    @Test
    void aFrozenOwnerIsReplacedAndStandsByWhenItResumes() throws Exception {
        List<ClusterSettings> settings = TestSettings.cluster("a", "b");
        try (NodeProcess a = owning(settings.get(0));
                TestNode b = new TestNode(settings.get(1)).fit()) {
            await("b stands by", () -> b.verdict() instanceof Verdict.Standby);

            a.freeze();
            Duration noticed = await("b took over", b::active);
            log.info("frozen to taken over: {} ms", noticed.toMillis());
            a.resume();
            Duration merged = await(
                    "merged, and a stands by",
                    () -> b.heard().size() == 2 && a.lastLine().contains("Standby"));
            log.info("resumed to merged and settled: {} ms; order {}", merged.toMillis(), b.heard());
            assertThat(b.active()).isTrue();
            assertThat(((Verdict.Active) b.verdict()).term()).isEqualTo(2);
        }
    }

    @Test
    void aPeerThatIsFrozenDoesNotHoldUpAStart() throws Exception {
        List<ClusterSettings> settings = TestSettings.cluster("a", "b");
        try (NodeProcess a = owning(settings.get(0))) {
            a.freeze();
            long start = System.nanoTime();
            try (TestNode b = new TestNode(settings.get(1)).fit()) {
                await("b is active", b::active);
                log.info(
                        "start beside a frozen peer to active: {} ms",
                        Duration.ofNanos(System.nanoTime() - start).toMillis());
                a.resume();
                Duration merged = await(
                        "one cluster with one owner",
                        () -> b.heard().size() == 2 && a.lastLine().contains(", ") && a.active() != b.active());
                log.info("resumed to one cluster: {} ms", merged.toMillis());
            }
        }
    }

    /// The node itself lives, and its beacons say so: what it owns stays with it.
    @Test
    void aMemberThatDiesWithinALivingProcessIsStartedAgainAndKeepsWhatTheNodeOwns() throws Exception {
        List<ClusterSettings> settings = TestSettings.cluster("a", "b");
        try (TestNode a = new TestNode(settings.get(0)).fit();
                TestNode b = new TestNode(settings.get(1)).fit()) {
            await("a owns", () -> a.active() && b.verdict() instanceof Verdict.Standby);

            int port = settings.get(0).bind().port();
            HazelcastInstance dead = instance(port);
            dead.getLifecycleService().terminate();
            await(
                    "a's member is back",
                    () -> Hazelcast.getAllHazelcastInstances().stream()
                            .filter(instance -> !instance.equals(dead))
                            .filter(instance -> instance.getLifecycleService().isRunning())
                            .filter(instance ->
                                    instance.getCluster().getMembers().size() == 2)
                            .anyMatch(instance -> instance.getCluster()
                                            .getLocalMember()
                                            .getAddress()
                                            .getPort()
                                    == port));
            await("both heard", () -> a.heard().size() == 2 && b.heard().size() == 2);
            assertThat(a.active()).isTrue();
            assertThat(b.verdict()).isInstanceOf(Verdict.Standby.class);
        }
    }

    @Test
    void membersAreFoundByTheNameOfAService(@TempDir Path folder) throws Exception {
        int port = FreePorts.find();
        Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "127.0.0.1 tandem-headless\n127.0.0.2 tandem-headless\n");
        Map<String, Path> properties = Map.of("jdk.net.hosts.file", hosts);
        String[] dns = {"dns", "tandem-headless", Integer.toString(port)};
        try (NodeProcess one = new NodeProcess(properties, "pod-0", "127.0.0.1:" + port, dns);
                NodeProcess other = new NodeProcess(properties, "pod-1", "127.0.0.2:" + port, dns)) {
            await(
                    "one cluster with one owner",
                    () -> one.lastLine().contains(", ")
                            && other.lastLine().contains(", ")
                            && one.active() != other.active());
        }
    }

    @Test
    void aTakenPortIsNamedInTheFailure() throws Exception {
        ClusterSettings settings = TestSettings.cluster("a").getFirst();
        try (ServerSocket taken = new ServerSocket(settings.bind().port(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> new TestNode(settings).close())
                    .isInstanceOf(ClusterStartException.class)
                    .hasMessage("cannot listen on " + settings.bind().address() + " for the cluster: the port is taken,"
                            + " perhaps by another Tandem; stop that program or give this node another port");
        }
    }

    @Test
    void anAddressOfAnotherHostIsNamedInTheFailure() {
        ClusterSettings settings = TestSettings.of(
                "a", new ClusterSettings.Bind("192.0.2.1", 5701), TestSettings.discovery(List.of("a=192.0.2.1:5701")));

        assertThatThrownBy(() -> new TestNode(settings).close())
                .isInstanceOf(ClusterStartException.class)
                .hasMessage("cannot listen on 192.0.2.1:5701 for the cluster: 192.0.2.1 is not an address of this host;"
                        + " is this the right node's configuration?");
    }

    private static NodeProcess process(ClusterSettings settings) throws Exception {
        return new NodeProcess(settings.self(), settings.bind().address(), TestSettings.arguments(settings));
    }

    private static NodeProcess owning(ClusterSettings settings) throws Exception {
        NodeProcess process = process(settings);
        await("the process owns", process::active);
        return process;
    }

    private static TestNode started(ClusterSettings settings) {
        try {
            return new TestNode(settings).fit();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HazelcastInstance instance(int port) {
        return Hazelcast.getAllHazelcastInstances().stream()
                .filter(instance ->
                        instance.getCluster().getLocalMember().getAddress().getPort() == port)
                .findFirst()
                .orElseThrow();
    }
}
