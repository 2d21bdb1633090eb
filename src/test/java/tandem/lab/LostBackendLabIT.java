package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// One of three backends is lost in every way that a backend can be, under load, in front of clients that wait for no
/// longer than 250 ms.
class LostBackendLabIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /// Each with a request every 5 ms: a little less than 2,000 in a second.
    private static final int CONNECTIONS = 12;
    private static final int ENOUGH = 1800;
    private static final String CONFIG = """
            proxy: {listen: 192.168.17.129:80, event-loops: 2, connect-timeout: 80ms, self-check: {warm-up: 500}}
            pools:
              - name: tomcat
                backends:
                  - {name: tomcat-1, address: 192.168.17.141:8080}
                  - {name: tomcat-2, address: 192.168.17.142:8080}
                  - {name: tomcat-3, address: 192.168.17.143:8080}
                retry: {try-timeout: 80ms}
                eject: {duration: 1s}
                check: {interval: 1s, timeout: 1s}
                slow-start: 1s
            """;

    private static Lab lab;
    private static Host client;
    private static final List<Host> HOSTS = new ArrayList<>();
    private static final List<LabProcess> TOMCATS = new ArrayList<>();
    private static LabProcess tandem;
    private static LoadClient load;

    @BeforeAll
    static void aProxyInFrontOfThreeTomcats() throws IOException {
        lab = Lab.open("lost-backend");
        Host proxy = lab.host("proxy", "192.168.17.129", "eth0");
        client = lab.host("client", "192.168.17.10", "eth0");
        for (int i = 1; i <= 3; i++) HOSTS.add(lab.host("backend-" + i, "192.168.17.14" + i, "eth0"));
        for (int i = 1; i <= 3; i++) TOMCATS.add(tomcat(i));
        for (LabProcess tomcat : TOMCATS) {
            var tail = new LineTail(tomcat.log());
            lab.await(LIMIT).until("Tomcat listens", tail::fresh, lines -> lines.contains(BackendMain.READY));
        }
        Path config = Files.writeString(lab.folder().resolve("three.yaml"), CONFIG);
        tandem = proxy.start(
                "tandem",
                JavaCommand.program(
                        List.of("-XX:+UseSerialGC", "-Xss512k", "-Xmx256m"),
                        "tandem.cli.Tandem",
                        "run",
                        "-c",
                        config.toString()));
        // Ahead of the others: its 250 ms are the proxy's and the Tomcats', and nobody else's.
        load = LoadClient.startAhead(
                        lab, client, "load", LoadClient.Style.keepAlive("http://192.168.17.129/", CONNECTIONS))
                .awaitServed(LIMIT);
        awaitAllServe();
    }

    private static LabProcess tomcat(int number) {
        Host host = HOSTS.get(number - 1);
        return host.start(
                "tomcat-" + number,
                JavaCommand.small("tandem.lab.BackendMain", "tomcat-" + number, host.address(), "8080"));
    }

    @AfterAll
    static void closed() {
        if (lab != null) lab.close();
    }

    @AfterEach
    void whole() {
        lab.healAll();
        if (TOMCATS.get(1).alive()) {
            TOMCATS.get(1).thaw();
        } else TOMCATS.set(1, tomcat(2));
        answersLate(0);
        awaitAllServe();
        assertThat(tandem.alive()).isTrue();
    }

    private static void awaitAllServe() {
        Instant from = Instant.now();
        lab.await(LIMIT)
                .until(
                        "all three serve",
                        () -> load.attempts().since(from).backends().size(),
                        backends -> backends == 3);
    }

    /// Waits until so many requests were answered after the loss, none of the last ones by the lost backend.
    private static Attempts after(Instant lost) {
        return lab.await(LIMIT)
                .until(
                        ENOUGH + " requests are answered",
                        () -> load.attempts().since(lost),
                        since -> since.list().size() >= ENOUGH);
    }

    private static void noneFailed(String how, Instant lost) {
        Attempts since = after(lost);
        lab.note(how + ": " + since.summary(lost) + ", " + since.list().size() + " in "
                + Duration.between(lost, since.list().getLast().start()).toMillis() + " ms");
        assertThat(since.failed()).as(since.timeline(lost)).isZero();
    }

    @Test
    void aBackendThatIsCutOffCostsNoRequest() {
        Instant lost = Instant.now();
        HOSTS.get(1).cable(Cable.SILENT);
        noneFailed("cut off", lost);
    }

    @Test
    void aBackendThatIsKilledCostsNoRequest() {
        Instant lost = Instant.now();
        TOMCATS.get(1).kill();
        noneFailed("killed", lost);
    }

    @Test
    void aBackendThatHangsCostsNoRequest() {
        Instant lost = Instant.now();
        TOMCATS.get(1).freeze();
        noneFailed("frozen", lost);
    }

    /// The second Tomcat waits for so long before it answers, unless it is gone.
    private static void answersLate(int millis) {
        if (TOMCATS.get(1).alive()) client.get("192.168.17.142", 8080, "/late?ms=" + millis);
    }

    @Test
    void aBackendThatIsSlowCostsNoRequest() {
        Instant lost = Instant.now();
        answersLate(400);
        noneFailed("slow", lost);
    }
}
