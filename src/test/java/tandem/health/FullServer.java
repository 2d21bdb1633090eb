package tandem.health;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import tandem.backend.Backend;

/// A server that accepts nobody and whose queue is full: the kernel drops what would connect to it.
final class FullServer implements AutoCloseable {
    private static final int MORE_THAN_ENOUGH = 64;
    /// One connection alone may be late because the machine is busy.
    private static final int REFUSALS = 3;

    private final ServerSocket server;
    private final List<Socket> queue = new ArrayList<>();

    private FullServer(ServerSocket server) {
        this.server = server;
    }

    static FullServer start() throws IOException {
        FullServer full = new FullServer(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
        full.fill();
        return full;
    }

    Backend backend() {
        return new Backend("full", "127.0.0.1", server.getLocalPort(), 1);
    }

    private void fill() throws IOException {
        int refused = 0;
        while (queue.size() < MORE_THAN_ENOUGH) {
            Socket socket = new Socket();
            queue.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), 300);
                refused = 0;
            } catch (SocketTimeoutException | ConnectException e) {
                if (++refused == REFUSALS) return;
            }
        }
        throw new IOException("the queue takes more connections than it was told to");
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : queue) socket.close();
    }
}
