package tandem.health;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.backend.Backend;

/// A server of the test's own, which says to each connection what the test wants, HTTP or not.
final class RawServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Conversation conversation;
    private final boolean mute;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile boolean crowded;
    /// Opens when the server is closed: what a conversation that hangs waits for.
    private final CountDownLatch closed = new CountDownLatch(1);

    /// What is done with one connection; it is closed afterwards.
    interface Conversation {
        void with(RawServer server, Socket client) throws IOException, InterruptedException;
    }

    private RawServer(String host, Conversation conversation, boolean mute) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.ofLiteral(host));
        this.conversation = conversation;
        this.mute = mute;
        Thread.ofVirtual().start(this::accept);
    }

    static RawServer on(String host, Conversation conversation) throws IOException {
        return new RawServer(host, conversation, false);
    }

    static RawServer that(Conversation conversation) throws IOException {
        return on("127.0.0.1", conversation);
    }

    /// Accepts, but neither reads nor writes.
    static RawServer mute() throws IOException {
        return new RawServer("127.0.0.1", (server, client) -> server.hang(), true);
    }

    /// Reads the request's head and answers with these bytes.
    static RawServer answering(String answer) throws IOException {
        return that((server, client) -> {
            server.readHead(client);
            write(client, answer);
        });
    }

    /// Reads the request's head, answers with these bytes and leaves the connection open.
    static RawServer answeringAndHanging(String answer) throws IOException {
        return that((server, client) -> {
            server.readHead(client);
            write(client, answer);
            server.hang();
        });
    }

    Backend backend() {
        return new Backend("raw", listener.getInetAddress().getHostAddress(), listener.getLocalPort(), 1);
    }

    /// The heads of the requests that came, one string each with its lines ended by `\n`.
    List<String> requests() {
        return requests;
    }

    int accepted() {
        return accepted.get();
    }

    int open() {
        return open.size();
    }

    /// Whether a connection came while an earlier one was still there, and stayed; only for a mute server.
    boolean crowded() {
        return crowded;
    }

    void readHead(Socket client) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            head.append(line).append('\n');
        }
        requests.add(head.toString());
    }

    void hang() throws InterruptedException {
        closed.await();
    }

    /// Whether no connection's other end is still there; only for conversations that hang, since it reads.
    boolean clientsHaveLeft() {
        return open.stream().allMatch(RawServer::hasLeft);
    }

    /// The end of one connection and the beginning of the next may come by different processors, so the end
    /// may be seen a little later.
    private boolean clientsLeaveSoon() {
        for (int millis = 0; millis < 300; millis++) {
            if (clientsHaveLeft()) return true;
        }
        return false;
    }

    /// Waits for a millisecond at most.
    private static boolean hasLeft(Socket client) {
        try {
            client.setSoTimeout(1);
            client.getInputStream().skip(Long.MAX_VALUE);
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    static void write(Socket client, String text) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listener.accept();
                if (mute && !clientsLeaveSoon()) crowded = true;
                accepted.incrementAndGet();
                open.add(client);
                Thread.ofVirtual().start(() -> talk(client));
            } catch (IOException e) {
                return; // The test is over.
            }
        }
    }

    private void talk(Socket client) {
        try (client) {
            conversation.with(this, client);
        } catch (IOException e) {
            // The client went away, which is its right.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket client : open) client.close();
    }
}
