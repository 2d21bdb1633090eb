package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.tls.CertificateFiles;
import tandem.tls.CertificateSettings;
import tandem.tls.CertificateSnapshot;
import tandem.tls.FileStamps;
import tandem.tls.Loaded;
import tandem.tls.TlsProblem;
import tandem.tls.TlsSettings;

/// The certificate of the admin listener. Its files are read again when they have changed, for connections from then
/// on; while they cannot be used, what was served before goes on being served.
final class AdminTls {
    private static final Logger log = LoggerFactory.getLogger(AdminTls.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final AdminSettings.Tls files;
    private volatile Optional<CertificateSnapshot> served;
    private volatile FileStamps stamps;

    /// Looks at the files. Blocks.
    AdminTls(AdminSettings.Tls files) {
        this.files = files;
        this.stamps = FileStamps.of(names());
        this.served = CertificateFiles.show(files.certificate());
    }

    /// What is served now.
    Optional<CertificateSnapshot> served() {
        return served;
    }

    /// Of a server with these files.
    HttpServerOptions options() {
        var options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                        new PemKeyCertOptions().setCertPath(files.certificate()).setKeyPath(files.key()));
        files.clients()
                .ifPresent(clients -> options.setTrustOptions(new PemTrustOptions().addCertPath(clients.caFile()))
                        .setClientAuth(
                                switch (clients.demand()) {
                                    case WANTED -> ClientAuth.REQUEST;
                                    case REQUIRED -> ClientAuth.REQUIRED;
                                }));
        return options;
    }

    /// Looks at the files from time to time, off the event loops.
    void follow(Vertx vertx, HttpServer server) {
        vertx.setPeriodic(
                LOOK_EVERY.toMillis(),
                _ -> vertx.executeBlocking(() -> FileStamps.of(names()))
                        .compose(now -> now.equals(stamps) ? Future.succeededFuture() : renew(vertx, server, now)));
    }

    private Future<Void> renew(Vertx vertx, HttpServer server, FileStamps now) {
        stamps = now;
        return vertx.executeBlocking(() -> {
                    check();
                    return null;
                })
                // By force: the names of the files are what they were.
                .compose(_ -> server.updateSSLOptions(options().getSslOptions(), true))
                .compose(_ -> vertx.executeBlocking(() -> CertificateFiles.show(files.certificate())))
                .onSuccess(shown -> {
                    served = shown;
                    log.info("the admin certificate in {} has been read again", files.certificate());
                })
                .onFailure(why -> log.error("the admin certificate stays as it was: {}", why.getMessage()))
                .mapEmpty();
    }

    /// @throws IllegalStateException when the pair cannot be served, with the reason
    private void check() {
        var pair = TlsSettings.of(CertificateSettings.pem(files.certificate(), files.key()));
        if (CertificateFiles.load(pair, Instant.now()) instanceof Loaded.Unusable(var problems))
            throw new IllegalStateException(problems.stream()
                    .filter(TlsProblem::fatal)
                    .map(TlsProblem::message)
                    .collect(Collectors.joining("; ")));
    }

    private List<String> names() {
        var names = new ArrayList<>(List.of(files.certificate(), files.key()));
        files.clients().ifPresent(clients -> names.add(clients.caFile()));
        return names;
    }
}
