package tandem.notify;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.admin.Event;
import tandem.notify.Notice.Who;
import tandem.notify.NotifySettings.Delivery;

/// Tells of what happens on every way that is set. Takes events in on any thread and never holds it up.
public final class Notifier {
    private final Who who;
    private final List<Channel> channels;
    private final Delivery delivery;
    private final Map<String, Outbox> outboxes = new LinkedHashMap<>();
    private final Map<String, Long> terms = new LinkedHashMap<>();
    private final Map<String, Told> told = new LinkedHashMap<>();
    private boolean leaving;

    /// A file with a secret cannot be used.
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    Notifier(Who who, List<Channel> channels, Delivery delivery) {
        this.who = who;
        this.channels = List.copyOf(channels);
        this.delivery = delivery;
    }

    /// One that tells as this node. Blocks while it reads the files with secrets.
    ///
    /// @param priority of the node in its cluster
    /// @throws Unusable when one of them cannot be used
    public static Notifier of(Vertx vertx, NotifySettings settings, String cluster, String node, int priority)
            throws Unusable {
        var channels = new ArrayList<Channel>();
        if (settings.email().isPresent()) {
            var email = settings.email().get();
            var file = email.login().map(NotifySettings.Login::passwordFile);
            var password = secret("notifications.email.password-file", file);
            channels.add(new EmailChannel(vertx, email, password, settings.delivery()));
        }
        if (settings.webhook().isPresent()) {
            var hook = settings.webhook().get();
            var secret = secret("notifications.webhook.secret-file", hook.secretFile());
            try {
                channels.add(new WebhookChannel(hook.url(), secret.map(WebhookSignature::of), settings.delivery()));
            } catch (IllegalArgumentException e) {
                throw new Unusable("notifications.webhook.secret-file: " + e.getMessage());
            }
        }
        if (!settings.command().isEmpty())
            channels.add(
                    new CommandChannel(settings.command(), settings.delivery().timeout()));
        return new Notifier(new Who(cluster, node, priority), channels, settings.delivery());
    }

    private static Optional<String> secret(String key, Optional<String> file) throws Unusable {
        if (file.isEmpty()) return Optional.empty();
        try {
            return Optional.of(Files.readString(Path.of(file.get())).strip());
        } catch (IOException e) {
            throw new Unusable(key + " cannot be read: " + e);
        }
    }

    /// Something has happened.
    public void tell(Event event) {
        Notice.of(event, who).ifPresent(this::tell);
    }

    private synchronized void tell(Notice notice) {
        if (leaving && notice.isFault()) return;
        notice.role().ifPresent(role -> terms.put(role.vip(), role.term()));
        for (var channel : channels)
            if (channel.takes(notice))
                outboxes.computeIfAbsent(
                                channel.name() + " " + notice.topic(),
                                _ -> new Outbox(channel, notice.topic(), delivery, told(channel)))
                        .add(notice);
    }

    private Told told(Channel channel) {
        return told.computeIfAbsent(channel.name(), _ -> new Told());
    }

    /// What became of the messages so far: by channel and by result.
    public synchronized Map<String, Map<String, Long>> counts() {
        var counts = new LinkedHashMap<String, Map<String, Long>>();
        for (var channel : channels) counts.put(channel.name(), told(channel).counts());
        return counts;
    }

    /// This node begins to stop: that it has no role any more is no fault from now on.
    public synchronized void leaving() {
        leaving = true;
    }

    /// This node has stopped: says so of each of its VIPs, and waits until all is told.
    ///
    /// @param vips  their names
    /// @param limit for all of it
    public void stopped(List<String> vips, Duration limit) throws InterruptedException {
        var end = System.nanoTime() + limit.toNanos();
        List<Outbox> all;
        synchronized (this) {
            for (var vip : vips) {
                long term = terms.getOrDefault(vip, 0L);
                var data = new JsonObject().put("to", "stopped").put("term", term);
                var draft = new Event.Draft(
                        Event.Kind.ROLE, Event.Grade.INFO, "vip " + vip, "this node has stopped, term " + term, data);
                tell(Notice.stop(who, vip, term, new Event(0, Instant.now(), draft)));
            }
            all = List.copyOf(outboxes.values());
        }
        all.forEach(Outbox::close);
        for (var outbox : all) outbox.awaitEnd(end);
        channels.forEach(Channel::close);
    }
}
