package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.backend.Backend;

/// In whatever order requests come, leave, expire and end, and backends go in and out: no place is lost or
/// given twice, and nobody is passed over.
class RequestQueuePropertyTest {
    private static final int STEPS = 4000;
    private static final long TIMEOUT = 1_000_000_000L;

    private final List<Upstream.Target> backends = new ArrayList<>();
    private final Set<Upstream.Target> open = new HashSet<>();
    /// Places that are held, one entry for each.
    private final List<Upstream.Target> held = new ArrayList<>();
    /// Who waits, by the test's own book.
    private final List<Request> line = new ArrayList<>();

    private int expired;
    private int refused;

    private final class Request implements RequestQueue.Waiter {
        private final Upstream.@Nullable Target home;
        private final long since;

        Request(Upstream.@Nullable Target home, long since) {
            this.home = home;
            this.since = since;
        }

        @Override
        public boolean takes(Upstream.Target target, boolean isOpen) {
            return home == null ? isOpen : home.equals(target);
        }

        @Override
        public void admitted(Upstream.Target target) {
            Request first = firstFor(target);
            assertThat(first).as("who came first of those who may go there").isSameAs(this);
            assertThat(line.remove(this)).as("it is told once").isTrue();
            held.add(target);
        }

        @Override
        public void expired() {
            assertThat(line.remove(this)).as("it is told once").isTrue();
            expired++;
        }
    }

    private @Nullable Request firstFor(Upstream.Target target) {
        for (Request request : line) if (request.takes(target, open.contains(target))) return request;
        return null;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyPlaceIsGivenOnceAndInTurn(long seed) {
        Random random = new Random(seed);
        int places = 1 + random.nextInt(4);
        int length = random.nextInt(12);
        int size = 1 + random.nextInt(4);
        for (int i = 0; i < size; i++)
            backends.add(new Upstream.Target(new Backend("b" + i, "127.0.0.1", 1 + i, 1), new BackendLoad()));
        open.addAll(backends);
        var queue = new RequestQueue(new QueueSettings(places, length, Duration.ofNanos(TIMEOUT)), open::contains);
        long now = 0;
        for (int step = 0; step < STEPS; step++) {
            now += random.nextLong(TIMEOUT / 8);
            step(queue, random, now);
            for (Upstream.Target backend : backends)
                assertThat(backend.load().places().get())
                        .as("places at %s after step %s", backend.backend().name(), step)
                        .isEqualTo((int) held.stream().filter(backend::equals).count())
                        .isLessThanOrEqualTo(places);
            assertThat(line.size()).isLessThanOrEqualTo(length);
            assertThat(queue.isEmpty()).isEqualTo(line.isEmpty());
            var snapshot = queue.snapshot();
            assertThat(List.of((long) snapshot.waiting(), snapshot.expired(), snapshot.refused()))
                    .isEqualTo(List.of((long) line.size(), (long) expired, (long) refused));
        }
    }

    private void step(RequestQueue queue, Random random, long now) {
        Upstream.Target one = backends.get(random.nextInt(backends.size()));
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> arrive(queue, new Request(random.nextInt(3) == 0 ? one : null, now), now);
            case 3, 4 -> {
                if (held.isEmpty()) return;
                queue.giveBack(held.remove(random.nextInt(held.size())));
            }
            case 5 -> {
                if (line.isEmpty()) return;
                queue.leave(line.remove(random.nextInt(line.size())));
            }
            case 6 -> {
                queue.expire(now);
                for (Request request : line) assertThat(now - request.since).isLessThan(TIMEOUT);
            }
            default -> {
                if (!open.remove(one)) open.add(one);
                for (Upstream.Target backend : backends) queue.serve(backend);
                for (Upstream.Target backend : backends)
                    if (!queue.isFull(backend))
                        assertThat(firstFor(backend))
                                .as(
                                        "who waits beside a free place at %s",
                                        backend.backend().name())
                                .isNull();
            }
        }
    }

    /// As an exchange does it: a place that is free, or else the line.
    private void arrive(RequestQueue queue, Request request, long now) {
        for (Upstream.Target backend : backends) {
            if (!request.takes(backend, open.contains(backend)) || queue.isFull(backend)) continue;
            assertThat(firstFor(backend)).as("whose place is snatched").isNull();
            assertThat(queue.take(backend)).isTrue();
            held.add(backend);
            return;
        }
        line.add(request);
        if (queue.join(request, now)) return;
        line.remove(request);
        refused++;
    }
}
