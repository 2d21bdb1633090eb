package tandem.notify;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Who is told when something has happened, and how.
///
/// @param email    `notifications.email`, default none
/// @param webhook  `notifications.webhook`, default none
/// @param command  a program and its first arguments, called as keepalived calls its notify scripts. It is told of
/// roles
///                 only. `notifications.command`, default none
/// @param delivery how much is tried, and how much may wait
public record NotifySettings(
        Optional<Email> email, Optional<Webhook> webhook, List<String> command, Delivery delivery) {
    /// Nobody is told.
    public static final NotifySettings NONE =
            new NotifySettings(Optional.empty(), Optional.empty(), List.of(), Delivery.DEFAULT);

    public NotifySettings {
        command = List.copyOf(command);
    }

    /// By SMTP (RFC 5321).
    ///
    /// @param to    one recipient at least
    /// @param login for a server that asks for one
    public record Email(Server server, String from, List<String> to, Optional<Login> login) {
        public Email {
            to = List.copyOf(to);
            if (to.isEmpty()) throw new IllegalArgumentException("an e-mail needs a recipient");
        }
    }

    /// A mail server.
    ///
    /// @param tls how its connection is encrypted
    /// @param ca  PEM file of the certificates to trust; empty for those that Java trusts
    public record Server(String host, int port, Encryption tls, Optional<String> ca) {}

    /// Who sends.
    ///
    /// @param passwordFile the file that has the password alone
    public record Login(String username, String passwordFile) {}

    /// How a connection to a mail server is encrypted.
    public enum Encryption {
        /// STARTTLS (RFC 3207); a server without it gets no mail.
        STARTTLS,
        /// STARTTLS where the server offers it. Whoever is in the way can take the offer out.
        OPPORTUNISTIC,
        /// From the first byte (RFC 8314), which is usual at port 465.
        IMPLICIT,
        /// Not at all.
        NONE
    }

    /// A POST of JSON.
    ///
    /// @param url        of the receiver. Often a secret by itself
    /// @param secretFile the file with the key of the signature; empty for none
    public record Webhook(URI url, Optional<String> secretFile) {}

    /// How notices are delivered, on each way and for each VIP by itself.
    ///
    /// @param timeout  for one attempt. 100 ms to 5 min, default 10 s
    /// @param attempts of an e-mail or a webhook, with a pause that doubles from half a second; a command has
    ///                 one. 1 to 10, default 4
    /// @param queue    notices that wait; the oldest goes when one more comes. 1 to 10,000, default 100
    /// @param burst    e-mails or calls of a webhook at once; then one each `pause`, with all that has come
    ///                 meanwhile. 1 to 1000, default 5
    /// @param pause    0 to 1 h, default 1 min
    public record Delivery(Duration timeout, int attempts, int queue, int burst, Duration pause) {
        public static final Delivery DEFAULT = new Delivery(Duration.ofSeconds(10), 4, 100, 5, Duration.ofMinutes(1));

        public Delivery {
            if (timeout.isZero() || timeout.isNegative() || attempts < 1 || queue < 1 || burst < 1)
                throw new IllegalArgumentException("timeout, attempts, queue and burst are more than 0");
        }
    }
}
