package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.proxy.RawHttp2.ACK;
import static tandem.proxy.RawHttp2.DATA;
import static tandem.proxy.RawHttp2.ENHANCE_YOUR_CALM;
import static tandem.proxy.RawHttp2.GOAWAY;
import static tandem.proxy.RawHttp2.PING;
import static tandem.proxy.RawHttp2.RST_STREAM;
import static tandem.proxy.RawHttp2.SETTINGS;
import static tandem.proxy.RawHttp2.get;

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

    private final RawBackend backend = RawBackend.start(RawBackend.Connection::awaitEnd);
    private final ConfiguredProxy proxy = ConfiguredProxy.start("""
            proxy:
              http2: {streams: 7, resets: 3, reset-window: 1m, control-frames: 20}
            """, "raw=" + backend.port());
    private final int port = RawHttp2.listener(proxy.server());

    @AfterEach
    void close() {
        proxy.close();
        backend.close();
    }

    @Test
    void theClientIsToldHowManyRequestsItMayMake() throws Exception {
        try (var client = new RawHttp2(port)) {
            var settings = ByteBuffer.wrap(client.read(SETTINGS, 0).payload());
            while (settings.getShort() != MAX_CONCURRENT_STREAMS) settings.getInt();
            assertThat(settings.getInt()).isEqualTo(7);
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
