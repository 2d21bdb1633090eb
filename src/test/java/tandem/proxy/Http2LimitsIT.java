package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.proxy.RawHttp2.ACK;
import static tandem.proxy.RawHttp2.CONTINUATION;
import static tandem.proxy.RawHttp2.DATA;
import static tandem.proxy.RawHttp2.END_HEADERS;
import static tandem.proxy.RawHttp2.END_STREAM;
import static tandem.proxy.RawHttp2.ENHANCE_YOUR_CALM;
import static tandem.proxy.RawHttp2.GOAWAY;
import static tandem.proxy.RawHttp2.HEADERS;
import static tandem.proxy.RawHttp2.PING;
import static tandem.proxy.RawHttp2.RST_STREAM;
import static tandem.proxy.RawHttp2.SETTINGS;
import static tandem.proxy.RawHttp2.WINDOW_UPDATE;
import static tandem.proxy.RawHttp2.block;
import static tandem.proxy.RawHttp2.get;
import static tandem.proxy.RawHttp2.number;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.RawBackend;

/// The limits of HTTP/2 connections are those of the configuration.
class Http2LimitsIT {
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int FIRST_WINDOW = 65_535;
    private static final String[] POST = {
        ":method", "POST", ":scheme", "http", ":path", "/", ":authority", "test", "content-length", "1"
    };

    private final RawBackend backend = RawBackend.start(RawBackend.Connection::awaitEnd);
    private final ConfiguredProxy proxy = ConfiguredProxy.start("""
            proxy:
              buffer-bytes: 32KiB
              http2: {streams: 7, resets: 3, reset-window: 1m, control-frames: 20, window: 256KiB}
            """, "raw=" + backend.port());
    private final int port = RawHttp2.listener(proxy.server());

    @AfterEach
    void close() {
        proxy.close();
        backend.close();
    }

    @Test
    void theClientIsToldHowMuchItMaySend() throws Exception {
        try (var client = new RawHttp2(port)) {
            byte[] settings = client.read(SETTINGS, 0).payload();
            assertThat(setting(settings, MAX_CONCURRENT_STREAMS)).isEqualTo(7);
            assertThat(setting(settings, INITIAL_WINDOW_SIZE)).isEqualTo(32 * 1024);
            int more = ByteBuffer.wrap(client.read(WINDOW_UPDATE, 0).payload()).getInt();
            assertThat(FIRST_WINDOW + more).isEqualTo(256 * 1024);
        }
    }

    private static int setting(byte[] settings, int name) {
        var in = ByteBuffer.wrap(settings);
        while (in.getShort() != name) in.getInt();
        return in.getInt();
    }

    /// One that lets clients do a little more than they may by default.
    private static ConfiguredProxy generous(RawBackend answering) {
        return ConfiguredProxy.start(
                "proxy:\n  http2: {continuations: 30, empty-frames: 6, resets: 3, reset-window: 1s}\n",
                "raw=" + answering.port());
    }

    /// Answers to all but what is never answered.
    private static RawBackend answering() {
        return RawBackend.start(connection -> {
            for (var head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                if (head.startsWith("POST ")) connection.readBody(1);
                if (head.startsWith("GET /never ")) connection.awaitEnd();
                connection.answer("here");
            }
        });
    }

    @Test
    void continuationsAreCounted() throws Exception {
        try (var answering = answering();
                var generous = generous(answering);
                var few = new RawHttp2(RawHttp2.listener(generous.server()));
                var many = new RawHttp2(RawHttp2.listener(generous.server()))) {
            few.send(HEADERS, END_STREAM, 1, block(get()));
            for (int i = 0; i < 20; i++) few.send(CONTINUATION, 0, 1, block("x-a", "1"));
            few.send(CONTINUATION, END_HEADERS, 1, block("x-b", "1"));
            assertThat(few.end(1).type()).isEqualTo(DATA);
            many.send(HEADERS, END_STREAM, 1, block(get()));
            for (int i = 0; i < 31; i++) many.send(CONTINUATION, 0, 1, block("x-a", "1"));
            assertThat(many.goodbye()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void emptyFramesAreCounted() throws Exception {
        try (var answering = answering();
                var generous = generous(answering);
                var few = new RawHttp2(RawHttp2.listener(generous.server()));
                var many = new RawHttp2(RawHttp2.listener(generous.server()))) {
            few.request(1, false, POST);
            for (int i = 0; i < 5; i++) few.send(DATA, 0, 1, new byte[0]);
            few.send(DATA, END_STREAM, 1, new byte[1]);
            assertThat(few.end(1).type()).isEqualTo(DATA);
            many.request(1, false, POST);
            for (int i = 0; i < 8; i++) many.send(DATA, 0, 1, new byte[0]);
            assertThat(many.goodbye()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void resetsAreForgottenWithTheirWindow() throws Exception {
        try (var answering = answering();
                var generous = generous(answering);
                var client = new RawHttp2(RawHttp2.listener(generous.server()))) {
            resets(client, 1);
            // What comes behind them is answered: they have been counted.
            assertThat(client.request(7, true, get()).end(7).type()).isEqualTo(DATA);
            long over = System.nanoTime() + 1_100_000_000L;
            Await.until("the window is over", () -> System.nanoTime() > over);
            resets(client, 9);
            assertThat(client.request(15, true, get()).end(15).type()).isEqualTo(DATA);
        }
    }

    /// As many as there may be within a window.
    private static void resets(RawHttp2 client, int first) throws Exception {
        for (int stream = first; stream < first + 6; stream += 2) {
            client.request(stream, true, ":method", "GET", ":scheme", "http", ":path", "/never", ":authority", "test");
            client.send(RST_STREAM, 0, stream, number(8));
        }
    }

    @Test
    void resetsAreCounted() throws Exception {
        try (var client = new RawHttp2(port)) {
            for (int stream = 1; stream <= 9; stream += 2) {
                client.request(stream, true, get());
                client.send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
            }
            assertThat(client.goodbye()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void pingsAreCounted() throws Exception {
        try (var client = new RawHttp2(port)) {
            for (int i = 0; i < 21; i++) client.send(PING, 0, 0, new byte[8]);
            assertThat(client.goodbye()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    /// RFC 9113 §6.8: first without saying which stream was the last, so that no request is lost that is on its
    /// way.
    @Test
    void goodbyeHasTwoSteps() throws Exception {
        var mayAnswer = new AtomicBoolean();
        try (var answering = RawBackend.start(connection -> {
                    for (var head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                        if (head.startsWith("GET /slow ")) Await.until("it may answer", mayAnswer::get);
                        connection.answer("here");
                    }
                });
                var drained = ConfiguredProxy.start("", "raw=" + answering.port());
                var client = new RawHttp2(RawHttp2.listener(drained.server()))) {
            client.request(1, true, ":method", "GET", ":scheme", "http", ":path", "/slow", ":authority", "test");
            Await.until("it is under way", () -> !answering.heads().isEmpty());
            drained.server().drain();
            assertThat(client.read(GOAWAY, 0).last()).isEqualTo(Integer.MAX_VALUE);
            var ping = client.read(PING, 0);
            assertThat(client.request(3, true, get()).end(3).type()).isEqualTo(DATA);
            // What comes behind the answer to the ping comes too late.
            client.send(PING, ACK, 0, ping.payload()).request(5, true, get());
            assertThat(client.read(GOAWAY, 0).last()).isEqualTo(3);
            mayAnswer.set(true);
            assertThat(client.end(1).type()).isEqualTo(DATA);
            assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
            assertThat(answering.heads()).hasSize(2);
        }
    }
}
