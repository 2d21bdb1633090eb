package tandem.notify;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tandem.admin.Event;
import tandem.notify.Notice.Who;
import tandem.notify.NotifySettings.Delivery;

/// Tells of what happens on every way that is set. Takes events in on any thread and never holds it up.
public final class Notifier {
    /// Subjects besides the VIPs that have a pace of their own, for each way; those that come when so many had
    /// something to tell lately share one.
    private static final int MOST_TOPICS = 32;
    private static final String OTHERS = "others";

    private final Who who;
    private final @Nullable Vertx vertx;
    private final Map<String, Outbox> outboxes = new LinkedHashMap<>();
    private final Map<String, Long> terms = new LinkedHashMap<>();
    private final Map<String, Told> told = new LinkedHashMap<>();
    private Ways ways;
    private boolean leaving;

    /// A file with a secret cannot be used.
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    Notifier(Who who, List<Channel> channels, Delivery delivery) {
        this(who, null, new Ways(channels, delivery, List.of()));
    }

    private Notifier(Who who, @Nullable Vertx vertx, Ways ways) {
        this.who = who;
        this.vertx = vertx;
        this.ways = ways;
    }

    /// One that tells as this node. Blocks while it reads the files with secrets.
    ///
    /// @param priority of the node in its cluster
    /// @throws Unusable when one of them cannot be used
    public static Notifier of(Vertx vertx, NotifySettings settings, String cluster, String node, int priority)
            throws Unusable {
        return new Notifier(new Who(cluster, node, priority), vertx, Ways.of(vertx, settings));
    }

    /// Gets ready to tell in another way. Blocks while it reads the files with secrets.
    ///
    /// @return what is to be run to do so; empty when the settings and the files are what they were
    /// @throws Unusable when a file cannot be used
    public Optional<Runnable> prepare(NotifySettings settings) throws Unusable {
        var next = Ways.of(Objects.requireNonNull(vertx, "channels of a test"), settings);
        synchronized (this) {
            return next.from().equals(ways.from()) ? Optional.empty() : Optional.of(() -> follow(next));
        }
    }

    /// Tells in another way from now on, also what waits: a mail server that was wrong is why it does. What waits for a
    /// channel that is gone is tried once more.
    synchronized void follow(Ways next) {
        var before = ways;
        ways = next;
        for (var channel : before.channels())
            outboxes.entrySet().removeIf(entry -> {
                if (!entry.getKey().startsWith(channel.name() + " ")) return false;
                var same = next.like(channel);
                if (same.isPresent()) entry.getValue().by(same.get(), next.delivery());
                else entry.getValue().close();
                return same.isEmpty();
            });
        // An attempt may be under way.
        var later = CompletableFuture.delayedExecutor(
                before.delivery().timeout().toMillis() * (before.delivery().attempts() + 1L), TimeUnit.MILLISECONDS);
        for (var channel : before.channels()) later.execute(channel::close);
    }

    /// Something has happened.
    public void tell(Event event) {
        Notice.of(event, who).ifPresent(this::tell);
    }

    private synchronized void tell(Notice notice) {
        if (leaving && notice.isFault()) return;
        notice.role().ifPresent(role -> terms.put(role.vip(), role.term()));
        for (var channel : ways.channels())
            if (channel.takes(notice)) outbox(channel, topic(channel, notice)).add(notice);
    }

    private Outbox outbox(Channel channel, String topic) {
        return outboxes.computeIfAbsent(
                key(channel, topic), _ -> new Outbox(channel, topic, ways.delivery(), told(channel)));
    }

    private static String key(Channel channel, String topic) {
        return channel.name() + " " + topic;
    }

    /// By its subject, so that one that flaps holds up no other. While what shares a pace waits, those without one of
    /// their own stay there: what is newer must not be told first.
    private String topic(Channel channel, Notice notice) {
        if (notice.isOfVip() || outboxes.containsKey(key(channel, notice.topic()))) return notice.topic();
        var shared = outboxes.get(key(channel, OTHERS));
        if (shared != null && !shared.isIdle()) return OTHERS;
        var vips = key(channel, Notice.VIP);
        var others = outboxes.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(channel.name() + " ")
                        && !entry.getKey().startsWith(vips))
                .toList();
        if (others.size() < MOST_TOPICS) return notice.topic();
        var idle = others.stream().filter(entry -> entry.getValue().isIdle()).findFirst();
        idle.ifPresent(entry -> outboxes.remove(entry.getKey()));
        return idle.isPresent() ? notice.topic() : OTHERS;
    }

    private Told told(Channel channel) {
        return told.computeIfAbsent(channel.name(), _ -> new Told());
    }

    /// What became of the messages so far: by channel and by result.
    public synchronized Map<String, Map<String, Long>> counts() {
        var counts = new LinkedHashMap<String, Map<String, Long>>();
        ways.channels().forEach(this::told);
        told.forEach((channel, one) -> counts.put(channel, one.counts()));
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
        List<Channel> channels;
        synchronized (this) {
            for (var vip : vips) {
                long term = terms.getOrDefault(vip, 0L);
                var data = new JsonObject().put("to", "stopped").put("term", term);
                var draft = new Event.Draft(
                        Event.Kind.ROLE, Event.Grade.INFO, "vip " + vip, "this node has stopped, term " + term, data);
                tell(Notice.stop(who, vip, term, new Event(0, Instant.now(), draft)));
            }
            all = List.copyOf(outboxes.values());
            channels = ways.channels();
        }
        all.forEach(Outbox::close);
        for (var outbox : all) outbox.awaitEnd(end);
        channels.forEach(Channel::close);
    }
}
