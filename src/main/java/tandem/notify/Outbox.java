package tandem.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.Event;
import tandem.notify.NotifySettings.Delivery;

/// What waits for one channel and one topic: told in order, one after the other, on a thread of its own that ends when
/// nothing is left. What comes while something is told, or faster than the pace, is told together, so that an address
/// that flaps makes a few summaries and not a flood. The pace does not hold back an error after a message without one:
/// that what was a warning has become a loss is not told a minute late.
final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final String topic;
    private final Told told;
    private final Deque<Notice> waiting = new ArrayDeque<>();
    // Guarded by this:
    private Channel channel;
    private Delivery delivery;
    private Pace pace;
    private Digest.Lost lost = Digest.Lost.NONE;
    private boolean toldOfError;
    private boolean working;
    private boolean closed;

    /// @param told counts what becomes of it
    Outbox(Channel channel, String topic, Delivery delivery, Told told) {
        this.channel = channel;
        this.topic = topic;
        this.delivery = delivery;
        this.told = told;
        this.pace = pace(channel, delivery);
    }

    private static Pace pace(Channel channel, Delivery delivery) {
        return Pace.of(delivery.burst(), channel.hurried() ? Duration.ZERO : delivery.pause(), System.nanoTime());
    }

    /// Tells in another way from now on, also what waits.
    synchronized void by(Channel other, Delivery otherwise) {
        channel = other;
        delivery = otherwise;
        pace = pace(other, otherwise);
        notifyAll();
    }

    private synchronized Channel channel() {
        return channel;
    }

    /// Never waits.
    synchronized void add(Notice notice) {
        if (closed) return;
        waiting.addLast(notice);
        if (waiting.size() > delivery.queue()) {
            lost = lost.and(waiting.removeFirst());
        }
        notifyAll();
        if (!working) begin();
    }

    /// Where no thread can be had now, the next notice tries again.
    private void begin() {
        try {
            Thread.ofPlatform()
                    .daemon()
                    .name("tandem-notify-" + channel.name() + "-" + topic.replace(' ', '-'))
                    .start(this::work);
            working = true;
        } catch (OutOfMemoryError e) {
            log.error("what is to be told by {} waits: {}", channel.name(), e.getMessage());
        }
    }

    /// Whether nothing is left of what it was told, not even in its pace.
    synchronized boolean isIdle() {
        return !working && waiting.isEmpty() && pace.isRested(System.nanoTime());
    }

    /// Takes nothing more in; what waits is told at once.
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /// Waits until nothing is left to be told.
    ///
    /// @param end by [System#nanoTime]
    synchronized void awaitEnd(long end) throws InterruptedException {
        await(end, () -> !working);
    }

    private void work() {
        try {
            for (var digest = next(); digest != null; digest = next()) attempt(digest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        }
    }

    /// Whatever a channel throws, what comes after it is told.
    private void attempt(Digest digest) throws InterruptedException {
        try {
            tell(digest);
        } catch (RuntimeException | Error e) {
            told.failed();
            log.error("not told by {}: {}", channel().name(), digest.title(), e);
        }
    }

    private synchronized void end() {
        closed = true;
        working = false;
        notifyAll();
    }

    /// Once the pace allows it. Null when nothing waits; then the thread ends, and only then may another begin.
    private synchronized @Nullable Digest next() throws InterruptedException {
        while (!waiting.isEmpty() && !closed) {
            var now = pace;
            await(System.nanoTime() + now.waits(System.nanoTime()), () -> closed || isUrgent() || !pace.equals(now));
            if (pace.equals(now)) break;
        }
        if (waiting.isEmpty()) {
            working = false;
            notifyAll();
            return null;
        }
        pace = pace.told(System.nanoTime());
        var digest = new Digest(UUID.randomUUID().toString(), List.copyOf(waiting), lost);
        waiting.clear();
        lost = Digest.Lost.NONE;
        toldOfError = digest.grade() == Event.Grade.ERROR;
        return digest;
    }

    /// What flaps between an error and none is told of both at once at the most, and then as the pace allows.
    private boolean isUrgent() {
        return !toldOfError
                && (lost.worst() == Event.Grade.ERROR
                        || waiting.stream().anyMatch(notice -> notice.grade() == Event.Grade.ERROR));
    }

    private synchronized void await(long end, BooleanSupplier over) throws InterruptedException {
        for (long left = end - System.nanoTime(); left > 0 && !over.getAsBoolean(); left = end - System.nanoTime())
            wait(Math.max(1, left / 1_000_000));
    }

    private void tell(Digest digest) throws InterruptedException {
        var pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            var channel = channel();
            try {
                channel.send(digest);
                told.done();
                return;
            } catch (IOException e) {
                if (attempt >= channel.attempts() || !rest(pause)) {
                    told.failed();
                    log.warn("not told by {}: {}: {}", channel.name(), digest.title(), e.getMessage());
                    return;
                }
                pause = pause.multipliedBy(2);
            }
        }
    }

    /// @return whether there is time for another attempt
    private synchronized boolean rest(Duration pause) throws InterruptedException {
        var end = System.nanoTime() + pause.toNanos();
        await(end, () -> closed);
        return !closed;
    }
}
