package tandem.fitness;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs an operator's command once. Blocks its thread, which must be a platform thread: reading a pipe would
/// pin the carrier of a virtual one.
final class CommandProbe {
    /// So much of the end of its errors is kept.
    private static final int TAIL = 4 * 1024;

    /// So often its errors are read, so that it does not have to wait with a full pipe.
    private static final long READ_MILLIS = 20;

    /// Processes that are started while their parents are killed are found in the next round.
    private static final int MOST_ROUNDS = 10;

    private final List<String> words;
    private final Duration timeout;
    private byte[] tail = new byte[0];

    CommandProbe(List<String> words, Duration timeout) {
        this.words = words;
        this.timeout = timeout;
    }

    ProbeResult run() throws InterruptedException {
        tail = new byte[0];
        Process process;
        try {
            process = new ProcessBuilder(words)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return ProbeResult.failed("cannot be started: " + e.getMessage());
        }
        try (var errors = process.getErrorStream()) {
            return await(process, errors);
        } catch (IOException e) {
            return ProbeResult.failed("its errors cannot be read: " + e.getMessage());
        } finally {
            if (process.isAlive()) kill(process.toHandle());
        }
    }

    private ProbeResult await(Process process, InputStream errors) throws IOException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        boolean ended = false;
        while (!ended && System.nanoTime() < end) {
            ended = process.waitFor(READ_MILLIS, TimeUnit.MILLISECONDS);
            keep(errors);
        }
        if (!ended) return ProbeResult.failed("no end within " + timeout.toMillis() + " ms, killed");
        return ProbeResult.exited(process.exitValue(), new String(tail, StandardCharsets.UTF_8));
    }

    /// Takes what there is without waiting: a process that the command left behind may keep the pipe open
    /// for ever.
    private void keep(InputStream errors) throws IOException {
        for (int available = errors.available(); available > 0; available = errors.available()) {
            byte[] more = errors.readNBytes(Math.min(available, TAIL));
            byte[] both = Arrays.copyOf(tail, tail.length + more.length);
            System.arraycopy(more, 0, both, tail.length, more.length);
            tail = Arrays.copyOfRange(both, Math.max(0, both.length - TAIL), both.length);
        }
    }

    /// Kills a process and all that it has started. Those are listed first: they lose their parent with it.
    private static void kill(ProcessHandle process) {
        List<ProcessHandle> found = List.of(process);
        for (int round = 0; round < MOST_ROUNDS && !found.isEmpty(); round++) {
            var next = new ArrayList<ProcessHandle>();
            for (var one : found) one.descendants().forEach(next::add);
            found.forEach(ProcessHandle::destroyForcibly);
            found = next;
        }
    }
}
