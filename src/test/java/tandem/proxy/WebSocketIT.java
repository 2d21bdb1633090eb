package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.fixture.Await;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.SideBySide;
import tandem.fixture.TomcatBackend;
import tandem.fixture.WebSocketEcho;

/// WebSocket (RFC 6455) through the proxy: a real Tomcat, and two clients that have nothing in common.
@SideBySide
final class WebSocketIT {
    private static final int MESSAGES = 10_000;
    private static final long PATIENCE_SECONDS = 30;

    private static final WebSocketEcho ECHO = new WebSocketEcho();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Vertx VERTX = Vertx.vertx();
    private static final TomcatBackend TOMCAT = TomcatBackend.start("tomcat", ECHO::listen);

    private final ProxyUnderTest proxy = ProxyUnderTest.start(TOMCAT.port());
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /// Who speaks.
    enum Client {
        JDK,
        VERTX
    }

    /// A connection of a client. What it hears is in [#heard], a word and its text each.
    private interface Talk {
        void say(String text);

        /// Says it as one message of two frames.
        void say(String first, String second);

        void ping(String data);

        void close(int code, String reason);
    }

    /// What the JDK's client hears.
    private final class Ear implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                heard.add("text " + message);
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
            heard.add("pong " + StandardCharsets.UTF_8.decode(data));
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("close " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            heard.add("error " + error);
        }
    }

    private record OfJdk(WebSocket socket) implements Talk {
        @Override
        public void say(String text) {
            var _ = socket.sendText(text, true).join();
        }

        @Override
        public void say(String first, String second) {
            var _ = socket.sendText(first, false).join();
            var _ = socket.sendText(second, true).join();
        }

        @Override
        public void ping(String data) {
            var _ = socket.sendPing(StandardCharsets.UTF_8.encode(data)).join();
        }

        @Override
        public void close(int code, String reason) {
            var _ = socket.sendClose(code, reason).join();
        }
    }

    private record OfVertx(io.vertx.core.http.WebSocket socket) implements Talk {
        @Override
        public void say(String text) {
            ProxyUnderTest.await(socket.writeTextMessage(text));
        }

        @Override
        public void say(String first, String second) {
            ProxyUnderTest.await(socket.writeFrame(WebSocketFrame.textFrame(first, false)));
            ProxyUnderTest.await(socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(second), true)));
        }

        @Override
        public void ping(String data) {
            ProxyUnderTest.await(socket.writePing(Buffer.buffer(data)));
        }

        @Override
        public void close(int code, String reason) {
            ProxyUnderTest.await(socket.close((short) code, reason));
        }
    }

    @AfterAll
    static void stop() {
        HTTP.shutdownNow();
        ProxyUnderTest.await(VERTX.close());
        TOMCAT.close();
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private Talk connect(Client client) {
        return switch (client) {
            case JDK -> connect(HTTP, "ws://127.0.0.1:" + proxy.port() + WebSocketEcho.PATH);
            case VERTX -> connect();
        };
    }

    private Talk connect(HttpClient http, String uri) {
        return new OfJdk(http.newWebSocketBuilder()
                .buildAsync(URI.create(uri), new Ear())
                .join());
    }

    /// Nothing is said to it before it has asked, so that it may learn to hear late.
    private Talk connect() {
        var socket = ProxyUnderTest.await(
                VERTX.createWebSocketClient().connect(proxy.port(), "127.0.0.1", WebSocketEcho.PATH));
        socket.textMessageHandler(text -> heard.add("text " + text));
        socket.pongHandler(data -> heard.add("pong " + data));
        socket.closeHandler(end -> heard.add("close " + socket.closeStatusCode() + " " + socket.closeReason()));
        return new OfVertx(socket);
    }

    /// What was heard next.
    private String next() throws InterruptedException {
        String next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }

    @ParameterizedTest
    @EnumSource
    void tenThousandMessagesEachWay(Client client) throws InterruptedException {
        Talk talk = connect(client);
        for (int i = 0; i < MESSAGES; i++) talk.say("message " + i);
        for (int i = 0; i < MESSAGES; i++) assertThat(next()).isEqualTo("text message " + i);
        assertThat(proxy.server().inFlight()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void pingIsAnswered(Client client) throws InterruptedException {
        Talk talk = connect(client);
        talk.ping("are you there?");
        assertThat(next()).isEqualTo("pong are you there?");
    }

    @ParameterizedTest
    @EnumSource
    void severalFramesStayOneMessage(Client client) throws InterruptedException {
        Talk talk = connect(client);
        talk.say("a message ", "of two frames");
        assertThat(next()).isEqualTo("text a message of two frames");
        talk.say("two frames");
        assertThat(next()).isEqualTo("text one two");
    }

    @ParameterizedTest
    @EnumSource
    void aClosePassesToTheServer(Client client) {
        Talk talk = connect(client);
        talk.close(4001, "enough of " + client);
        Await.until("Tomcat knows why", () -> ECHO.closes().contains("4001 enough of " + client));
        Await.until("it is over", () -> proxy.server().inFlight() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void aClosePassesToTheClient(Client client) throws InterruptedException {
        for (int code : new int[] {1001, 4002}) {
            Talk talk = connect(client);
            talk.say("close " + code);
            assertThat(next()).isEqualTo("close " + code + " " + WebSocketEcho.REASON);
            Await.until("it is over", () -> proxy.server().inFlight() == 0);
        }
    }

    @Test
    void tlsChangesNothing(@TempDir Path folder) throws InterruptedException {
        SafeListener listener = SafeListener.open(proxy, folder);
        HttpClient safe = listener.client(Version.HTTP_1_1);
        try {
            Talk talk = connect(safe, "wss://localhost:" + listener.port() + WebSocketEcho.PATH);
            String large = "large ".repeat(WebSocketEcho.LARGE / 6);
            talk.say(large);
            assertThat(next()).isEqualTo("text " + large);
            talk.close(4001, "enough of TLS");
            Await.until("Tomcat knows why", () -> ECHO.closes().contains("4001 enough of TLS"));
        } finally {
            safe.shutdownNow();
        }
    }
}
