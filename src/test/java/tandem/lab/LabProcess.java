package tandem.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A process that runs in the namespace of a host, with all it prints in a file.
///
/// `ip netns exec` replaces itself by the command, so the process id is the command's own, and signals go
/// to it alone.
public final class LabProcess {
    private static final int DEATH_SECONDS = 10;

    private final String name;
    private final Process process;
    private final Path log;
    private volatile boolean toldToEnd;

    LabProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /// What it prints, standard output and standard error together.
    public Path log() {
        return log;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// Whether it ended without being told to.
    public boolean crashed() {
        return !alive() && !toldToEnd;
    }

    /// SIGKILL; returns when the process is gone.
    public void kill() {
        toldToEnd = true;
        process.destroyForcibly();
        exitCode(Duration.ofSeconds(DEATH_SECONDS));
    }

    /// SIGSTOP: the process stands still, its sockets and addresses stay.
    public void freeze() {
        signal("STOP");
    }

    /// SIGCONT.
    public void thaw() {
        signal("CONT");
    }

    /// SIGTERM: asks the process to stop in good order.
    public void terminate() {
        toldToEnd = true;
        signal("TERM");
    }

    /// Ends the process's standard input, which the lab's own programs take as the wish to finish.
    public void closeInput() {
        toldToEnd = true;
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits for the end; a process that a signal killed counts as 128 and the number of the signal.
    public int exitCode(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
                throw new AssertionError(this + " still runs after " + limit.toSeconds() + " s; its log: " + log);
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted, awaiting the end of " + this, e);
        }
    }

    private void signal(String signal) {
        // A pid of a process that ended but was not waited for cannot have been given to another one.
        if (!process.isAlive()) throw new IllegalStateException(this + " is not running; its log: " + log);
        Command.must("sh", "-c", "kill -s " + signal + " \"$0\"", Long.toString(pid()));
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + ")";
    }
}
