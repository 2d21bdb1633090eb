package tandem.failover;

import java.time.Duration;
import java.time.Instant;
import tandem.lab.Attempts;
import tandem.lab.Host;
import tandem.lab.Lab;
import tandem.lab.LoadClient;

/// The two clients who tell how long they are without service. Each is a process of its own, ahead of all other
/// processes, as if it had a machine of its own.
///
/// @param fresh opens a connection every 5 ms
/// @param kept  asks as often by connections that it keeps; where one breaks, it opens another for the next request
record Clients(LoadClient fresh, LoadClient kept) implements AutoCloseable {
    static final int PER_SECOND = 200;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// Returns when both are served as often as they want to be.
    static Clients start(Lab lab, Host client, String url) {
        var kept = LoadClient.startAhead(lab, client, "client-kept", LoadClient.Style.atRate(url, PER_SECOND));
        var fresh = LoadClient.startAhead(lab, client, "client-fresh", LoadClient.Style.newConnections(url));
        return new Clients(fresh.awaitServed(LIMIT), kept.awaitRate(PER_SECOND, LIMIT));
    }

    /// What each of them saw.
    record Saw(Attempts fresh, Attempts kept) {}

    /// Waits until the one that opens connections is served by a host.
    void awaitServedBy(Host proxy, Instant from) {
        fresh.awaitServedBy(proxy, from, LIMIT);
    }

    /// Waits until both are served, by whomever.
    void awaitServed() {
        fresh.awaitServed(LIMIT);
        kept.awaitServed(LIMIT);
    }

    /// Lets the requests in flight end.
    Saw finish() {
        return new Saw(fresh.finish(), kept.finish());
    }

    @Override
    public void close() {
        fresh.close();
        kept.close();
    }
}
