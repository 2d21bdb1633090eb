package tandem.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.proxy.PoolSettings;
import tandem.proxy.TransportSettings;
import tandem.tls.BackendTls;
import tandem.tls.CertificateFiles;
import tandem.tls.FileStamps;
import tandem.tls.Loaded;
import tandem.tls.Refreshed;

/// TLS with the backends, and the files of certificates that it is made from.
///
/// Reads files, and so blocks: not for an event loop. One thread at a time.
final class BackendTrust implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackendTrust.class);

    private final List<Watched> watched = new ArrayList<>();

    /// TLS of some connections, and how its files were when they were read last.
    private static final class Watched {
        private final String whose;
        private final BackendTls tls;
        private FileStamps seen;

        Watched(String whose, BackendTls tls, FileStamps seen) {
            this.whose = whose;
            this.tls = tls;
            this.seen = seen;
        }
    }

    /// What the connections of a pool are made safe with.
    ///
    /// @param requests of clients
    /// @param checks   the same where checks are made in the same way
    record OfPool(Optional<BackendTls> requests, Optional<BackendTls> checks) {}

    /// Reads the files of a pool.
    OfPool open(PoolSettings pool) throws SSLException, Unusable {
        TransportSettings transport = pool.transport();
        var requests = open("pool " + pool.name(), transport);
        var checks = transport.ofChecks();
        boolean same = checks.tls().equals(transport.tls())
                && checks.http2().isPresent() == transport.http2().isPresent();
        return new OfPool(requests, same ? requests : open("checks of pool " + pool.name(), checks));
    }

    private Optional<BackendTls> open(String whose, TransportSettings transport) throws SSLException, Unusable {
        if (transport.tls().isEmpty()) return Optional.empty();
        var settings = transport.tls().get();
        var seen = FileStamps.of(CertificateFiles.named(settings));
        var material = switch (CertificateFiles.load(settings, Instant.now())) {
            case Loaded.Usable(var usable, var _) -> usable;
            case Loaded.Unusable(var problems) -> throw new Unusable(whose, problems);
        };
        var tls = BackendTls.open(whose, settings, transport.http2().isPresent(), material);
        watched.add(new Watched(whose, tls, seen));
        return Optional.of(tls);
    }

    /// Looks whether the files have changed, and goes by them if they have.
    ///
    /// @param now what has expired by then is not taken for what has not
    void refresh(Instant now) {
        for (var one : watched) {
            var settings = one.tls.settings();
            var stamps = FileStamps.of(CertificateFiles.named(settings));
            if (stamps.equals(one.seen)) continue;
            one.seen = stamps;
            try {
                tell(one.whose, one.tls.refresh(CertificateFiles.load(settings, now), now));
            } catch (SSLException e) {
                LOG.warn("certificates of {} are not taken over: {}", one.whose, e.toString());
            }
        }
    }

    private static void tell(String whose, Refreshed what) {
        switch (what) {
            case Refreshed.Same() -> {}
            case Refreshed.Served() -> LOG.info("new connections of {} go by the new certificates", whose);
            case Refreshed.Refused(var why, var news) -> {
                if (news) LOG.warn("certificates of {} are not taken over: {}", whose, why);
            }
        }
    }

    /// No more connections are made.
    @Override
    public void close() {
        watched.forEach(one -> one.tls.close());
        watched.clear();
    }
}
