package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.notify.NotifySettings;
import tandem.notify.NotifySettings.Delivery;
import tandem.notify.NotifySettings.Email;
import tandem.notify.NotifySettings.Encryption;
import tandem.notify.NotifySettings.Login;
import tandem.notify.NotifySettings.Server;
import tandem.notify.NotifySettings.Webhook;

/// Reads the section `notifications`.
final class NotifySection {
    private static final int MOST_RECIPIENTS = 100;
    private static final int MOST_WORDS = 100;
    private static final Format<Duration> TIMEOUT =
            DurationFormat.between(Duration.ofMillis(100), Duration.ofMinutes(5));
    private static final Format<Duration> PAUSE = DurationFormat.between(Duration.ZERO, Duration.ofHours(1));
    private static final IntegerFormat ATTEMPTS = new IntegerFormat(1, 10);
    private static final IntegerFormat QUEUE = new IntegerFormat(1, 10_000);
    private static final IntegerFormat BURST = new IntegerFormat(1, 1000);

    private NotifySection() {}

    static Value<NotifySettings> read(Section s) {
        Value<Optional<Email>> email = s.section("email", NotifySection::email);
        Value<Optional<Webhook>> webhook = s.section("webhook", NotifySection::webhook);
        var command = s.values("command", MOST_WORDS, TextFormat.ARGUMENT);
        if (s.has("command") && command.is(List::isEmpty))
            s.problem(command.spot(), "found an empty list; expected a program and its arguments");
        var delivery = delivery(s);
        return s.make(() -> new NotifySettings(email.get(), webhook.get(), command.get(), delivery.get()));
    }

    private static Value<Delivery> delivery(Section s) {
        var standard = Delivery.DEFAULT;
        var timeout = s.optional("timeout", TIMEOUT, standard.timeout());
        var attempts = s.optional("attempts", ATTEMPTS, standard.attempts());
        var queue = s.optional("queue", QUEUE, standard.queue());
        var burst = s.optional("burst", BURST, standard.burst());
        var pause = s.optional("pause", PAUSE, standard.pause());
        return s.make(() -> new Delivery(timeout.get(), attempts.get(), queue.get(), burst.get(), pause.get()));
    }

    private static Value<Optional<Email>> email(Section s) {
        if (!s.isWritten()) return absent(s, "smtp", "tls", "ca", "from", "to", "username", "password-file");
        var smtp = s.required("smtp", EndpointFormat.server("mail.example.com:587"));
        var tls = s.optional("tls", ChoiceFormat.of(Encryption.class), Encryption.STARTTLS);
        var ca = s.maybe("ca", TextFormat.FILE);
        var from = s.required("from", new MailboxFormat());
        var to = s.someValues("to", MOST_RECIPIENTS, new MailboxFormat(), "a list of at least one e-mail address");
        var username = s.maybe("username", TextFormat.ARGUMENT);
        var password = s.maybe("password-file", TextFormat.FILE);
        if (s.has("username") != s.has("password-file"))
            s.problem(s.spot(), "username and password-file go together; expected both or neither");
        return s.make(() -> Optional.of(new Email(
                new Server(smtp.get().host(), smtp.get().port(), tls.get(), ca.get()),
                from.get(),
                to.get(),
                username.get().map(name -> new Login(name, password.get().orElseThrow())))));
    }

    private static Value<Optional<Webhook>> webhook(Section s) {
        if (!s.isWritten()) return absent(s, "url", "secret-file");
        var url = s.required("url", new UrlFormat());
        var secret = s.maybe("secret-file", TextFormat.FILE);
        return s.make(() -> Optional.of(new Webhook(url.get(), secret.get())));
    }

    private static <T> Value<Optional<T>> absent(Section s, String... keys) {
        s.alsoKnown(keys);
        return Value.of(s.spot(), Optional.empty());
    }
}
