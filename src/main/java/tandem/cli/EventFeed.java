package tandem.cli;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// Follows the events of a node. One that falls silent is asked again, or another one in its place: a node that is
/// frozen, or behind a cable that was pulled, closes no connection.
final class EventFeed {
    /// A node tells its state every second, so three are missing then.
    static final Duration SILENCE = Duration.ofSeconds(3);

    private static final Duration FIRST_WORD = Duration.ofSeconds(15);
    private static final Duration NEXT_WORD = Duration.ofSeconds(2);

    private final List<AdminClient> nodes;
    private final Consumer<JsonObject> told;
    private final Consumer<String> warned;
    private final long[] known;
    /// By the clocks of the nodes: what happened up to then was told.
    private Instant until = Instant.MIN;
    private boolean begun;

    /// @param nodes  the one to follow, and those that may be followed in its place
    /// @param told   gets each event
    /// @param warned gets a line for a person when a node does not answer
    EventFeed(List<AdminClient> nodes, Consumer<JsonObject> told, Consumer<String> warned) {
        this.nodes = List.copyOf(nodes);
        this.told = told;
        this.warned = warned;
        this.known = new long[nodes.size()];
    }

    /// Returns when a node ends its stream.
    ///
    /// @throws AdminClient.Unreachable when the connection to each node in turn fails
    void follow() throws AdminClient.Refused, InterruptedException {
        int failed = 0;
        for (int i = 0; ; i = (i + 1) % nodes.size()) {
            try {
                if (read(i)) return;
                failed = 0;
            } catch (AdminClient.Silent e) {
                // Once it was followed, a frozen node is waited for until it goes on, or another one answers.
                if (!begun && ++failed == nodes.size()) throw e;
                goOn(i, e);
            } catch (AdminClient.Unreachable e) {
                if (++failed >= nodes.size()) throw e;
                goOn(i, e);
            }
        }
    }

    private void goOn(int from, AdminClient.Unreachable why) {
        warned.accept(why.getMessage() + "; asking "
                + nodes.get((from + 1) % nodes.size()).node());
    }

    /// @return whether the node has ended it; never otherwise than by an exception when not
    private boolean read(int node) throws AdminClient.Refused, InterruptedException {
        var client = nodes.get(node);
        var first = !begun && nodes.size() == 1 ? FIRST_WORD : NEXT_WORD;
        try (var body = client.events(known[node], first);
                var watched = new Watch(body);
                var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            begun = true;
            boolean another = known[node] == 0 && !until.equals(Instant.MIN);
            try {
                read(node, lines, watched, another ? until : Instant.MIN);
                if (!watched.silent) return true;
            } catch (IOException e) {
                if (!watched.silent) throw e;
            }
            throw new AdminClient.Silent(
                    "nothing has come from " + client.node() + " for " + SILENCE.toSeconds() + " s");
        } catch (IOException e) {
            throw client.unreachable(e);
        }
    }

    /// @param after by the clocks: what happened before was told by another node, each of which has its own numbers
    private void read(int node, BufferedReader lines, Watch watched, Instant after) throws IOException {
        var kind = "";
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            watched.heard();
            if (line.startsWith("event: ")) kind = line.substring(7);
            if (!line.startsWith("data: ") || kind.equals("caller")) continue;
            var data = new JsonObject(line.substring(6));
            var at = Instant.parse(data.getString("at"));
            if (kind.equals("event")) {
                known[node] = data.getLong("id");
                if (at.isAfter(after)) told.accept(data);
            }
            if (at.isAfter(until)) until = at;
        }
    }

    /// Ends a stream on which nothing comes.
    private static final class Watch implements AutoCloseable {
        private final InputStream body;
        private final Thread thread;
        private volatile long heard = System.nanoTime();
        private volatile boolean silent;

        Watch(InputStream body) {
            this.body = body;
            this.thread = Thread.ofVirtual().start(this::watch);
        }

        void heard() {
            heard = System.nanoTime();
        }

        private void watch() {
            try {
                long left = SILENCE.toNanos();
                while (left > 0) {
                    Thread.sleep(Duration.ofNanos(left));
                    left = SILENCE.toNanos() - (System.nanoTime() - heard);
                }
                silent = true;
                body.close();
            } catch (InterruptedException | IOException e) {
                // It is not read any more.
            }
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
