package tandem.notify;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tandem.notify.NotifySettings.Delivery;
import tandem.notify.NotifySettings.Email;
import tandem.notify.NotifySettings.Encryption;

/// An e-mail to every recipient, by SMTP (RFC 5321).
final class EmailChannel implements Channel {
    /// What takes a password. Vert.x would send it as a token where a server offers XOAUTH2.
    private static final String BY_PASSWORD = "CRAM-SHA256 CRAM-SHA1 CRAM-MD5 PLAIN LOGIN";

    private final Vertx vertx;
    private final Email settings;
    private final Optional<String> password;
    private final Delivery delivery;
    private @Nullable MailClient client;

    EmailChannel(Vertx vertx, Email settings, Optional<String> password, Delivery delivery) {
        this.vertx = vertx;
        this.settings = settings;
        this.password = password;
        this.delivery = delivery;
    }

    /// Made here, on an outbox's thread: this host's name may have to be asked for, and on an event loop Vert.x would.
    private synchronized MailClient client() throws IOException {
        var made = client;
        if (made == null) {
            made = MailClient.create(vertx, config(InetAddress.getLocalHost().getCanonicalHostName()));
            client = made;
        }
        return made;
    }

    private MailConfig config(String ownName) {
        var server = settings.server();
        int limit = Math.toIntExact(delivery.timeout().toMillis());
        var config = new MailConfig(server.host(), server.port())
                .setOwnHostname(ownName)
                .setSsl(server.tls() == Encryption.IMPLICIT)
                .setStarttls(startTls(server.tls()))
                .setKeepAlive(false)
                .setMaxPoolSize(1);
        config.setHostnameVerificationAlgorithm("HTTPS");
        // A server that hangs must not keep the only connection.
        config.setConnectTimeout(limit)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(limit);
        server.ca().ifPresent(file -> config.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        if (password.isEmpty()) return config.setLogin(LoginOption.DISABLED);
        return config.setLogin(LoginOption.REQUIRED)
                .setAuthMethods(BY_PASSWORD)
                .setUsername(settings.login().orElseThrow().username())
                .setPassword(password.get());
    }

    private static StartTLSOptions startTls(Encryption tls) {
        return switch (tls) {
            case STARTTLS -> StartTLSOptions.REQUIRED;
            case OPPORTUNISTIC -> StartTLSOptions.OPTIONAL;
            case IMPLICIT, NONE -> StartTLSOptions.DISABLED;
        };
    }

    @Override
    public String name() {
        return "e-mail";
    }

    @Override
    public int attempts() {
        return delivery.attempts();
    }

    @Override
    public void send(Digest digest) throws IOException, InterruptedException {
        var message = new MailMessage()
                .setFrom(settings.from())
                .setTo(settings.to())
                .setSubject(digest.title())
                .setText(digest.text() + "\n");
        var sending = client().sendMail(message).toCompletionStage().toCompletableFuture();
        Channel.within(delivery.timeout(), sending);
    }

    @Override
    public synchronized void close() {
        var made = client;
        if (made != null) made.close();
    }
}
