package tandem.proxy;

import static tandem.fixture.RawClient.head;
import static tandem.proxy.RawHttp2.DATA;
import static tandem.proxy.RawHttp2.END_STREAM;
import static tandem.proxy.RawHttp2.HEADERS;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawBackend;
import tandem.proxy.RawHttp2.Frame;

/// A backend of HTTP/2 that says just what a test wants.
final class Http2Backend {
    static final String POST = head("POST / HTTP/1.1", "Host: test", "Content-Length: 5") + "hello";

    /// What a backend does on one connection.
    interface Script {
        void serve(int connection, RawHttp2 with) throws IOException;
    }

    private Http2Backend() {}

    /// @param settings what it says first: numbers and values, one after the other
    static RawBackend backend(Script script, int... settings) {
        AtomicInteger connections = new AtomicInteger();
        return RawBackend.start(connection -> {
            RawHttp2 with = RawHttp2.accepted(connection.socket(), settings);
            script.serve(connections.incrementAndGet(), with);
        });
    }

    /// A proxy that speaks HTTP/2 with them.
    static Options options(int... ports) {
        return Options.of(ports).onLoops(1).with(TransportSettings.DEFAULT.by(UpstreamHttp2Settings.DEFAULT));
    }

    /// Reads a whole request, and answers which stream it has come on.
    static int request(RawHttp2 with) throws IOException {
        while (true) {
            Frame frame = with.read();
            boolean ends = (frame.flags() & END_STREAM) != 0;
            if ((frame.type() == HEADERS || frame.type() == DATA) && ends) return frame.stream();
        }
    }

    /// Answers each request in the same way until the connection ends.
    static void answer(RawHttp2 with, String body) throws IOException {
        while (true) with.answer(request(with), body);
    }

    /// Waits for what the test has to do first.
    static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) throw new IOException("it did not come");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
