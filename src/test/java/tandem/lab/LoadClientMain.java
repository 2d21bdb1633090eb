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
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/// The process behind [LoadClient]. Prints a line for each attempt, and ends when its standard input does.
///
/// Arguments: URL, interval in microseconds, limit in ms, number of connections to keep (0: a new one for
/// each request; -1: as many as it takes so that each request is sent when it is due).
final class LoadClientMain {
    /// How many times slower than its rate it begins.
    private static final int SLOWEST = 32;
    /// How often it looks whether it can go on faster, in nanoseconds.
    private static final long LOOK = 400_000_000;
    /// After so many looks at its rate nothing slows it down any more.
    private static final int ENOUGH = 2;

    private final InetSocketAddress target;
    private final String host;
    private final String path;
    private final boolean socket;
    private final Duration interval;
    private final Duration limit;
    private final AtomicBoolean finished = new AtomicBoolean();
    private final AtomicInteger failed = new AtomicInteger();
    /// Kept connections that wait for nothing. They take turns, so that none is left alone for long.
    private final Queue<LoadConnection> idle = new ConcurrentLinkedQueue<>();

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
                Duration.of(Long.parseLong(args[1]), ChronoUnit.MICROS),
                Duration.ofMillis(Long.parseLong(args[2])));
        Thread.ofPlatform().daemon().start(client::finishWithInput);
        int kept = Integer.parseInt(args[3]);
        // Closing the executor awaits the requests in flight.
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            if (kept < 0) {
                client.atRate(due -> executor.execute(() -> client.askWhenDue(due)));
            } else if (kept == 0) {
                client.everyInterval(() -> executor.execute(client::askOnce));
            } else {
                for (int i = 0; i < kept; i++) executor.execute(client::keepAsking);
            }
        }
    }

    private void askOnce() {
        try (var connection = new LoadConnection(target, host, false)) {
            attempt(connection, System.nanoTime());
        }
    }

    /// The connection stays open for the next request, and ends with the process.
    private void askWhenDue(long due) {
        LoadConnection free = idle.poll();
        LoadConnection connection = free == null ? new LoadConnection(target, host, true) : free;
        attempt(connection, due);
        idle.add(connection);
    }

    private void keepAsking() {
        try (LoadLink connection =
                socket ? new WebSocketConnection(target, host) : new LoadConnection(target, host, true)) {
            while (!finished.get()) {
                attempt(connection, System.nanoTime());
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
            parkUntil(next + interval.toNanos());
        }
    }

    /// The same, but that it begins slowly, and gets quicker while nothing fails: what has just started would
    /// be overrun by what it can bear later. Once it has kept its rate for a while, it does so whatever
    /// happens.
    ///
    /// @param start is given the time at which it was due, by [System#nanoTime()]
    private void atRate(LongConsumer start) {
        int slower = SLOWEST;
        int kept = 0;
        long looked = System.nanoTime();
        for (long next = looked; !finished.get(); next += interval.toNanos() * slower) {
            start.accept(next);
            if (kept < ENOUGH && next - looked >= LOOK) {
                looked = next;
                boolean well = failed.getAndSet(0) == 0;
                kept = well && slower == 1 ? kept + 1 : 0;
                slower = Math.clamp(well ? slower / 2 : slower * 2L, 1, SLOWEST);
            }
            parkUntil(next + interval.toNanos() * slower);
        }
    }

    private static void parkUntil(long time) {
        long pause;
        while ((pause = time - System.nanoTime()) > 0) LockSupport.parkNanos(pause);
    }

    private void attempt(LoadLink connection, long began) {
        Instant start = Instant.now().minusNanos(System.nanoTime() - began);
        var answer = LoadConnection.Answer.NONE;
        Attempt.Outcome outcome;
        try {
            answer = connection.ask(path, began + limit.toNanos());
            outcome = answer.status() / 100 == 2 ? Attempt.Outcome.OK : Attempt.Outcome.BAD_STATUS;
        } catch (IOException e) {
            connection.close();
            outcome = outcome(e);
        }
        if (outcome != Attempt.Outcome.OK) failed.incrementAndGet();
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
