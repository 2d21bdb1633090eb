package tandem.bench.report;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/// Says on the terminal what is being done and how long the rest will take; in a file or pipe, one line a step.
public final class Progress {
    private static final int WIDTH = 24;

    private final PrintStream out;
    private final boolean terminal;
    private final double planned;
    private final long begin = System.nanoTime();
    private double done;

    /// @param planned how long all steps will take, by plan
    public Progress(Duration planned) {
        this.out = System.err;
        this.terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        this.planned = Math.max(1, planned.toMillis() / 1e3);
    }

    /// A step begins.
    public void step(String what) {
        double elapsed = (System.nanoTime() - begin) / 1e9;
        double part = Math.min(1, done / planned);
        // The plan is corrected by how it went so far, once there is something to go by.
        double left = part > 0.05 ? elapsed / part * (1 - part) : planned - done;
        String bar = "#".repeat((int) (part * WIDTH)) + ".".repeat(WIDTH - (int) (part * WIDTH));
        String line = String.format("[%s] %3.0f%%  %s left  %s", bar, part * 100, text(left), what);
        if (terminal) out.printf("\r%-110s", line);
        else out.println(line);
        out.flush();
    }

    /// A step that was planned to take so long is over.
    public void done(Duration step) {
        done += step.toMillis() / 1e3;
    }

    /// Everything is over.
    public void end() {
        if (terminal) out.printf("\r%110s\r", "");
    }

    static String text(double seconds) {
        long whole = Math.max(0, Math.round(seconds));
        return String.format("%d:%02d", whole / 60, whole % 60);
    }
}
