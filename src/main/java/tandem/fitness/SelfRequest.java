package tandem.fitness;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// A request of the node to its own listener, by plain blocking I/O on a thread of its own: it measures the
/// event loops, so it must not depend on one. On a new connection each time, as the clients that come after
/// a takeover.
final class SelfRequest {
    /// By this, the application can tell it from its users' requests.
    static final String USER_AGENT = "Tandem-self-check";

    /// More of an answer than this is not read.
    private static final int MOST_BYTES = 256 * 1024;

    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int STATUS_ENDS = STATUS_AT + 3;

    private final InetSocketAddress listener;
    private final SelfCheck.Door door;
    private final Duration timeout;
    private final byte[] request;
    private final byte[] chunk = new byte[8 * 1024];
    private final byte[] start = new byte[STATUS_ENDS];

    SelfRequest(InetSocketAddress listener, String path, String host, Duration timeout, SelfCheck.Door door) {
        this.listener = listener;
        this.door = door;
        this.timeout = timeout;
        this.request = ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: " + USER_AGENT
                        + "\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// Sends it and waits for the answer, within the time-out.
    SelfResult send() {
        long begin = System.nanoTime();
        try (var socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(listener, left(begin));
            try (var passage = door.expect((InetSocketAddress) socket.getLocalSocketAddress())) {
                return exchange(socket, passage, begin);
            }
        } catch (SocketTimeoutException _) {
            return new SelfResult.Missed("no connection within " + text(timeout));
        } catch (IOException e) {
            return new SelfResult.Missed(words(e));
        }
    }

    private SelfResult exchange(Socket socket, SelfCheck.Passage passage, long begin) {
        try {
            socket.getOutputStream().write(request);
            OptionalInt status = read(socket, begin);
            if (status.isPresent())
                return new SelfResult.Answered(status.getAsInt(), Duration.ofNanos(System.nanoTime() - begin));
            return unanswered(passage, "connection closed without an answer");
        } catch (SocketTimeoutException _) {
            return unanswered(passage, "no answer within " + text(timeout));
        } catch (IOException e) {
            return unanswered(passage, words(e));
        }
    }

    private static SelfResult unanswered(SelfCheck.Passage passage, String how) {
        return passage.taken() ? new SelfResult.Taken(how + ", but taken in") : new SelfResult.Missed(how);
    }

    /// Reads to the end of the answer, which is that of the connection.
    private OptionalInt read(Socket socket, long begin) throws IOException {
        InputStream in = socket.getInputStream();
        int total = 0;
        while (total < MOST_BYTES) {
            socket.setSoTimeout(left(begin));
            int length = in.read(chunk);
            if (length < 0) break;
            if (total < start.length) System.arraycopy(chunk, 0, start, total, Math.min(length, start.length - total));
            total += length;
        }
        return total < start.length ? OptionalInt.empty() : status();
    }

    private OptionalInt status() {
        var text = new String(start, STATUS_AT, STATUS_ENDS - STATUS_AT, StandardCharsets.US_ASCII);
        return text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    /// Milliseconds until the time-out; at least one, since zero would mean to wait for ever.
    private int left(long begin) throws SocketTimeoutException {
        long left = timeout.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        if (left <= 0) throw new SocketTimeoutException();
        return Math.toIntExact(left);
    }

    private static String words(IOException failure) {
        var message = failure.getMessage();
        if (message == null) return failure.getClass().getSimpleName();
        return message.toLowerCase(Locale.ROOT).lines().findFirst().orElse("");
    }

    private static String text(Duration time) {
        long millis = time.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
