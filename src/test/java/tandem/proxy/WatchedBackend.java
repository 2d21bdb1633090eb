package tandem.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tandem.proxy.ReferenceHttp.Request;
import tandem.proxy.ReferenceHttp.State;

/// A backend that reads what it gets by [ReferenceHttp], and notes each request and whatever ought not to be.
final class WatchedBackend implements AutoCloseable {
    /// Asked for to see whether the proxy serves.
    static final String GOOD = "/good";

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Request> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private final List<String> wrongs = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Reply> script;

    /// What is sent for a request.
    ///
    /// @param pieces      one after the other
    /// @param closes      whether the connection ends behind it
    /// @param trustworthy whether another request may come on the same connection
    record Reply(List<String> pieces, boolean closes, boolean trustworthy) {
        /// A good answer with this body.
        static Reply good(Request to, String body) {
            String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n";
            return new Reply(List.of(to.method().equals("HEAD") ? head : head + body), false, true);
        }
    }

    WatchedBackend(Function<Request, Reply> script) {
        try {
            this.server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        var text = new StringBuilder();
        byte[] some = new byte[16384];
        Reply last = new Reply(List.of(), false, true);
        try (socket) {
            while (!last.closes) {
                Request next = ReferenceHttp.request(text.toString(), 0);
                if (next.state() == State.MALFORMED) {
                    wrongs.add("malformed: " + text);
                    return;
                }
                if (next.state() == State.WHOLE) {
                    text.delete(0, next.body().end());
                    seen.add(next);
                    if (!next.target().equals(GOOD)) count.incrementAndGet();
                    if (!last.trustworthy) wrongs.add("a connection is used again after " + last.pieces);
                    last = script.apply(next);
                    send(socket, last.pieces);
                    continue;
                }
                int length = socket.getInputStream().read(some);
                if (length < 0) return;
                text.append(new String(some, 0, length, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException broken) {
            // As the proxy throws connections away.
        } finally {
            sockets.remove(socket);
        }
    }

    private static void send(Socket socket, List<String> pieces) throws IOException {
        socket.setTcpNoDelay(true);
        for (String piece : pieces) socket.getOutputStream().write(piece.getBytes(StandardCharsets.ISO_8859_1));
    }

    int port() {
        return server.getLocalPort();
    }

    /// From now on it answers so.
    void answer(Function<Request, Reply> by) {
        script = by;
    }

    /// The requests since [#forget], in the order in which they were whole.
    List<Request> seen() {
        return seen;
    }

    /// How many there have been in all, but for those of [#GOOD].
    int count() {
        return count.get();
    }

    /// What ought not to have come.
    List<String> wrongs() {
        return wrongs;
    }

    void forget() {
        seen.clear();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
