package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// An operator's check of its own decides, on the real program in front of two Tomcats, who has the address.
class FitnessLabIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration STEADY = Duration.ofSeconds(1);

    private static TandemPair pair;
    private static Host hostA;
    private static Host hostB;
    /// The addresses of the hosts whose check fails, a line each.
    private static Path failing;

    @BeforeAll
    static void labWithTwoTomcats() {
        pair = TandemPair.open("fitness", TandemPair.Jvm.QUICK);
        hostA = pair.hostA();
        hostB = pair.hostB();
        failing = pair.lab().folder().resolve("failing");
    }

    @AfterAll
    static void closed() {
        if (pair != null) pair.close();
    }

    @AfterEach
    void reset() {
        pair.endNodes();
    }

    /// The guide's configuration with a check that all hosts share and each of them answers for itself.
    private static Path config() throws IOException {
        var script = "if ip -4 -o addr show | grep -qFf " + failing + "; then echo as the test says >&2; exit 3; fi";
        var check = "checks:\n  - {name: told, command: [sh, -c, '" + script + "'], interval: 2s, timeout: 2s,"
                + " rise: 1, fall: 1}\n";
        Path config = pair.lab().folder().resolve("checked.yaml");
        return Files.writeString(config, Files.readString(TandemPair.GUIDE) + "\n" + check);
    }

    private static void awaitUnfit(Host host) {
        pair.lab()
                .await(LIMIT)
                .until(
                        host + " says why it is unfit",
                        () -> pair.status(host).encode(),
                        status -> new JsonObject(status)
                                .getJsonArray("notReadyBecause", new JsonArray())
                                .contains("check told: exit status 3: as the test says"));
    }

    /// Both see the address, and the nodes hear each other: only the way to one Tomcat is cut.
    @Test
    void aNodeThatAloneDoesNotReachABackendYieldsAndStandsByWhenItDoesAgain() {
        pair.begin("odd view");
        pair.ready(pair.sticky());
        hostA.loseWhatGoesTo(pair.backend1());
        awaitReasons(hostA, "[\"backends of pool tomcat: sees 1 of 2, backup sees 2\"]");
        pair.watch().awaitSoleOwner(hostB, STEADY, LIMIT);
        pair.lab().healAll();
        awaitReasons(hostA, "[]");
        pair.watch().awaitSoleOwner(hostB, STEADY, LIMIT);
        awaitReasons(hostB, "[]");
    }

    private static void awaitReasons(Host host, String reasons) {
        pair.lab()
                .await(LIMIT)
                .until(
                        host + " is not ready because of " + reasons,
                        () -> pair.status(host)
                                .getJsonArray("notReadyBecause", new JsonArray())
                                .encode(),
                        reasons::equals);
    }

    @Test
    void anOwnerWhoseCheckFailsYieldsAndWhereAllFailTheAddressStays() throws IOException {
        Files.writeString(failing, "");
        pair.begin("checks");
        Path config = config();
        pair.start(hostA, config);
        pair.start(hostB, config);
        pair.watch().awaitSoleOwner(hostA, STEADY, LIMIT);

        Files.writeString(failing, hostA.address() + "\n");
        awaitUnfit(hostA);
        pair.watch().awaitSoleOwner(hostB, STEADY, LIMIT);

        Files.writeString(failing, hostA.address() + "\n" + hostB.address() + "\n");
        awaitUnfit(hostB);
        pair.watch().awaitSoleOwner(hostB, STEADY, LIMIT);
        assertThat(pair.get("/")).as("an unfit owner serves all the same").startsWith("HTTP/1.1 200");

        Files.writeString(failing, "");
        // The better node is fit again, and the guide's configuration preempts.
        pair.watch().awaitSoleOwner(hostA, STEADY, LIMIT);
    }
}
