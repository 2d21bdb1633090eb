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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tandem.notify.NotifySettings.Delivery;
import tandem.notify.NotifySettings.Email;
import tandem.notify.NotifySettings.Encryption;

/// An e-mail to every recipient, by SMTP (RFC 5321). Whom the server does not take keeps nobody else from
/// getting it; the next attempts are for those alone, since a server may have a reason to take a recipient a
/// little later.
final class EmailChannel implements Channel {
    /// Messages that are tried again at the same time, by outboxes of different topics.
    private static final int MOST_UNDER_WAY = 100;

    /// What takes a password. Vert.x would send it as a token where a server offers XOAUTH2.
    private static final String BY_PASSWORD = "CRAM-SHA256 CRAM-SHA1 CRAM-MD5 PLAIN LOGIN";

    private final Vertx vertx;
    private final Email settings;
    private final Optional<String> password;
    private final Delivery delivery;
    private @Nullable MailClient client;
    /// By the message: who has not got it, where others have. Guarded by this.
    private final Map<String, List<String>> left = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<String>> eldest) {
            return size() > MOST_UNDER_WAY;
        }
    };

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
                .setAllowRcptErrors(true)
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
        var to = recipients(digest);
        var message = new MailMessage()
                .setFrom(settings.from())
                .setTo(to)
                .setSubject(digest.title())
                .setText(digest.text() + "\n");
        var taken = taken(message);
        var refused = to.stream().filter(one -> !taken.contains(one)).toList();
        note(digest, refused);
        if (!refused.isEmpty()) throw new IOException("the mail server does not take it for " + named(refused));
    }

    /// Sends a message.
    ///
    /// @return for whom the server has taken it
    private List<String> taken(MailMessage message) throws IOException, InterruptedException {
        var sending = client().sendMail(message).toCompletionStage().toCompletableFuture();
        try {
            return Channel.within(delivery.timeout(), sending).getRecipients();
        } catch (IOException e) {
            throw new IOException("not for " + named(message.getTo()) + ": " + e.getMessage(), e);
        }
    }

    private static String named(List<String> recipients) {
        return String.join(", ", recipients);
    }

    private synchronized List<String> recipients(Digest digest) {
        return left.getOrDefault(digest.id(), settings.to());
    }

    private synchronized void note(Digest digest, List<String> refused) {
        if (refused.isEmpty()) left.remove(digest.id());
        else left.put(digest.id(), refused);
    }

    @Override
    public synchronized void close() {
        var made = client;
        if (made != null) made.close();
    }
}
