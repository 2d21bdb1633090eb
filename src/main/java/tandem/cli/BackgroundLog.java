package tandem.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.concurrent.atomic.AtomicLong;

/// Writes the log on a thread of its own, so that nobody who has something to say waits for whoever reads it:
/// a terminal that was stopped by Ctrl-S, or a collector that hangs, would keep an address from being renewed.
/// When too much waits, lines are lost, and as soon as there is room again the log says how many.
final class BackgroundLog extends AsyncAppender {
    static final String NAME = "log";
    /// As many lines may wait.
    static final int ROOM = 8192;

    /// For what waits at the end of the process.
    private static final int FLUSH_MILLIS = 2000;

    private final AtomicLong lost = new AtomicLong();

    BackgroundLog(LoggerContext context) {
        setContext(context);
        setName(NAME);
        setQueueSize(ROOM);
        setNeverBlock(true);
        // Nothing is left out while there is room.
        setDiscardingThreshold(0);
        setMaxFlushTime(FLUSH_MILLIS);
    }

    @Override
    protected void append(ILoggingEvent event) {
        int room = getRemainingCapacity();
        if (room == 0) {
            lost.incrementAndGet();
            return;
        }
        if (lost.get() > 0 && room > ROOM / 2) sayWhatWasLost();
        super.append(event);
    }

    private void sayWhatWasLost() {
        long lines = lost.getAndSet(0);
        if (lines == 0) return;
        var logger = ((LoggerContext) getContext()).getLogger(BackgroundLog.class);
        Object[] arguments = {lines};
        super.append(new LoggingEvent(
                BackgroundLog.class.getName(),
                logger,
                Level.WARN,
                "{} lines of the log were lost: nobody took what is on standard output",
                null,
                arguments));
    }

    /// Waits until what was said is written, for some time at most. From then on nothing is.
    @Override
    public synchronized void stop() {
        super.stop();
    }
}
