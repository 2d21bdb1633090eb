package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Real signals to a JVM.
class HeardSignalIT {
    private static final List<String> NAMES = List.of("HUP", "USR1");
    private static final int SIGNALS = 4;

    /// The JVM that gets them.
    static final class Hearing {
        private Hearing() {}

        public static void main(String[] arguments) throws InterruptedException {
            var heard = new Semaphore(0);
            for (var name : NAMES) HeardSignal.onEach(name, heard::release);
            say("ready");
            for (int i = 0; i < SIGNALS; i++) {
                if (!heard.tryAcquire(30, TimeUnit.SECONDS)) throw new IllegalStateException("nothing was heard");
                say("heard");
            }
        }

        private static void say(String word) {
            System.out.println(word);
            System.out.flush();
        }
    }

    @Test
    void eachSignalRunsTheActionAndEndsNothing() throws Exception {
        // Where the tests run under nohup, the signal is ignored, and a child would inherit that.
        var child = new ProcessBuilder(
                        "env",
                        "--default-signal=HUP",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hearing.class.getName())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("ready");
            for (int i = 0; i < SIGNALS; i++) {
                assertThat(new ProcessBuilder("kill", "-" + NAMES.get(i % 2), Long.toString(child.pid()))
                                .start()
                                .waitFor())
                        .isZero();
                assertThat(said.readLine()).isEqualTo("heard");
            }
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isZero();
        } finally {
            child.destroyForcibly();
        }
    }
}
