package tandem.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// The process behind [LoadClient]. Prints a line for each attempt, and ends when its standard input does.
///
/// Arguments: URL, interval in ms, limit in ms, number of connections to keep (0: a new one for each
/// request).
final class LoadClientMain {
    private final InetSocketAddress target;
    private final String host;
    private final String path;
    private final boolean socket;
    private final Duration interval;
    private final Duration limit;
    private final AtomicBoolean finished = new AtomicBoolean();

    private LoadClientMain(URI url, Duration interval, Duration limit) throws IOException {
        int port = url.getPort() < 0 ? 80 : url.getPort();
        this.target = new InetSocketAddress(InetAddress.getByName(url.getHost()), port);
        this.host = url.getAuthority();
        this.socket = url.getScheme().equals("ws");
        this.path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        this.interval = interval;
        this.limit = limit;
    }

    public static void main(String... args) throws Exception {
        var client = new LoadClientMain(
                URI.create(args[0]),
                Duration.ofMillis(Long.parseLong(args[1])),
                Duration.ofMillis(Long.parseLong(args[2])));
        Thread.ofPlatform().daemon().start(client::finishWithInput);
        int kept = Integer.parseInt(args[3]);
        // Closing the executor awaits the requests in flight.
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            if (kept == 0) {
                client.everyInterval(() -> executor.execute(client::askOnce));
            } else {
                for (int i = 0; i < kept; i++) executor.execute(client::keepAsking);
            }
        }
    }

    private void askOnce() {
        try (var connection = new LoadConnection(target, host, false)) {
            attempt(connection);
        }
    }

    private void keepAsking() {
        try (LoadLink connection =
                socket ? new WebSocketConnection(target, host) : new LoadConnection(target, host, true)) {
            while (!finished.get()) {
                attempt(connection);
                LockSupport.parkNanos(interval.toNanos());
            }
        }
    }

    private void finishWithInput() {
        try (InputStream in = System.in) {
            while (in.read() >= 0) {
                // Nothing is said to the client; only the end counts.
            }
        } catch (IOException e) {
            // An input that cannot be read has ended as well.
        }
        finished.set(true);
    }

    /// Starts at fixed times, and catches up when the machine was too busy: a pause of the client must not
    /// hide what happened in it.
    private void everyInterval(Runnable start) {
        for (long next = System.nanoTime(); !finished.get(); next += interval.toNanos()) {
            start.run();
            long pause;
            while ((pause = next + interval.toNanos() - System.nanoTime()) > 0) LockSupport.parkNanos(pause);
        }
    }

    private void attempt(LoadLink connection) {
        Instant start = Instant.now();
        long began = System.nanoTime();
        var answer = LoadConnection.Answer.NONE;
        Attempt.Outcome outcome;
        try {
            answer = connection.ask(path, began + limit.toNanos());
            outcome = answer.status() / 100 == 2 ? Attempt.Outcome.OK : Attempt.Outcome.BAD_STATUS;
        } catch (IOException e) {
            connection.close();
            outcome = outcome(e);
        }
        var latency = Duration.ofNanos(System.nanoTime() - began);
        System.out.println(new Attempt(start, outcome, latency, answer.backend(), answer.peer()).line());
    }

    private static Attempt.Outcome outcome(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return switch (e) {
            case SocketTimeoutException _ -> Attempt.Outcome.TIMEOUT;
            case NoRouteToHostException _ -> Attempt.Outcome.UNREACHABLE;
            case ConnectException _ when message.contains("unreachable") -> Attempt.Outcome.UNREACHABLE;
            case ConnectException _ -> Attempt.Outcome.REFUSED;
            case SocketException _ -> Attempt.Outcome.RESET;
            case LoadConnection.ClosedEarly _ -> Attempt.Outcome.CLOSED;
            default -> Attempt.Outcome.GARBLED;
        };
    }
}
