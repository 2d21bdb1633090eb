package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandTest {
    /// After its end, its number is that of a stranger, who has a child.
    @Test
    void whatHasEndedIsNotKilledWhenItIsGivenUpForItsNumberMayBeThatOfAStranger() throws Exception {
        Process child = new ProcessBuilder("sleep", "600").start();
        try {
            var command = new Command(List.of("claim"), new Ended(child));
            command.killTree();
            command.await(Duration.ofSeconds(10), () -> true);
            assertThat(child.isAlive()).isTrue();
            assertThat(child.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            child.destroyForcibly();
        }
    }

    /// A process that has ended.
    private static final class Ended extends Process {
        private final Process childOfTheNext;

        Ended(Process childOfTheNext) {
            this.childOfTheNext = childOfTheNext;
        }

        @Override
        public Stream<ProcessHandle> descendants() {
            return Stream.of(childOfTheNext.toHandle());
        }

        @Override
        public long pid() {
            return 1;
        }

        @Override
        public boolean isAlive() {
            return false;
        }

        @Override
        public Process destroyForcibly() {
            return this;
        }

        @Override
        public boolean waitFor(long timeout, TimeUnit unit) {
            return true;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public InputStream getErrorStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public int waitFor() {
            return 0;
        }

        @Override
        public int exitValue() {
            return 0;
        }

        @Override
        public void destroy() {}
    }
}
