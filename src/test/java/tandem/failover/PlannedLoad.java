package tandem.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tandem.lab.Host;
import tandem.lab.Lab;
import tandem.lab.LoadClient;

/// What lives on connections while an address moves by wish: 64 that are kept, each with one request after
/// the other as fast as it goes, a download of 20 seconds, and 100 WebSockets with a message and its echo each second.
///
/// @param clients each kind is a process of its own, in the order in which they end: the WebSockets live on beside the
///                download
record PlannedLoad(List<LoadClient> clients) implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static PlannedLoad start(Lab lab, Host client, String url) {
        var kept = LoadClient.start(lab, client, "kept", new LoadClient.Style(url, Duration.ZERO, PATIENCE, 64));
        String echo = url.replace("http:", "ws:") + "socket";
        var sockets = LoadClient.start(
                lab, client, "sockets", new LoadClient.Style(echo, Duration.ofSeconds(1), PATIENCE, 100));
        var download = LoadClient.start(
                lab, client, "download", new LoadClient.Style(url + "stream/20000", Duration.ZERO, PATIENCE, 1));
        return new PlannedLoad(List.of(kept.awaitServed(LIMIT), download, sockets.awaitServed(LIMIT)));
    }

    /// Lets everything that is under way end; returns how many requests, downloads and messages failed since a time.
    long cut(Instant from) {
        return clients.stream()
                .mapToLong(client -> client.finish().endedSince(from).failed())
                .sum();
    }

    @Override
    public void close() {
        clients.forEach(LoadClient::close);
    }
}
