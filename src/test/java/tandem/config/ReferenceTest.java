package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// `conf/tandem.yaml` is the reference: it has every key, and sets it to its default where there is one.
class ReferenceTest {
    private static final String NO_SUCH_KEY = "no-such-key";
    private static final Pattern KNOWN = Pattern.compile("\\(known: (.*)\\)$");

    /// What has no default in `conf/tandem.yaml`, and nothing else.
    private static final String MINIMAL = """
            pools:
              - name: tomcat
                backends:
                  - {name: tomcat-1, address: 192.168.17.141:8080}
                  - {name: tomcat-2, address: 192.168.17.142:8080}
            cluster:
              nodes:
                - {name: proxy-a, address: 192.168.17.129}
                - {name: proxy-b, address: 192.168.17.131}
            vips:
              - {mode: linux, address: 192.168.77.50, device: eth1}
            """;

    private final String reference = Repository.text(Repository.conf().resolve("tandem.yaml"));

    @TempDir
    Path folder;

    @Test
    void everyValueInItIsTheDefault() {
        var loading = new Loading(folder);
        for (String node : List.of("proxy-a", "proxy-b")) {
            assertThat(loading.valid(reference, Loading.node(node)))
                    .isEqualTo(loading.valid(MINIMAL, Loading.node(node)));
        }
    }

    @Test
    void itsSwitchedOffSettingsAreRightToo() {
        var file = new Loading(folder).write(switchedOn());

        var report = ConfigFile.check(file);

        assertThat(report.problems().stream().map(problem -> problem.spot().path() + ": " + problem.message()))
                .containsExactlyInAnyOrder(
                        "pools[0].affinity-cookie: belongs to affinity cookie",
                        "pools[0].check.json: excludes body; expected one of them",
                        "pools[0].http2: belongs to a pool with http: 2",
                        "proxy.listen: requests to the virtual address 2001:db8::50 do not arrive at 0.0.0.0:80;"
                                + " expected [::]:80",
                        "cluster.nodes: excludes cluster.discovery: list the nodes, or have them found by DNS");
    }

    @Test
    void itHasEveryKeyThatIsKnown() {
        var sections = new ArrayList<Section>();
        collect(new Yaml(switchedOn()).root(), "", sections);

        for (Section section : sections) {
            var written = sections.stream()
                    .filter(other -> other.pattern().equals(section.pattern()))
                    .flatMap(other -> other.keys().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(written).as("keys of section \"%s\"", section.pattern()).isEqualTo(known(section));
        }
        assertThat(sections.stream().map(Section::pattern).distinct())
                .containsExactlyInAnyOrder(
                        "",
                        "proxy",
                        "proxy.self-check",
                        "proxy.http2",
                        "listeners[]",
                        "listeners[].tls",
                        "listeners[].tls.certificates[]",
                        "listeners[].tls.client-certificates",
                        "listeners[].tls.sessions",
                        "listeners[].hsts",
                        "pools[]",
                        "pools[].backends[]",
                        "pools[].affinity-cookie",
                        "pools[].agent",
                        "pools[].check",
                        "pools[].check.json",
                        "pools[].check.tls",
                        "pools[].http2",
                        "pools[].tls",
                        "pools[].eject",
                        "hosts[]",
                        "hosts[].request-headers[]",
                        "hosts[].response-headers[]",
                        "hosts[].routes[]",
                        "hosts[].routes[].headers[]",
                        "hosts[].routes[].cookie-path",
                        "hosts[].routes[].cookie-domain",
                        "hosts[].routes[].request-headers[]",
                        "hosts[].routes[].response-headers[]",
                        "hosts[].routes[].redirect",
                        "hosts[].routes[].respond",
                        "hosts[].routes[].files",
                        "files",
                        "dns",
                        "compression",
                        "tracing",
                        "limits",
                        "access-log",
                        "error-pages[]",
                        "pools[].retry",
                        "pools[].queue",
                        "checks[]",
                        "cluster",
                        "cluster.nodes[]",
                        "cluster.discovery",
                        "vips[]",
                        "admin",
                        "admin.tls",
                        "admin.tls.client-certificates",
                        "admin.tls.client-certificates.clients[]",
                        "notifications",
                        "notifications.email",
                        "notifications.webhook",
                        "reload",
                        "stop");
    }

    /// Of what stands at the edge.
    @Test
    void everyKeyIsWrongInABrokenExample() {
        var sections = new ArrayList<Section>();
        collect(new Yaml(switchedOn()).root(), "", sections);
        var messages = Repository.files(Repository.resources("config/broken"), ".txt").stream()
                .map(Repository::text)
                .collect(Collectors.joining());
        var wrong = Pattern.compile("(?m)^\\S+:\\d+:\\d+: ([a-z0-9.\\[\\]-]+): ")
                .matcher(messages)
                .results()
                .map(message -> message.group(1).replaceAll("\\[\\d+]", ""))
                .collect(Collectors.toSet());
        var edge = Pattern.compile("(listeners|hosts|files|compression|limits|access-log|error-pages)\\b.*");
        for (Section section : sections) {
            if (!edge.matcher(section.pattern()).matches()) continue;
            for (String key : section.keys()) {
                var path = section.pattern().replace("[]", "") + "." + key;
                assertThat(wrong).as(path).anyMatch(one -> one.equals(path) || one.startsWith(path + "."));
            }
        }
    }

    @Test
    void everyKeyIsExplainedRightAboveItOrInTheTableAboveItsList() {
        var key = Pattern.compile("^ *(?:- |#)?([a-z][a-z-]*):( .*)?$");
        var comments = new StringBuilder();
        String above = "";
        for (String line : reference.lines().toList()) {
            if (line.startsWith("# ----")) comments.setLength(0);
            if (line.strip().startsWith("# ")) comments.append(line).append('\n');
            var matcher = key.matcher(line);
            if (matcher.matches() && !above.strip().startsWith("#")) {
                var entry = Pattern.compile("(?m)^ *# " + matcher.group(1) + " +\\S");
                assertThat(comments).as("comments above: %s", line).containsPattern(entry);
            }
            above = line;
        }
    }

    /// A mapping of the file.
    ///
    /// @param pattern its path without the numbers of items
    /// @param keys    what is written there
    /// @param line    number of a line that can be put in front of its first key
    /// @param flow    whether it is written in braces
    private record Section(String pattern, List<String> keys, int line, int column, boolean flow) {}

    /// The keys that the program knows in a section, as it lists them to somebody who has mistyped one.
    private Set<String> known(Section section) {
        var lines = new ArrayList<>(switchedOn().lines().toList());
        var line = lines.get(section.line());
        var head = line.substring(0, section.column());
        var rest = line.substring(section.column());
        if (section.flow()) lines.set(section.line(), head + "{" + NO_SUCH_KEY + ": 1, " + rest.substring(1));
        else lines.set(section.line(), head + NO_SUCH_KEY + ": 1\n" + " ".repeat(section.column()) + rest);
        var report = ConfigFile.check(new Loading(folder).write(String.join("\n", lines)));
        var message = report.problems().stream()
                .filter(problem -> problem.spot().path().endsWith(NO_SUCH_KEY))
                .map(Problem::message)
                .collect(Collectors.joining());
        var matcher = KNOWN.matcher(message);
        assertThat(matcher.find()).as("%s in %s", message, section).isTrue();
        return Stream.of(matcher.group(1).split(", ", -1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /// The reference with every setting that is switched off in it switched on.
    private String switchedOn() {
        return reference
                .lines()
                .map(line -> line.replaceFirst("^( *)#([a-z-])", "$1$2"))
                .collect(Collectors.joining("\n"));
    }

    private static void collect(Node node, String pattern, List<Section> sections) {
        switch (node) {
            case MappingNode mapping -> {
                var keys = mapping.getValue().stream()
                        .map(tuple -> ((ScalarNode) tuple.getKeyNode()).getValue())
                        .toList();
                var mark = mapping.getStartMark().orElseThrow();
                boolean flow = mapping.getFlowStyle() == FlowStyle.FLOW;
                sections.add(new Section(pattern, keys, mark.getLine(), mark.getColumn(), flow));
                for (int i = 0; i < keys.size(); i++)
                    collect(mapping.getValue().get(i).getValueNode(), Spot.join(pattern, keys.get(i)), sections);
            }
            case SequenceNode list -> list.getValue().forEach(item -> collect(item, pattern + "[]", sections));
            default -> {}
        }
    }

    /// A text as the program itself reads it.
    private record Yaml(String text) {
        Node root() {
            return YamlText.compose(text, new Problems("test")).orElseThrow();
        }
    }
}
