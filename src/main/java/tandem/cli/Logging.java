package tandem.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import org.slf4j.LoggerFactory;

/// The log: one readable line an event on standard output, which systemd, Kubernetes and a terminal all collect.
///
/// Found by logback through `META-INF/services`; in code rather than XML because reading logback's XML costs
/// a start about a tenth of a second. `TANDEM_LOG_LEVEL` (`debug`, `info`, `warn`, `error`) sets Tandem's own
/// level; libraries are heard from WARN on. The audit log, changes of roles and, as JSON, the events go out whatever
/// the level is, also after it was changed while the node runs. `TANDEM_LOG_FORMAT=json` makes each line one JSON
/// object instead, and adds the events of [EventLines].
public final class Logging extends ContextAwareBase implements Configurator {

    /// Who speaks: `vip` for `tandem.vip.VipController`, `hazelcast` or `vertx` for the libraries.
    private static final String ROOM =
            "%replace(%logger){'^(?:tandem\\.(\\w+)|(?:com|io|org)\\.(\\w+))\\..*$', '$1$2'}";

    private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %-9(" + ROOM + ") %msg%n%ex{short}";

    private static final String CONSOLE = "console";

    /// What was changed by whom, who owns an address, and the events for a machine.
    private static final List<String> ALWAYS = List.of("tandem.audit", "tandem.vip.role", "tandem.event");

    private static Encoder<ILoggingEvent> text() {
        var encoder = new PatternLayoutEncoder();
        encoder.setPattern(PATTERN);
        return encoder;
    }

    /// Whether the log is for a machine to read.
    static boolean isJson() {
        return "json".equals(System.getenv("TANDEM_LOG_FORMAT"));
    }

    static Encoder<ILoggingEvent> json() {
        var encoder = new JsonEncoder();
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        return encoder;
    }

    /// What takes long, and may end the process by its status.
    interface Work {
        int status() throws InterruptedException;
    }

    /// Does it, and nobody who logs meanwhile waits for whoever reads it. In the end everything is written.
    static int inBackground(Work work) throws InterruptedException {
        inBackground();
        try {
            return work.status();
        } catch (RuntimeException | InterruptedException e) {
            // Behind this nobody writes any more.
            LoggerFactory.getLogger(Logging.class).error("the node has failed", e);
            throw e;
        } finally {
            end();
        }
    }

    private static void inBackground() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Appender<ILoggingEvent> console = root.getAppender(CONSOLE);
        if (console == null) return;
        var background = new BackgroundLog(root.getLoggerContext());
        background.addAppender(console);
        background.start();
        root.addAppender(background);
        root.detachAppender(console);
    }

    /// The process is about to end: waits, for a moment at most, until everything is written.
    static void end() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Appender<ILoggingEvent> background = root.getAppender(BackgroundLog.NAME);
        if (background != null) background.stop();
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Encoder<ILoggingEvent> encoder = isJson() ? json() : text();
        encoder.setContext(context);
        encoder.start();

        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setName(CONSOLE);
        console.setEncoder(encoder);
        console.start();

        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        context.getLogger("tandem").setLevel(Level.toLevel(System.getenv("TANDEM_LOG_LEVEL"), Level.INFO));
        for (String always : ALWAYS) context.getLogger(always).setLevel(Level.INFO);
        // A peer that died is told by the room `cluster` in one line; Hazelcast tells it with stack traces.
        context.getLogger("com.hazelcast.internal.server").setLevel(Level.ERROR);
        // It says at every start that it is off, as is meant.
        context.getLogger("com.hazelcast.spi.impl.operationexecutor.slowoperationdetector")
                .setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
