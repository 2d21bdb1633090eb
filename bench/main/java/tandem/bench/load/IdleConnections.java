package tandem.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tandem.bench.host.BenchFailed;

/// Connections that are open and do nothing after their first request.
public final class IdleConnections implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5000;

    private final int port;
    private final String path;
    private final List<SocketChannel> open = new ArrayList<>();

    public IdleConnections(int port, String path) {
        this.port = port;
        this.path = path;
    }

    /// Opens more, until there are so many; each makes one request and reads its answer.
    public void growTo(int connections) {
        try {
            while (open.size() < connections) open.add(connect());
        } catch (IOException e) {
            throw new BenchFailed("of " + connections + " connections only " + open.size() + " were opened", e);
        }
    }

    private SocketChannel connect() throws IOException {
        var channel = SocketChannel.open();
        channel.socket().connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        channel.socket().setSoTimeout(CONNECT_MILLIS);
        var request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        var answer = new byte[4096];
        if (channel.socket().getInputStream().read(answer) < 0) throw new IOException("closed without an answer");
        return channel;
    }

    @Override
    public void close() {
        for (var channel : open) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new BenchFailed("a connection cannot be closed", e);
            }
        }
    }
}
