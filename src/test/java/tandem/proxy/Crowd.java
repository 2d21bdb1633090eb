package tandem.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tandem.fixture.Await;
import tandem.fixture.RawClient;

/// Many clients that do the same, each in a thread of its own.
final class Crowd implements AutoCloseable {
    private static final int LITTLE = 4096;

    private final AttackedProxy.State proxy;
    private final List<Closeable> clients = new CopyOnWriteArrayList<>();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger begun = new AtomicInteger();

    Crowd(AttackedProxy.State proxy) {
        this.proxy = proxy;
    }

    /// What a client does until it has done all of it, or is not let go on.
    ///
    /// @param <C> by which protocol
    interface Deed<C> {
        /// Tells after each step.
        ///
        /// @param step how much was taken from the client
        void run(C client, Step step) throws IOException;
    }

    /// Hears of what a client has done.
    interface Step {
        void taken(long bytes);
    }

    /// As many clients of HTTP/1, whose kernels take little of what they do not read.
    void http1(int count, Deed<RawClient> deed) {
        for (int i = 0; i < count; i++) {
            RawClient client = RawClient.connect(proxy.port(), LITTLE);
            run(client, client::close, deed);
        }
    }

    /// As many clients of HTTP/2.
    void http2(int count, Deed<RawHttp2> deed) throws IOException {
        for (int i = 0; i < count; i++) {
            RawHttp2 client = new RawHttp2(proxy.http2());
            run(client, client::close, deed);
        }
    }

    private <C> void run(C client, Closeable end, Deed<C> deed) {
        clients.add(end);
        Thread.ofVirtual().start(() -> {
            begun.incrementAndGet();
            try {
                deed.run(client, taken::addAndGet);
            } catch (IOException cutOff) {
                // That is one way to withstand it.
            }
        });
    }

    /// Waits until nothing more is taken from anybody, and answers how much was.
    long settled() {
        Await.until("all have begun", () -> begun.get() == clients.size());
        long last = -1;
        long now = taken.get();
        while (now != last) {
            Await.pause(Duration.ofMillis(250));
            last = now;
            now = taken.get();
        }
        return now;
    }

    @Override
    public void close() throws IOException {
        for (Closeable client : clients) client.close();
    }
}
