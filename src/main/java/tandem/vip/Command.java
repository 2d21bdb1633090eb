package tandem.vip;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run of an operator's command: no shell, nothing to read, its output dropped but for the last line of
/// what it complains of. Blocks whoever runs it, which must be a platform thread: reading a process's pipe
/// can hold up the carrier of a virtual one.
final class Command {
    private static final Logger LOG = LoggerFactory.getLogger(Command.class);

    /// How long to read on after the end of the command: what it left running may hold the pipe open.
    private static final Duration READ_ON = Duration.ofMillis(200);

    /// How often to look whether it is given up.
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    /// Nothing outlives SIGKILL for longer, unless the kernel itself is stuck.
    private static final Duration DIE_WITHIN = Duration.ofSeconds(5);

    private final List<String> arguments;
    private final Process process;
    private final LastLine complaint = new LastLine();
    private final Thread reader;

    Command(List<String> arguments, Process process) {
        this.arguments = arguments;
        this.process = process;
        reader = Thread.ofPlatform()
                .daemon()
                .name("tandem-exec-errors-" + process.pid())
                .start(this::read);
    }

    /// Starts it.
    ///
    /// @param environment added to that of this process
    static Command start(List<String> arguments, Map<String, String> environment) throws AddressException {
        ProcessBuilder builder = new ProcessBuilder(arguments)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        try {
            return new Command(arguments, builder.start());
        } catch (IOException refused) {
            throw new AddressException("cannot start " + arguments.getFirst() + ": " + refused.getMessage(), refused);
        }
    }

    /// Waits for its end, and brings it about at the limit or when it is given up.
    ///
    /// @throws AddressException when it failed, with its status and the last line of what it complained of
    void await(Duration limit, BooleanSupplier givenUp) throws AddressException, InterruptedException {
        boolean ended = false;
        try {
            ended = isOver(limit, givenUp);
        } finally {
            if (!ended) killTree();
        }
        if (!process.waitFor(DIE_WITHIN.toMillis(), TimeUnit.MILLISECONDS))
            throw new AddressException(arguments.getFirst() + " cannot be killed");
        reader.join(READ_ON);
        if (!ended && givenUp.getAsBoolean()) throw new AddressException(arguments.getFirst() + " was given up");
        if (!ended)
            throw new AddressException(
                    arguments.getFirst() + " did not end within " + Phrases.span(limit) + complaint.after());
        if (process.exitValue() != 0)
            throw new AddressException(
                    arguments.getFirst() + " ended with status " + process.exitValue() + complaint.after());
    }

    /// Looks again and again, since whoever gives it up must not wait for anything that this thread does.
    private boolean isOver(Duration limit, BooleanSupplier givenUp) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        while (left > 0 && !givenUp.getAsBoolean()) {
            if (process.waitFor(Math.min(left, LOOK_EVERY.toNanos()), TimeUnit.NANOSECONDS)) return true;
            left = end - System.nanoTime();
        }
        return !process.isAlive();
    }

    /// Its children are found by its number, which after its end may soon be that of a stranger.
    void killTree() {
        List<ProcessHandle> children = process.descendants().toList();
        if (!process.isAlive()) return;
        // First, so that it starts no more of them.
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private void read() {
        try (InputStream errors = process.getErrorStream()) {
            byte[] chunk = new byte[1024];
            for (int length = errors.read(chunk); length >= 0; length = errors.read(chunk))
                complaint.add(new String(chunk, 0, length, StandardCharsets.UTF_8));
        } catch (IOException gone) {
            LOG.debug("the errors of {} cannot be read: {}", arguments.getFirst(), gone.getMessage());
        }
    }

    /// The last line of a text that has one, and not more of it than a person reads.
    private static final class LastLine {
        private static final int LONGEST = 200;

        private final StringBuilder line = new StringBuilder();
        private boolean ended;

        synchronized void add(String text) {
            text.codePoints().forEach(c -> {
                if (c == '\n' || c == '\r') {
                    ended = true;
                    return;
                }
                if (ended) line.setLength(0);
                ended = false;
                if (line.length() < LONGEST) line.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
            });
        }

        /// As the end of a sentence; empty when there is none.
        synchronized String after() {
            return line.isEmpty() ? "" : ": " + line.toString().strip();
        }
    }
}
