package tandem.proxy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tandem.fixture.ProxyUnderTest;

/// A client or a backend that sends frames of HTTP/2 as they are given (RFC 9113 §4), without TLS.
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int PROTOCOL_ERROR = 1;
    static final int INTERNAL_ERROR = 2;
    static final int REFUSED_STREAM = 7;
    static final int ENHANCE_YOUR_CALM = 11;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final DataInputStream in;

    /// A frame as it came.
    // Frames are looked at and never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Frame(int type, int flags, int stream, byte[] payload) {
        /// The code of a reset or a goodbye.
        int error() {
            return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
        }

        /// The last stream that is answered after a goodbye.
        int last() {
            return ByteBuffer.wrap(payload).getInt();
        }

        boolean is(int wanted, int of) {
            return type == wanted && stream == of;
        }
    }

    RawHttp2(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream().write(PREFACE);
        send(SETTINGS, 0, 0, new byte[0]);
    }

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    }

    /// The backend's side of a connection that was accepted.
    ///
    /// @param settings what it says first: numbers and values, one after the other (RFC 9113 §6.5.1)
    static RawHttp2 accepted(Socket socket, int... settings) throws IOException {
        RawHttp2 backend = new RawHttp2(socket);
        if (!Arrays.equals(backend.in.readNBytes(PREFACE.length), PREFACE)) throw new EOFException("no HTTP/2");
        var payload = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2)
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        return backend.send(SETTINGS, 0, 0, payload.array());
    }

    /// A number of four bytes, as resets and goodbyes have it.
    static byte[] number(int... numbers) {
        var payload = ByteBuffer.allocate(4 * numbers.length);
        for (int number : numbers) payload.putInt(number);
        return payload.array();
    }

    /// Answers a request.
    RawHttp2 answer(int stream, String body) throws IOException {
        return send(HEADERS, END_HEADERS, stream, block(":status", "200"))
                .send(DATA, END_STREAM, stream, body.getBytes(StandardCharsets.US_ASCII));
    }

    /// Opens a listener without TLS that takes both protocols, and answers its port.
    static int listener(ProxyServer proxy) {
        var plain = new ListenerSettings(
                new ProxySettings.Listen("127.0.0.1", 0), Optional.empty(), true, Optional.empty(), Optional.empty());
        return ProxyUnderTest.await(proxy.listen(plain, null));
    }

    RawHttp2 send(int type, int flags, int stream, byte[] payload) throws IOException {
        var frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        socket.getOutputStream().write(frame.array());
        return this;
    }

    /// A block of fields, `name`, `value` and so on, each as a literal that is not indexed (RFC 7541
    /// §6.2.2).
    static byte[] block(String... fields) {
        var block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            for (var text : List.of(fields[i], fields[i + 1])) {
                var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
                if (bytes.length > 126) throw new IllegalArgumentException("too long for one byte of length");
                block.write(bytes.length);
                block.writeBytes(bytes);
            }
        }
        return block.toByteArray();
    }

    /// The fields of a GET, and more.
    static String[] get(String... more) {
        var fields = new ArrayList<>(List.of(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "test"));
        fields.addAll(List.of(more));
        return fields.toArray(String[]::new);
    }

    RawHttp2 request(int stream, boolean ended, String... fields) throws IOException {
        return send(HEADERS, END_HEADERS | (ended ? END_STREAM : 0), stream, block(fields));
    }

    Frame read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        var payload = new byte[length];
        in.readFully(payload);
        return new Frame(type, flags, stream, payload);
    }

    /// The next frame of this type on this stream; others are passed over.
    Frame read(int type, int stream) throws IOException {
        while (true) {
            var frame = read();
            if (frame.is(type, stream)) return frame;
            if (frame.type == GOAWAY) throw new EOFException("goodbye with error " + frame.error());
        }
    }

    /// What ends the stream: a reset, or the last frame of an answer.
    Frame end(int stream) throws IOException {
        while (true) {
            var frame = read();
            boolean last = (frame.type == DATA || frame.type == HEADERS) && (frame.flags & END_STREAM) != 0;
            if (frame.is(RST_STREAM, stream) || (frame.stream == stream && last)) return frame;
            if (frame.type == GOAWAY) throw new EOFException("goodbye with error " + frame.error());
        }
    }

    /// With what error the other side says goodbye; -1 when it just ends.
    int goodbye() {
        try {
            while (true) {
                var frame = read();
                if (frame.type == GOAWAY) return frame.error();
            }
        } catch (IOException ended) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
