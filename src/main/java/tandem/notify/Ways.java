package tandem.notify;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.notify.Notifier.Unusable;
import tandem.notify.NotifySettings.Delivery;

/// How somebody is told, as the settings say and the files that they name.
///
/// @param from all that it was made of, so that a file whose content is another makes a difference, too
record Ways(List<Channel> channels, Delivery delivery, List<Object> from) {
    Ways {
        channels = List.copyOf(channels);
        from = List.copyOf(from);
    }

    /// Blocks while it reads the files with secrets.
    ///
    /// @throws Unusable when one of them cannot be used
    static Ways of(Vertx vertx, NotifySettings settings) throws Unusable {
        var password = secret(
                "notifications.email.password-file",
                settings.email().flatMap(NotifySettings.Email::login).map(NotifySettings.Login::passwordFile));
        var key = secret(
                "notifications.webhook.secret-file", settings.webhook().flatMap(NotifySettings.Webhook::secretFile));
        var channels = new ArrayList<Channel>();
        settings.email()
                .ifPresent(email -> channels.add(new EmailChannel(vertx, email, password, settings.delivery())));
        if (settings.webhook().isPresent()) {
            var url = settings.webhook().get().url();
            try {
                channels.add(new WebhookChannel(url, key.map(WebhookSignature::of), settings.delivery()));
            } catch (IllegalArgumentException e) {
                throw new Unusable("notifications.webhook.secret-file: " + e.getMessage());
            }
        }
        if (!settings.command().isEmpty())
            channels.add(
                    new CommandChannel(settings.command(), settings.delivery().timeout()));
        return new Ways(channels, settings.delivery(), List.of(settings, password, key));
    }

    private static Optional<String> secret(String key, Optional<String> file) throws Unusable {
        if (file.isEmpty()) return Optional.empty();
        try {
            return Optional.of(Files.readString(Path.of(file.get())).strip());
        } catch (IOException e) {
            throw new Unusable(key + " cannot be read: " + e);
        }
    }

    /// The one that does the same.
    Optional<Channel> like(Channel other) {
        return channels.stream()
                .filter(channel -> channel.name().equals(other.name()))
                .findFirst();
    }
}
