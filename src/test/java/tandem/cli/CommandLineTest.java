package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesEveryCommandAndWhereToStart() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("run", "check", "switchover", "demo", "version", "Start here:");
    }

    @Test
    void withoutACommandTheUsageIsPrintedAndTheStatusIsTwo() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("A command is missing.", "Usage: tandem");
    }

    @Test
    void aMistypedCommandIsToldWhatWasMeant() {
        assertThat(execute("chek")).isEqualTo(2);
        assertThat(err.toString()).contains("check");
    }

    @Test
    void runNeedsAConfiguration() {
        assertThat(execute("run")).isEqualTo(2);
        assertThat(err.toString()).contains("--config=FILE");
    }

    @Test
    void theWayInWhichServicesStartANodeIsReadWithoutTheLibrary() {
        assertThat(RunCommand.plain("run", "-c", "no-such-file.yaml"))
                .hasValueSatisfying(run -> assertThat(run.alone()).isEqualTo(1));
        assertThat(RunCommand.plain("run", "--config", "/etc/tandem/tandem.yaml"))
                .isPresent();
        for (var other : List.of("run", "run -c", "run -c -h", "run -c @words", "run --node a", "check -c file"))
            assertThat(RunCommand.plain(other.split(" ", -1))).as(other).isEmpty();
        assertThat(RunCommand.plain("run", "-c", "")).isEmpty();
    }

    @Test
    void aSwitchoverThatNoNodeAnswersFailsWithStatusThree() {
        assertThat(execute("switchover", "--admin", "127.0.0.1:1")).isEqualTo(3);
        assertThat(err.toString()).contains("no node answers at http://127.0.0.1:1");
        assertThat(execute("switchover", "--admin", "not an address")).isEqualTo(1);
    }

    @Test
    void aTokenAndItsLineGoToDifferentPlaces() {
        assertThat(execute("token", "alice", "--role", "operator")).isZero();
        assertThat(out.toString()).startsWith("tdm_");
        assertThat(err.toString()).matches("(?s)alice operator [0-9a-f]{64}\\s*");
        assertThat(execute("token", "al ice")).isEqualTo(2);
        assertThat(execute("token", "alice", "--role", "owner")).isEqualTo(2);
    }

    @Test
    void everyExampleConfigurationPassesTheCheck() throws IOException {
        try (var files = Files.list(Launcher.ROOT.resolve("conf"))) {
            for (var file : files.filter(Files::isRegularFile).toList())
                assertThat(execute("check", file.toString())).isZero();
        }
    }

    @Test
    void aConfigurationThatIsNotThereFailsTheCheckWithStatusOne() {
        assertThat(execute("check", "no-such-file.yaml")).isEqualTo(1);
        assertThat(execute("run", "-c", "no-such-file.yaml")).isEqualTo(1);
    }

    private int execute(String... arguments) {
        return Tandem.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
