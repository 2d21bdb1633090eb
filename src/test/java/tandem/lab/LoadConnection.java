package tandem.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One connection of the load client at a time, opened when there is none. Blocking, for a virtual thread;
/// every step is bounded by the deadline of its request.
final class LoadConnection implements LoadLink {
    private static final int LINE_LIMIT = 8192;

    private final InetSocketAddress target;
    private final String host;
    private final boolean keep;
    private @Nullable Socket socket;

    LoadConnection(InetSocketAddress target, String host, boolean keep) {
        this.target = target;
        this.host = host;
        this.keep = keep;
    }

    /// A complete answer.
    record Answer(int status, String backend, String peer) {
        static final Answer NONE = new Answer(0, "-", "-");
    }

    /// The connection ended within the answer, or before it.
    static final class ClosedEarly extends IOException {
        private static final long serialVersionUID = 1;

        ClosedEarly() {
            super("closed early");
        }
    }

    /// Sends a request and reads its answer to the end.
    @Override
    public Answer ask(String path, long deadline) throws IOException {
        Socket open = socket;
        if (open == null) {
            open = connect(target, deadline);
            socket = open;
        }
        open.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + (keep ? "" : "Connection: close\r\n")
                                + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        var in = new Input(open, deadline);
        String[] status = in.line().split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.")) throw new IOException("not a status line");
        Map<String, String> headers = in.headers();
        in.skipBody(headers);
        if (!keep || "close".equalsIgnoreCase(headers.getOrDefault("connection", ""))) close();
        return new Answer(
                number(status[1], 10), headers.getOrDefault("x-backend", "-"), headers.getOrDefault("x-peer", "-"));
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        closeQuietly(open);
    }

    static Socket connect(InetSocketAddress target, long deadline) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(target, millisUntil(deadline));
            return socket;
        } catch (IOException e) {
            closeQuietly(socket);
            throw e;
        }
    }

    static void closeQuietly(@Nullable Socket open) {
        if (open == null) return;
        try {
            open.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }

    private static int millisUntil(long deadline) throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) throw new SocketTimeoutException("the time for the request is over");
        return Math.toIntExact(millis);
    }

    private static int number(String text, int radix) throws IOException {
        try {
            return Integer.parseInt(text.strip(), radix);
        } catch (NumberFormatException e) {
            throw new IOException("not a number: " + text, e);
        }
    }

    /// The bytes of one answer. Unbuffered beyond it, since nothing may follow it before the next request.
    static final class Input {
        private final Socket socket;
        private final InputStream in;
        private long deadline;
        private final byte[] buffer = new byte[LINE_LIMIT];
        private int position;
        private int end;

        Input(Socket socket, long deadline) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.deadline = deadline;
        }

        /// The time for the next answer.
        void until(long next) {
            deadline = next;
        }

        int read() throws IOException {
            if (position == end) {
                socket.setSoTimeout(millisUntil(deadline));
                position = 0;
                end = in.read(buffer);
                if (end < 0) {
                    end = 0;
                    throw new ClosedEarly();
                }
            }
            return buffer[position++] & 0xff;
        }

        String line() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int b = read(); b != '\n'; b = read()) {
                if (line.size() == LINE_LIMIT) throw new IOException("line too long");
                if (b != '\r') line.write(b);
            }
            return line.toString(StandardCharsets.ISO_8859_1);
        }

        Map<String, String> headers() throws IOException {
            var headers = new HashMap<String, String>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                if (colon <= 0) throw new IOException("not a header: " + line);
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            return headers;
        }

        void skipBody(Map<String, String> headers) throws IOException {
            if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
                for (int size = number(line(), 16); size > 0; size = number(line(), 16)) skip(size + 2);
                headers();
            } else {
                skip(number(headers.getOrDefault("content-length", "0"), 10));
            }
        }

        private void skip(int bytes) throws IOException {
            for (int i = 0; i < bytes; i++) read();
        }
    }
}
