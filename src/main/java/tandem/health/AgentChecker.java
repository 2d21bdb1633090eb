package tandem.health;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.backend.Backend;

/// Asks the agent of every backend of a table how that is, in the pace of its active check, jitter included.
/// One that cannot be reached, or says what cannot be understood, changes nothing: what it said before stays,
/// and whether the backend serves is for the active check to find. At most one question to an agent is under
/// way. Lives on one event loop.
final class AgentChecker {
    /// More of an answer than this is not read.
    static final int MOST_BYTES = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(AgentChecker.class);

    private final Vertx vertx;
    private final HealthTable table;
    private final HealthSettings.Check pace;
    private final AgentSettings settings;
    private final Context context;
    private final NetClient client;
    private final Set<String> asked = new HashSet<>();
    private long timer;
    private boolean closed;

    private AgentChecker(Vertx vertx, HealthTable table, HealthSettings.Check pace, AgentSettings settings) {
        this.vertx = vertx;
        this.table = table;
        this.pace = pace;
        this.settings = settings;
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(pace.timeout().toMillis())));
    }

    /// Begins to ask; never blocks.
    static AgentChecker start(Vertx vertx, HealthTable table, HealthSettings.Check pace, AgentSettings settings) {
        AgentChecker checker = new AgentChecker(vertx, table, pace, settings);
        checker.context.runOnContext(_ -> checker.askAll());
        return checker;
    }

    Future<Void> close() {
        context.runOnContext(_ -> {
            closed = true;
            vertx.cancelTimer(timer);
        });
        return client.close();
    }

    /// Asks, and then again after an interval with its jitter, so that nodes do not all ask at once.
    private void askAll() {
        if (closed) return;
        Duration pause =
                CheckSchedule.period(false, pace, ThreadLocalRandom.current().nextDouble());
        timer = vertx.setTimer(pause.toMillis(), _ -> askAll());
        for (Backend backend : table.backends()) if (asked.add(backend.name())) ask(backend);
    }

    private void ask(Backend backend) {
        client.connect(settings.port(), backend.host())
                .onSuccess(socket -> new Question(backend, socket).begin())
                .onFailure(why -> {
                    LOG.debug("The agent of {} cannot be reached", backend.name(), why);
                    asked.remove(backend.name());
                });
    }

    /// One question, once its connection is there.
    private final class Question {
        private final Backend backend;
        private final NetSocket socket;
        private final LoopDeadline deadline;
        private final Buffer said = Buffer.buffer();
        private boolean over;

        Question(Backend backend, NetSocket socket) {
            this.backend = backend;
            this.socket = socket;
            this.deadline = LoopDeadline.start(vertx, pace.timeout(), this::end);
        }

        void begin() {
            socket.exceptionHandler(_ -> end());
            socket.closeHandler(_ -> end());
            socket.endHandler(_ -> end());
            socket.handler(bytes -> {
                said.appendBuffer(bytes, 0, Math.min(bytes.length(), MOST_BYTES - said.length()));
                if (text().matches("(?s).*[\r\n].*") || said.length() == MOST_BYTES) end();
            });
            if (!settings.send().isEmpty()) socket.write(settings.send());
        }

        private String text() {
            return said.toString(StandardCharsets.US_ASCII);
        }

        private void end() {
            if (over) return;
            over = true;
            deadline.cancel();
            asked.remove(backend.name());
            socket.close();
            if (said.length() > 0) table.advised(backend, text());
        }
    }
}
