package tandem.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A client that asks a URL again and again from a host of the lab, whether or not the earlier requests are
/// answered, and remembers what came of each. It runs in a process of its own.
public final class LoadClient implements AutoCloseable {
    private static final int SERVED_IN_A_ROW = 20;
    private static final double RATE_REACHED = 0.95;
    /// How long ago a request was due that has ended by now.
    static final Duration ENDED = Duration.ofMillis(500);
    /// A download of 20 seconds may just have begun.
    private static final Duration FINISH = Duration.ofSeconds(40);

    private final Lab lab;
    private final LabProcess process;
    private final LineTail tail;
    private final List<Attempt> seen = new ArrayList<>();

    private LoadClient(Lab lab, LineTail tail, LabProcess process) {
        this.lab = lab;
        this.tail = tail;
        this.process = process;
    }

    /// How the client asks.
    ///
    /// @param url         what it asks for, `http://` and an IPv4 literal; with `ws://` it says something by a
    ///                    WebSocket and waits for the echo, and the connections are kept
    /// @param interval    from the start of one request to the start of the next
    /// @param limit       for one request, its connection included
    /// @param connections 0 opens a connection for each request, as many as it takes; with
    ///                    [#AS_MANY_AS_IT_TAKES] they are kept as well; otherwise as many are kept open,
    ///                    and each of them sends a request an interval after its last answer
    public record Style(String url, Duration interval, Duration limit, int connections) {
        private static final int AS_MANY_AS_IT_TAKES = -1;

        /// A new connection every 5 ms, and 250 ms for it.
        public static Style newConnections(String url) {
            return new Style(url, Duration.ofMillis(5), Duration.ofMillis(250), 0);
        }

        /// A new connection every 5 ms, and all the time for it: what fails then was lost and not late.
        public static Style patient(String url) {
            return new Style(url, Duration.ofMillis(5), Duration.ofSeconds(10), 0);
        }

        /// So many requests a second, whatever becomes of the ones before, on connections that are kept.
        /// Each has 250 ms from the moment at which it was due, also where the client was late with it. It
        /// begins slowly, until it has been served at this rate. A request whose connection breaks has
        /// failed; the next one opens another.
        public static Style atRate(String url, int perSecond) {
            return new Style(
                    url, Duration.ofSeconds(1).dividedBy(perSecond), Duration.ofMillis(250), AS_MANY_AS_IT_TAKES);
        }
    }

    /// Starts to ask.
    public static LoadClient start(Lab lab, Host host, String logName, Style style) {
        return start(lab, host, logName, command(style));
    }

    /// Starts to ask, ahead of all other processes of this machine. What the others have to do then never
    /// keeps the client waiting, as if it had a machine of its own; for figures in milliseconds.
    public static LoadClient startAhead(Lab lab, Host host, String logName, Style style) {
        var ahead = new ArrayList<>(List.of("chrt", "--fifo", "1"));
        ahead.addAll(command(style));
        return start(lab, host, logName, ahead);
    }

    private static LoadClient start(Lab lab, Host host, String logName, List<String> command) {
        // Not what an earlier client of that name saw.
        var tail = LineTail.from(lab.log(logName));
        return new LoadClient(lab, tail, host.start(logName, command));
    }

    private static List<String> command(Style style) {
        return JavaCommand.small(
                "tandem.lab.LoadClientMain",
                style.url(),
                Long.toString(style.interval().toNanos() / 1000),
                Long.toString(style.limit().toMillis()),
                Integer.toString(style.connections()));
    }

    /// Waits until the last attempts were all answered: everything is warm, and what fails from now on
    /// fails for a reason.
    public LoadClient awaitServed(Duration limit) {
        lab.await(limit)
                .until(
                        "the client is served " + SERVED_IN_A_ROW + " times in a row",
                        this::last,
                        last -> last.list().size() == SERVED_IN_A_ROW && last.failed() == 0);
        return this;
    }

    /// Waits until so many requests a second were answered for a second, and none failed: one that begins
    /// slowly has come to its rate.
    public LoadClient awaitRate(int perSecond, Duration limit) {
        lab.await(limit)
                .until(
                        "the client is served " + perSecond + " times a second",
                        () -> second(Instant.MIN),
                        second -> second.isCalm(perSecond));
        return this;
    }

    /// A second of which everything has ended.
    ///
    /// @param requests that were due in it
    /// @param backends that answered
    record Second(int requests, long failed, Set<String> backends) {
        /// Whether none failed of about so many.
        boolean isCalm(int perSecond) {
            return failed == 0 && requests >= RATE_REACHED * perSecond;
        }
    }

    /// The newest one; without requests where it began before a time.
    Second second(Instant notBefore) {
        Instant end = Instant.now().minus(ENDED);
        Instant begin = end.minusSeconds(1);
        if (begin.isBefore(notBefore)) return new Second(0, 0, Set.of());
        Attempts attempts = since(begin).before(end);
        return new Second(attempts.list().size(), attempts.failed(), attempts.backends());
    }

    private Attempts last() {
        List<Attempt> all = attempts().list();
        return new Attempts(all.subList(Math.max(0, all.size() - SERVED_IN_A_ROW), all.size()));
    }

    /// Waits until an attempt that began at this time or later was answered by way of this proxy.
    public void awaitServedBy(Host proxy, Instant from, Duration limit) {
        lab.await(limit)
                .until(
                        "the client is served by " + proxy,
                        () -> attempts().since(from).peers(),
                        peers -> peers.contains(proxy.address()));
    }

    /// Everything up to now.
    public Attempts attempts() {
        return since(Instant.MIN);
    }

    /// Of everything up to now, what began at this time or later.
    public synchronized Attempts since(Instant from) {
        look();
        return new Attempts(
                seen.stream().filter(one -> !one.start().isBefore(from)).toList());
    }

    /// Forgets everything up to now.
    public synchronized void forget() {
        look();
        seen.clear();
    }

    private void look() {
        tail.fresh().stream().flatMap(line -> Attempt.parse(line).stream()).forEach(seen::add);
    }

    /// Lets the requests in flight end, and returns everything.
    public Attempts finish() {
        process.closeInput();
        int exit = process.exitCode(FINISH);
        if (exit != 0) throw new AssertionError("the client ended with " + exit + "; its log: " + process.log());
        return attempts();
    }

    @Override
    public void close() {
        if (process.alive()) process.kill();
    }
}
