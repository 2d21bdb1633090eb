package tandem.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.config.ConfigFile;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.config.Settings;
import tandem.vip.VipSettings.Mode;

/// The names, ports and paths in `k8s/` against each other and against what the program reads and serves.
class ManifestsTest {
    /// Tests run in the module's folder, `src`.
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Path K8S = ROOT.resolve("k8s");

    private static Yaml set;
    private static Yaml container;
    private static Settings settings;

    @BeforeAll
    static void load() throws IOException {
        set = Yaml.load(K8S.resolve("statefulset.yaml"));
        container = set.at("spec.template.spec.containers").named("tandem");
        var pod = InetAddress.ofLiteral("10.0.0.7");
        var identity = new Identity(null, "tandem-0", pod.getHostAddress(), "tandem-0", Set.of(pod));
        settings = switch (ConfigFile.load(K8S.resolve("tandem.yaml"), identity)) {
            case Loaded.Valid(var valid, var report) -> {
                assertThat(report.problems()).isEmpty();
                yield valid;
            }
            case Loaded.Invalid(var report) -> throw new AssertionError(report.text());
        };
    }

    @Test
    void everyManifestIsInTheKustomizationAndTheOtherWayRound() throws IOException {
        var kustomization = Yaml.load(K8S.resolve("kustomization.yaml"));
        var listed =
                kustomization.at("resources").items().stream().map(Yaml::text).collect(Collectors.toSet());
        try (var files = Files.list(K8S)) {
            var present = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .filter(name -> !Set.of("kustomization.yaml", "tandem.yaml").contains(name))
                    .collect(Collectors.toSet());
            assertThat(listed).isEqualTo(present);
        }
        for (var file : listed)
            assertThat(Yaml.load(K8S.resolve(file)).at("kind").text()).isNotBlank();
    }

    @Test
    void theConfigurationIsMountedWhereTheProgramLooksForIt() throws IOException {
        var generator = Yaml.load(K8S.resolve("kustomization.yaml"))
                .at("configMapGenerator")
                .items()
                .getFirst();
        var file = generator.at("files").items().getFirst().text();
        var mount = container.at("volumeMounts").named("config").at("mountPath").text();
        var args = container.at("args").items().stream().map(Yaml::text).toList();

        assertThat(args).containsExactly("run", "-c", mount + "/" + file);
        assertThat(K8S.resolve(file)).exists();
        assertThat(set.at("spec.template.spec.volumes")
                        .named("config")
                        .at("configMap.name")
                        .text())
                .isEqualTo(generator.at("name").text());
    }

    @Test
    void theImagesVersionIsTheProgramsVersion() throws IOException {
        var properties = new Properties();
        try (var in = ManifestsTest.class.getResourceAsStream("/tandem/version.properties")) {
            properties.load(Objects.requireNonNull(in));
        }
        var image = Yaml.load(K8S.resolve("kustomization.yaml"))
                .at("images")
                .items()
                .getFirst();

        assertThat(image.at("name").text()).isEqualTo(container.at("image").text());
        assertThat(image.at("newTag").text()).isEqualTo(properties.getProperty("version"));
    }

    @Test
    void thePortsAreThoseOfTheConfiguration() {
        var ports = container.at("ports");

        assertThat(ports.named("http").at("containerPort").number())
                .isEqualTo(settings.proxy().listen().port());
        assertThat(settings.proxy().listen().host()).isEqualTo("0.0.0.0");
        assertThat(ports.named("member").at("containerPort").number())
                .isEqualTo(settings.cluster().bind().port());
        assertThat(ports.named("health").at("containerPort").number())
                .isEqualTo(Objects.requireNonNull(settings.admin().health()).port());
    }

    @Test
    void theNodesFindEachOtherThroughTheHeadlessService() throws IOException {
        var members = Yaml.load(K8S.resolve("members.yaml"));
        var name = members.at("metadata.name").text();

        assertThat(members.at("spec.clusterIP").text()).isEqualTo("None");
        assertThat(members.at("spec.publishNotReadyAddresses").value()).isEqualTo(true);
        assertThat(set.at("spec.serviceName").text()).isEqualTo(name);
        assertThat(settings.cluster().discovery()).isInstanceOfSatisfying(Discovery.Dns.class, dns -> {
            assertThat(dns.service()).isEqualTo(name);
            assertThat(dns.port()).isEqualTo(settings.cluster().bind().port());
        });
        assertThat(settings.cluster().self()).isEqualTo("tandem-0");
        assertThat(settings.cluster().bind().host()).isEqualTo("10.0.0.7");
    }

    @Test
    void theServicesSendToPortsThatTheContainerHas() throws IOException {
        for (var file : Set.of("service.yaml", "members.yaml"))
            for (var port : Yaml.load(K8S.resolve(file)).at("spec.ports").items())
                assertThat(container
                                .at("ports")
                                .named(port.at("targetPort").text())
                                .at("containerPort")
                                .number())
                        .isPositive();
    }

    @Test
    void theProbesAskForWhatIsServedOpenly() {
        assertThat(container.at("startupProbe.httpGet.path").text()).isEqualTo("/livez");
        assertThat(container.at("livenessProbe.httpGet.path").text()).isEqualTo("/livez");
        assertThat(container.at("readinessProbe.httpGet.path").text()).isEqualTo("/readyz");
        for (var probe : Set.of("startupProbe", "livenessProbe", "readinessProbe"))
            assertThat(container.at(probe + ".httpGet.port").text()).isEqualTo("health");
    }

    @Test
    void aPodHasTheTimeToStopInGoodOrder() {
        var grace = Duration.ofSeconds(
                set.at("spec.template.spec.terminationGracePeriodSeconds").number());

        assertThat(grace)
                .isGreaterThan(settings.stop().drain().plus(settings.stop().handover()));
    }

    @Test
    void noAddressMovesInsideKubernetes() {
        assertThat(settings.vips()).allSatisfy(vip -> assertThat(vip.mode()).isInstanceOf(Mode.None.class));
    }

    @Test
    void theImageCopiesWhatTheBuildMakes() throws IOException {
        var copied = Files.readAllLines(K8S.resolve("Dockerfile")).stream()
                .filter(line -> line.startsWith("COPY "))
                .map(line -> line.substring("COPY ".length(), line.lastIndexOf(' ')))
                .toList();

        assertThat(copied).containsExactly("bin/", "src/target/lib/", "src/target/tandem-*.jar");
        assertThat(ROOT.resolve("bin/tandem")).isExecutable();
    }
}
