package tandem.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One WebSocket of the load client at a time (RFC 6455), opened when there is none: it says something, and waits for
/// the
/// echo. Blocking, for a virtual thread.
final class WebSocketConnection implements LoadLink {
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int MASKED = 0x80;
    /// A longer frame has its length elsewhere.
    private static final int LONGEST = 125;

    private final InetSocketAddress target;
    private final String host;
    private @Nullable Socket socket;
    private LoadConnection.@Nullable Input input;
    private int said;

    WebSocketConnection(InetSocketAddress target, String host) {
        this.target = target;
        this.host = host;
    }

    @Override
    public LoadConnection.Answer ask(String path, long deadline) throws IOException {
        if (socket == null) open(path, deadline);
        Socket open = socket;
        LoadConnection.Input in = input;
        if (open == null || in == null) throw new IllegalStateException("not open");
        in.until(deadline);
        String text = "message " + said++;
        open.getOutputStream().write(frame(text));
        String echo = text(in);
        if (!echo.equals(text)) throw new IOException("what came back is not " + text + " but " + echo);
        return new LoadConnection.Answer(200, "-", "-");
    }

    private void open(String path, long deadline) throws IOException {
        Socket open = LoadConnection.connect(target, deadline);
        socket = open;
        open.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: " + host
                                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        var in = new LoadConnection.Input(open, deadline);
        input = in;
        String status = in.line();
        if (!status.startsWith("HTTP/1.1 101")) throw new IOException("no WebSocket: " + status);
        in.headers();
    }

    /// Masked with zeros, which change nothing.
    private static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        var frame = new ByteArrayOutputStream();
        frame.write(TEXT);
        frame.write(MASKED | payload.length);
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private static String text(LoadConnection.Input in) throws IOException {
        int kind = in.read();
        int length = in.read();
        if (kind == CLOSE) throw new LoadConnection.ClosedEarly();
        if (kind != TEXT || length > LONGEST) throw new IOException("an odd frame: " + kind + ", " + length);
        var payload = new ByteArrayOutputStream();
        for (int i = 0; i < length; i++) payload.write(in.read());
        return payload.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        input = null;
        LoadConnection.closeQuietly(open);
    }
}
