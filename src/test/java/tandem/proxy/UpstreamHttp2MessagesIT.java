package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static tandem.proxy.Http2Backend.POST;
import static tandem.proxy.Http2Backend.answer;
import static tandem.proxy.Http2Backend.backend;
import static tandem.proxy.Http2Backend.options;
import static tandem.proxy.Http2Backend.request;
import static tandem.proxy.RawHttp2.DATA;
import static tandem.proxy.RawHttp2.END_HEADERS;
import static tandem.proxy.RawHttp2.END_STREAM;
import static tandem.proxy.RawHttp2.HEADERS;
import static tandem.proxy.RawHttp2.PING;
import static tandem.proxy.RawHttp2.SETTINGS;
import static tandem.proxy.RawHttp2.WINDOW_UPDATE;
import static tandem.proxy.RawHttp2.block;
import static tandem.proxy.RawHttp2.number;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.proxy.RawHttp2.Frame;

/// What backends of HTTP/2 and clients say to each other.
class UpstreamHttp2MessagesIT {
    /// Netty's codec keeps the first one for an upgrade.
    private static final int FIRST_STREAM = 3;
    private static final int ACK = 1;
    private static final int FRAME = 16 * 1024;

    /// What the proxy takes for one stream before anybody reads it, and what whoever does not read takes unasked.
    private static final int MOST_UNDER_WAY = (128 + 64 + 2 * 16) * 1024;

    private static final int MAX_HEADER_LIST_SIZE = 6;

    /// What a backend says to a request.
    interface Answer {
        void send(RawHttp2 with, int stream) throws IOException;
    }

    private static Answer head(String... fields) {
        return (with, stream) -> with.send(HEADERS, END_HEADERS | END_STREAM, stream, block(fields));
    }

    static Stream<Arguments> wrongs() {
        Answer ofNoStream = (with, _) -> with.send(DATA, 0, 0, new byte[1]);
        Answer ofAnUnknownStream = (with, _) -> with.send(HEADERS, END_HEADERS, 99, block(":status", "200"));
        Answer bodyFirst = (with, stream) -> with.send(DATA, END_STREAM, stream, new byte[1]);
        return Stream.of(
                arguments("data of no stream (§6.1)", ofNoStream),
                arguments("a stream that nobody has opened (§5.1)", ofAnUnknownStream),
                arguments("a body before the head (§8.1)", bodyFirst),
                arguments("a capital letter (§8.2.1)", head(":status", "200", "Upper", "case")),
                arguments("a blank in a name (§8.2.1)", head(":status", "200", "a b", "c")),
                arguments("a line end in a value (§8.2.1)", head(":status", "200", "a", "b\r\nc: d")),
                arguments("no status (§8.3.2)", head("no", "status")),
                arguments("a status that is none (§8.3.2)", head(":status", "2e2")),
                arguments("a switch of protocols (§8.6)", head(":status", "101")),
                arguments("a field of a connection (§8.2.2)", head(":status", "200", "connection", "x")),
                arguments("a coding of a transfer (§8.2.2)", head(":status", "200", "transfer-encoding", "chunked")),
                arguments("a pseudo-field of requests (§8.3)", head(":status", "200", ":path", "/")),
                arguments("no end after an interim answer (§8.1)", head(":status", "103")),
                arguments("less than its length (§8.1.1)", head(":status", "200", "content-length", "5")),
                arguments("two lengths (§8.1.1)", head(":status", "200", "content-length", "0", "content-length", "1")),
                arguments("more fields than may be (§6.5.2)", head(large())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongs")
    void whatBreaksTheRulesIsABadAnswerAndItsConnectionEnds(String what, Answer wrong) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawBackend backend = backend((_, with) -> {
                    wrong.send(with, request(with));
                    with.goodbye();
                    ended.countDown();
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient client = proxy.client()) {
            client.send(POST);
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aBodyThatIsNotAsLongAsItsHeadSaysIsCutOff() throws Exception {
        for (int length : new int[] {1, 3}) {
            try (RawBackend backend = backend((_, with) -> {
                        int stream = request(with);
                        with.send(HEADERS, END_HEADERS, stream, block(":status", "200", "content-length", "2"))
                                .send(DATA, END_STREAM, stream, new byte[length]);
                        with.goodbye();
                    });
                    ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                    RawClient client = proxy.client()) {
                client.send(POST);
                assertThatThrownBy(client::read).isInstanceOf(IOException.class);
            }
        }
    }

    private static String[] large() {
        List<String> fields = new ArrayList<>(List.of(":status", "200"));
        for (int i = 0; i < 150; i++) fields.addAll(List.of("x-" + i, "y".repeat(80)));
        return fields.toArray(String[]::new);
    }

    @Test
    void fieldsThatAreMoreThanTheBackendTakesAreTheClientsFault() throws Exception {
        try (RawBackend backend = backend((_, with) -> answer(with, "fine"), MAX_HEADER_LIST_SIZE, 1000);
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient client = proxy.client()) {
            for (int i = 0; i < 6; i++) {
                client.send(RawClient.head("GET / HTTP/1.1", "Host: test", "X-Large: " + "y".repeat(2000)));
                assertThat(client.read().status()).isEqualTo(431);
            }
            assertThat(client.get("/").body()).isEqualTo("fine");
            assertThat(backend.accepted()).isEqualTo(1);
        }
    }

    @Test
    void trailersGoBothWays() throws Exception {
        List<Frame> came = new CopyOnWriteArrayList<>();
        try (RawBackend backend = backend((_, with) -> {
                    while (came.isEmpty() || (came.getLast().flags() & END_STREAM) == 0) {
                        Frame frame = with.read();
                        if (frame.type() == HEADERS || frame.type() == DATA) came.add(frame);
                    }
                    int stream = came.getFirst().stream();
                    with.send(HEADERS, END_HEADERS, stream, block(":status", "200", "trailer", "x-sum"))
                            .send(DATA, 0, stream, new byte[] {'h', 'i'})
                            .send(HEADERS, END_HEADERS | END_STREAM, stream, block("x-sum", "42"));
                    request(with);
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient client = proxy.client()) {
            client.send(RawClient.head(
                            "POST / HTTP/1.1",
                            "Host: test",
                            "TE: trailers",
                            "Connection: TE",
                            "Transfer-Encoding: chunked")
                    + "2\r\nhi\r\n0\r\nx-last: 1\r\n\r\n");
            client.readHead();
            assertThat(readUntil(client, "\r\n\r\n")).isEqualTo("2\r\nhi\r\n0\r\nx-sum: 42\r\n\r\n");
            assertThat(came).extracting(Frame::type).containsExactly(HEADERS, DATA, HEADERS);
        }
    }

    @Test
    void whatComesBeforeTheAnswerIsPassedOn() throws Exception {
        try (RawBackend backend = backend((_, with) -> {
                    int stream = request(with);
                    with.send(HEADERS, END_HEADERS, stream, block(":status", "103", "link", "</a.css>"))
                            .answer(stream, "ok");
                    request(with);
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient client = proxy.client()) {
            client.send(POST);
            assertThat(readUntil(client, "\r\n\r\n")).contains("HTTP/1.1 103 ", "link: </a.css>");
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void whatComesBeforeTheAnswerWithoutEndIsABadAnswerAndItsConnectionEnds() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawBackend backend = backend((_, with) -> {
                    int stream = request(with);
                    for (int i = 0; i <= 100; i++) with.send(HEADERS, END_HEADERS, stream, block(":status", "103"));
                    with.goodbye();
                    ended.countDown();
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient client = proxy.client()) {
            client.send(POST);
            for (int i = 0; i < 100; i++) assertThat(client.readHead().status()).isEqualTo(103);
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String readUntil(RawClient client, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith(end)) {
            int next = client.in().read();
            if (next < 0) throw new IOException("it ended after " + text);
            text.append((char) next);
        }
        return text.toString();
    }

    /// Each side here has a window of its own, and what the proxy lets it send is counted up to its answer to a ping.
    @Test
    void whoeverSendsIsHeldBackByWhoeverReads() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        AtomicInteger down = new AtomicInteger();
        try (RawBackend backend = backend((_, with) -> {
                    int stream = with.read(HEADERS, FIRST_STREAM).stream();
                    with.send(HEADERS, END_HEADERS, stream, block(":status", "200"));
                    down.set(sendWhatMayBeSent(with, stream));
                    held.countDown();
                    with.send(WINDOW_UPDATE, 0, 0, number(1 << 20)).send(WINDOW_UPDATE, 0, stream, number(1 << 20));
                    with.read(WINDOW_UPDATE, stream);
                    with.send(DATA, END_STREAM, stream, new byte[0]);
                    with.goodbye();
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawHttp2 client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            client.request(1, false, ":method", "POST", ":scheme", "http", ":path", "/", ":authority", "test");
            client.read(HEADERS, 1);
            assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(down.get()).isBetween(128 * 1024, MOST_UNDER_WAY);
            assertThat(sendWhatMayBeSent(client, 1)).isBetween(128 * 1024, MOST_UNDER_WAY + (1 << 20));
            client.send(WINDOW_UPDATE, 0, 0, number(1 << 20)).send(WINDOW_UPDATE, 0, 1, number(1 << 20));
            assertThat(client.end(1).type()).isEqualTo(DATA);
        }
    }

    /// What the proxy adds does not count.
    @Test
    void asManyFieldsAsThereMayBeGoOn() throws Exception {
        try (RawBackend backend = backend((_, with) -> answer(with, "many"));
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: test\r\n" + "X: 1\r\n".repeat(999) + "\r\n");
            assertThat(client.read().body()).isEqualTo("many");
        }
    }

    /// Sends until the other side does not want any more.
    ///
    /// @return how many bytes that were
    private static int sendWhatMayBeSent(RawHttp2 with, int stream) throws IOException {
        int sent = 0;
        // The window that the proxy gives counts from here on (§6.5.3).
        with.send(SETTINGS, ACK, 0, new byte[0]);
        for (int may = 128 * 1024; may > 0; ) {
            for (; may > 0; may -= FRAME, sent += FRAME) with.send(DATA, 0, stream, new byte[FRAME]);
            with.send(PING, 0, 0, new byte[8]);
            for (Frame frame = with.read(); frame.type() != PING; frame = with.read())
                if (frame.is(WINDOW_UPDATE, stream))
                    may += ByteBuffer.wrap(frame.payload()).getInt();
            may -= may % FRAME;
        }
        return sent;
    }
}
