package tandem.tls;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.util.IllegalReferenceCountException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS of one listener: the certificates that new connections get, which can be exchanged at any time.
///
/// May be used from any thread.
public final class ServerTls implements AutoCloseable {
    private static final Duration LEAST_KEY_AGE = Duration.ofHours(1);

    private final TlsEngine engine;
    private final LongAdder handshakes = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile Served served;
    private final Renewal renewal = new Renewal("a certificate in them has expired");

    /// What new connections get.
    private record Served(
            TlsSettings settings,
            boolean http2,
            Loaded.Material material,
            ServerContexts contexts,
            TicketKeys tickets) {}

    private ServerTls(TlsEngine engine, Served served) {
        this.engine = engine;
        this.served = served;
    }

    /// Serves what has been loaded.
    ///
    /// @param http2 whether HTTP/2 is offered by ALPN (RFC 7301), and preferred
    /// @throws SSLException when the library refuses it
    public static ServerTls open(TlsSettings settings, boolean http2, Loaded.Material material, TlsEngine engine)
            throws SSLException {
        return new ServerTls(engine, serve(settings, http2, material, engine, null));
    }

    private static Served serve(
            TlsSettings settings,
            boolean http2,
            Loaded.Material material,
            TlsEngine engine,
            @Nullable TicketKeys earlier)
            throws SSLException {
        var contexts = ServerContexts.of(settings, http2, material, engine);
        var tickets = earlier == null ? TicketKeys.fresh(Instant.now()) : earlier;
        contexts.tickets(tickets);
        return new Served(settings, http2, material, contexts, tickets);
    }

    /// Serves this to new connections from now on. Those that are open or in their handshake keep what they
    /// have, and sessions can still be resumed unless clients are verified in another way now.
    ///
    /// @throws SSLException when the library refuses it; then nothing has changed
    public synchronized void replace(TlsSettings settings, boolean http2, Loaded.Material material)
            throws SSLException {
        var before = served;
        boolean sameClients = settings.clients().equals(before.settings.clients())
                && material.authorities().equals(before.material.authorities());
        served = serve(settings, http2, material, engine, sameClients ? before.tickets : null);
        before.contexts.release();
        renewal.accepted();
    }

    /// Serves what was read from the same files again, unless it is worse than what is served: broken, or
    /// expired while this is not.
    ///
    /// @throws SSLException when the library refuses it; then nothing has changed
    public synchronized Refreshed refresh(Loaded loaded, Instant now) throws SSLException {
        return renewal.refresh(
                loaded, served.material, now, material -> replace(served.settings, served.http2, material));
    }

    /// What it was opened with, or replaced by.
    public TlsSettings settings() {
        return served.settings;
    }

    /// Whether HTTP/2 is offered.
    public boolean http2() {
        return served.http2;
    }

    /// Seals tickets with a new key from now on, and still takes those of the last one, when the last one has
    /// been in use for as long as a session can be resumed, and for an hour at least.
    public synchronized void rotateTicketKeys(Instant now) {
        var serving = served;
        var age = Duration.between(serving.tickets.since(), now);
        if (age.compareTo(LEAST_KEY_AGE) < 0
                || age.compareTo(serving.settings.sessions().timeout()) < 0) return;
        var next = serving.tickets.next(now);
        serving.contexts.tickets(next);
        served = new Served(serving.settings, serving.http2, serving.material, serving.contexts, next);
    }

    /// Makes an accepted connection safe: the pipeline speaks TLS, and once the handshake is over its session
    /// is handed out, on the connection's event loop, for the protocol's handlers to be added. A connection
    /// whose handshake fails or takes too long is closed.
    public void install(ChannelPipeline pipeline, Consumer<TlsSession> established) {
        install(pipeline, established, InstantSource.system());
    }

    /// The same at a time that a test chooses.
    void install(ChannelPipeline pipeline, Consumer<TlsSession> established, InstantSource now) {
        Duration limit = served.settings.handshakeTimeout();
        pipeline.addLast(new TlsEntrance(this, limit, now), new HandshakeEnd(established, handshakes, failed));
    }

    /// The context for a client; the caller has to release it.
    SslContext lease(Optional<String> server) {
        while (true) {
            var now = served;
            try {
                return now.contexts.lease(server);
            } catch (IllegalReferenceCountException exchanged) {
                // Given up between these two lines: there is another one by now, unless all is closed.
                if (served.equals(now)) throw exchanged;
            }
        }
    }

    /// How it stands.
    public TlsSnapshot snapshot() {
        return new TlsSnapshot(
                served.material.credentials().stream().map(Credential::snapshot).toList(),
                handshakes.sum(),
                failed.sum(),
                renewal.refused());
    }

    /// Ends it: no more connections can be made safe.
    @Override
    public synchronized void close() {
        served.contexts.release();
    }
}
