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
import tandem.notify.NotifySettings.Delivery;

/// What waits for one channel and one topic: told in order, one after the other, on a thread of its own that ends when
/// nothing is left. What comes while something is told, or faster than the pace, is told together, so that an address
/// that flaps makes a few summaries and not a flood.
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
    private int lost;
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
            waiting.removeFirst();
            lost++;
        }
        if (working) return;
        working = true;
        Thread.ofPlatform()
                .daemon()
                .name("tandem-notify-" + channel.name() + "-" + topic.replace(' ', '-'))
                .start(this::work);
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
            for (var digest = next(); digest != null; digest = next()) tell(digest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
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
            await(System.nanoTime() + now.waits(System.nanoTime()), () -> closed || !pace.equals(now));
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
        lost = 0;
        return digest;
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
            } catch (RuntimeException e) {
                told.failed();
                log.error("not told by {}: {}", channel.name(), digest.title(), e);
                return;
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
