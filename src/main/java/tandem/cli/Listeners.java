package tandem.cli;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.proxy.ListenerSettings;
import tandem.proxy.ProxyServer;
import tandem.proxy.ProxySettings.Listen;
import tandem.tls.CertificateFiles;
import tandem.tls.FileStamps;
import tandem.tls.Loaded;
import tandem.tls.Refreshed;
import tandem.tls.ServerTls;
import tandem.tls.TlsEngine;

/// The addresses that clients connect to beside `proxy.listen`, and their certificates.
///
/// Reads files, and so blocks: not for an event loop. One thread at a time.
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final ProxyServer proxy;
    private final Map<Listen, ServerTls> safe = new ConcurrentHashMap<>();
    private final Map<Listen, FileStamps> seen = new ConcurrentHashMap<>();

    Listeners(ProxyServer proxy) {
        this.proxy = proxy;
    }

    /// Begins to listen.
    ///
    /// @return fails when the address cannot be listened on, or a file cannot be used
    Future<Integer> open(ListenerSettings settings) {
        if (settings.tls().isEmpty())
            return proxy.listen(settings, null).onSuccess(port -> tell(settings.listen(), port));
        ServerTls tls;
        try {
            tls = ServerTls.open(settings.tls().get(), settings.http2(), load(settings), TlsEngine.ofThisSystem());
        } catch (SSLException | Unusable e) {
            return Future.failedFuture(e);
        }
        safe.put(settings.listen(), tls);
        return proxy.listen(settings, tls)
                .onSuccess(port -> tell(settings.listen(), port))
                .onFailure(taken -> forget(settings.listen()));
    }

    /// For whoever reads the log.
    ///
    /// @param port which it is where the settings leave it open
    static void tell(Listen listen, int port) {
        LOG.info("Listening on {}", new Listen(listen.host(), port).text());
    }

    /// Serves new connections in another way; those that are open go on.
    ///
    /// @return fails when a file cannot be used; then nothing has changed
    Future<Void> alter(ListenerSettings settings) {
        var listen = settings.listen();
        var before = safe.get(listen);
        ServerTls tls = null;
        try {
            if (settings.tls().isPresent()) {
                var material = load(settings);
                if (before != null) before.replace(settings.tls().get(), settings.http2(), material);
                tls = before != null
                        ? before
                        : ServerTls.open(settings.tls().get(), settings.http2(), material, TlsEngine.ofThisSystem());
            }
        } catch (SSLException | Unusable e) {
            return Future.failedFuture(e);
        }
        if (tls == null) seen.remove(listen);
        var kept = tls;
        if (kept != null) safe.put(listen, kept);
        else safe.remove(listen);
        return proxy.alter(settings, kept).onSuccess(_ -> {
            if (kept == null && before != null) before.close();
        });
    }

    /// Stops to listen; requests under way may go on within the limit.
    void close(Listen listen, Duration limit) {
        proxy.unlisten(listen, limit).closed().onComplete(_ -> forget(listen));
    }

    private void forget(Listen listen) {
        seen.remove(listen);
        var tls = safe.remove(listen);
        if (tls != null) tls.close();
    }

    /// Looks whether the files of certificates have changed, and serves them if they have.
    ///
    /// @param now what has expired by then is not taken for what has not
    void refresh(Instant now) {
        safe.forEach((listen, tls) -> {
            tls.rotateTicketKeys(now);
            var settings = tls.settings();
            var stamps = FileStamps.of(CertificateFiles.named(settings));
            if (stamps.equals(seen.put(listen, stamps))) return;
            try {
                var loaded = CertificateFiles.load(settings, now);
                loaded.problems().stream()
                        .filter(problem -> !problem.fatal())
                        .forEach(problem -> LOG.warn("listener {}: {}", listen.text(), problem.text()));
                tell(listen, tls.refresh(loaded, now));
            } catch (SSLException e) {
                LOG.warn("certificates of {} are not taken over: {}", listen.text(), e.toString());
            }
        });
    }

    private static void tell(Listen listen, Refreshed what) {
        switch (what) {
            case Refreshed.Same() -> {}
            case Refreshed.Served() -> LOG.info("new connections to {} get the new certificates", listen.text());
            case Refreshed.Refused(var why, var news) -> {
                if (news) LOG.warn("certificates of {} are not taken over: {}", listen.text(), why);
            }
        }
    }

    private Loaded.Material load(ListenerSettings listener) throws Unusable {
        var tls = listener.tls().orElseThrow();
        seen.put(listener.listen(), FileStamps.of(CertificateFiles.named(tls)));
        return switch (CertificateFiles.load(tls, Instant.now())) {
            case Loaded.Usable(var material, var _) -> material;
            case Loaded.Unusable(var problems) ->
                throw new Unusable("listener " + listener.listen().text(), problems);
        };
    }
}
