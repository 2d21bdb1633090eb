package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.backend.Backend;
import tandem.backend.PoolChange;
import tandem.cli.ReloadPlan.PoolSteps;
import tandem.config.ConfigFile;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.config.Settings;
import tandem.proxy.ListenerSettings;
import tandem.proxy.ProxySettings.Listen;

class ReloadPlanTest {
    private static final String BEFORE = """
            proxy: {listen: 127.0.0.1:80, event-loops: 2}
            pools: [{name: web, backends: [{name: a, address: 10.0.0.1:80}, {name: b, address: 10.0.0.2:80}]}]
            listeners: [{listen: 127.0.0.1:81}, {listen: 127.0.0.1:82}]
            """;

    @TempDir
    Path folder;

    private Settings settings(String yaml) throws IOException {
        var file = Files.writeString(folder.resolve("test.yaml"), yaml);
        var loaded = ConfigFile.load(file, new Identity(null, null, null, "somewhere", Set.of()));
        assertThat(loaded).as(loaded.report().text()).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).settings();
    }

    private ReloadPlan plan(String after) throws IOException {
        return ReloadPlan.of(settings(BEFORE), settings(after));
    }

    private ReloadPlan.Steps steps(String after) throws IOException {
        var plan = plan(after);
        assertThat(plan).isInstanceOf(ReloadPlan.Steps.class);
        return (ReloadPlan.Steps) plan;
    }

    @Test
    void theSameFileTakesNoStep() throws IOException {
        var steps = steps(BEFORE);

        assertThat(steps.open()).isEmpty();
        assertThat(steps.alter()).isEmpty();
        assertThat(steps.close()).isEmpty();
        assertThat(steps.pools()).isEmpty();
        assertThat(steps.proxy()).isFalse();
        assertThat(steps.edge()).isEmpty();
    }

    @Test
    void listenersAreOpenedAlteredAndClosedByTheirAddresses() throws IOException {
        var steps = steps(BEFORE.replace(
                "[{listen: 127.0.0.1:81}, {listen: 127.0.0.1:82}]",
                "[{listen: 127.0.0.1:82, http2: true}, {listen: 127.0.0.1:83}]"));

        assertThat(steps.open()).containsExactly(ListenerSettings.plain(new Listen("127.0.0.1", 83)));
        assertThat(steps.alter()).extracting(ListenerSettings::listen).containsExactly(new Listen("127.0.0.1", 82));
        assertThat(steps.close()).containsExactly(new Listen("127.0.0.1", 81));
    }

    @Test
    void backendsAreAddedBeforeOthersAreRemoved() throws IOException {
        var steps = steps(BEFORE.replace(
                        "{name: b, address: 10.0.0.2:80}",
                        "{name: c, address: 10.0.0.3:80}" + ", {name: d, address: 10.0.0.2:80}")
                .replace("{name: a, address: 10.0.0.1:80}", "{name: a, address: 10.0.0.1:80, weight: 7}"));

        assertThat(steps.pools())
                .containsOnlyKeys("web")
                .containsValue(new PoolSteps(
                        List.of(new PoolChange.Weigh("a", 7), new PoolChange.Add(new Backend("c", "10.0.0.3", 80, 1))),
                        List.of(new PoolChange.Remove("b"), new PoolChange.Add(new Backend("d", "10.0.0.2", 80, 1)))));
    }

    @Test
    void aBackendWithAnotherAddressTakesThePlaceOfTheOldOne() throws IOException {
        var steps = steps(BEFORE.replace("10.0.0.2:80", "10.0.0.9:80"));

        assertThat(steps.pools())
                .containsValue(new PoolSteps(
                        List.of(),
                        List.of(new PoolChange.Remove("b"), new PoolChange.Add(new Backend("b", "10.0.0.9", 80, 1)))));
    }

    @Test
    void timesAndLimitsAreExchanged() throws IOException {
        assertThat(steps(BEFORE.replace("event-loops: 2", "event-loops: 2, response-timeout: 9s"))
                        .proxy())
                .isTrue();
        assertThat(steps(BEFORE.replace("event-loops: 2", "event-loops: 2, trusted-proxies: [10.0.0.0/8]"))
                        .proxy())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hosts | hosts: [{routes: [{regex: "^/a(.*)$", to: "/b$1"}]}]
            compression | compression: {enabled: true}
            files | files: {threads: 2}
            limits | limits: {connections: 7}
            access-log | access-log: {file: /var/log/a.log}
            error-pages | error-pages: [{status: [503], body: no}]
            """)
    void whatIsDoneWithRequestsBesidesIsExchanged(String section, String yaml) throws IOException {
        assertThat(steps(BEFORE + yaml).edge()).containsExactly(section);
        assertThat(((ReloadPlan.Steps) ReloadPlan.of(settings(BEFORE + yaml), settings(BEFORE + yaml))).edge())
                .isEmpty();
    }

    @Test
    void whatNeedsARestartIsListedInTheReference() throws IOException {
        var text = Files.readString(Launcher.ROOT.resolve("conf/tandem.yaml"));
        int from = text.indexOf("# What needs a restart:");
        int to = text.indexOf("\nreload:", from);
        assertThat(from).isPositive();
        var listed = text.substring(from, to).replaceAll("\\s+#?\\s*", " ");
        for (String part : ReloadPlan.readOnce().keySet())
            for (String key : part.split(" and ", -1)) assertThat(listed).contains("`" + key + "`");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1:80, e | 127.0.0.1:84, e | proxy.listen: changed; it is read at the start only
            event-loops: 2 | event-loops: 3 | proxy.event-loops: changed
            name: web, | name: web, balance: least-connections, | all of web but its backends: changed
            [{name: web, | [{name: other, backends: [{address: 10.0.0.7:80}]}, {name: web, | pools: other is new
            10.0.0.2:80}]}] | 10.0.0.2:80}]}]\\nstop: {drain: 1s} | stop: changed
            10.0.0.2:80}]}] | 10.0.0.2:80}]}]\\nadmin: {listen: "127.0.0.1:99"} | admin: changed
            10.0.0.2:80}]}] | 10.0.0.2:80}]}]\\nreload: {watch: true} | reload: changed
            10.0.0.2:80}]}] | 10.0.0.2:80}]}]\\ntracing: {endpoint: "http://127.0.0.1:1/"} | tracing: changed
            10.0.0.2:80}]}] | 10.0.0.2:80}]}]\\nvips: [{mode: none}] | vips: changed
            {name: a, address: 10.0.0.1:80}, {name: b, address: 10.0.0.2:80} | {name: b, address: 10.0.0.3:80} | every
            """)
    void whatIsReadAtTheStartOnlyNeedsARestart(String before, String after, String reason) throws IOException {
        var to = BEFORE.replace(before, after.replace("\\n", "\n"));
        if (to.contains("name: other")) to = to.replace("event-loops: 2", "event-loops: 2, pool: web");
        var from = to.contains("pool: web") ? BEFORE.replace("event-loops: 2", "event-loops: 2, pool: web") : BEFORE;
        if (reason.equals("every")) from = BEFORE.replace(before, "{name: b, address: 10.0.0.2:80}");
        var expected = reason;

        assertThat(ReloadPlan.of(settings(from), settings(to)))
                .isInstanceOfSatisfying(
                        ReloadPlan.Restart.class,
                        restart -> assertThat(restart.reasons())
                                .singleElement()
                                .asString()
                                .contains(expected));
    }
}
