package tandem.fitness;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Clients of a [Circuit], as they come after a takeover: several at a time, most of them with a connection that they
/// keep. By plain blocking I/O on the caller's thread, which costs little that would have to be compiled itself.
final class WarmUpClient implements AutoCloseable {
    /// So many requests are under way at a time, so that an event loop finds several in a turn, as under load.
    static final int CONNECTIONS = 16;

    private static final int TIMEOUT_MS = 10_000;
    private static final int BODY_BYTES = 1024;
    private static final String FIELDS = "Host: warm-up.invalid\r\nUser-Agent: " + SelfRequest.USER_AGENT
            + "\r\nAccept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: en,zh;q=0.5\r\n"
            + "Accept-Encoding: gzip, deflate\r\nCookie: JSESSIONID=0123456789ABCDEF.warm-up\r\n";

    /// One after the other on each connection; most requests are short ones for something short.
    private static final List<byte[]> REQUESTS = List.of(
            request("GET / HTTP/1.1\r\n" + FIELDS + "\r\n"),
            request("GET /page?of=three&from=1 HTTP/1.1\r\n" + FIELDS + "\r\n"),
            request("GET " + Circuit.LONG + " HTTP/1.1\r\n" + FIELDS + "\r\n"),
            request("GET / HTTP/1.1\r\n" + FIELDS + "\r\n"),
            request("POST /form HTTP/1.1\r\n" + FIELDS + "Content-Length: " + BODY_BYTES + "\r\n\r\n"
                    + "x".repeat(BODY_BYTES)));

    private final InetSocketAddress listener;
    private final List<@Nullable Socket> sockets = new ArrayList<>();
    private final byte[] chunk = new byte[16 * 1024];
    private int round;

    WarmUpClient(InetSocketAddress listener) {
        this.listener = listener;
        for (int i = 0; i < CONNECTIONS; i++) sockets.add(null);
    }

    private static byte[] request(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Sends a request by each connection and waits for the answers; one of the connections is a new one.
    ///
    /// @return how many were answered
    int round() throws IOException {
        renew(round % CONNECTIONS);
        for (int i = 0; i < CONNECTIONS; i++)
            connected(i).getOutputStream().write(REQUESTS.get((round + i) % REQUESTS.size()));
        for (int i = 0; i < CONNECTIONS; i++) readAnswer(connected(i));
        round++;
        return CONNECTIONS;
    }

    private void renew(int index) throws IOException {
        var open = sockets.set(index, null);
        if (open != null) open.close();
    }

    private Socket connected(int index) throws IOException {
        var open = sockets.get(index);
        if (open != null) return open;
        var socket = new Socket();
        sockets.set(index, socket);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(listener, TIMEOUT_MS);
        return socket;
    }

    private void readAnswer(Socket socket) throws IOException {
        var in = socket.getInputStream();
        int length;
        do {
            length = in.read(chunk);
            if (length <= 0) throw new EOFException("a connection was closed");
        } while (chunk[length - 1] != Circuit.END);
    }

    @Override
    public void close() {
        for (int i = 0; i < CONNECTIONS; i++) {
            try {
                renew(i);
            } catch (IOException e) {
                // It is of no use any more either way.
            }
        }
    }
}
