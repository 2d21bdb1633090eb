package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/// Connections that are flushed once for all events which one turn of the event loop brings.
///
/// An event loop runs what it is told to do when it has dealt with all sockets that were ready. Four answers for
/// one HTTP/2 connection, each from another backend's connection, are one TLS record and one system call then
/// instead of four.
final class LaterFlush implements Runnable {
    private final Executor loop;
    private final Runnable then;
    private final List<Flushable> waiting = new ArrayList<>();

    /// @param loop the event loop, on which all of this runs
    /// @param then sends what was written meanwhile, since to flush one may make another one write
    LaterFlush(Executor loop, Runnable then) {
        this.loop = loop;
        this.then = then;
    }

    void add(Flushable written) {
        if (waiting.isEmpty()) loop.execute(this);
        waiting.add(written);
    }

    @Override
    public void run() {
        try {
            for (int i = 0; i < waiting.size(); i++) waiting.get(i).flush();
        } finally {
            // Whatever one of them threw: else nothing would ever be flushed again.
            waiting.clear();
        }
        then.run();
    }
}
