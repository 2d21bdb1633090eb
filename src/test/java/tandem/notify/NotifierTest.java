package tandem.notify;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tandem.admin.Event.Grade;
import tandem.fixture.Await;
import tandem.fixture.CapturedLog;
import tandem.notify.NotifySettings.Delivery;

/// What is told at once, and what waits.
class NotifierTest {
    private static final Delivery ONE_AN_HOUR = new Delivery(Duration.ofSeconds(5), 1, 100, 1, Duration.ofHours(1));
    private static final Duration STOP = Duration.ofSeconds(20);

    @RegisterExtension
    final CapturedLog log = new CapturedLog(Outbox.class);

    private final Kept kept = new Kept();
    private final Notifier notifier = notifier(ONE_AN_HOUR);

    /// Keeps what it is told.
    private static final class Kept implements Channel {
        final List<Digest> digests = new CopyOnWriteArrayList<>();
        final List<String> threads = new CopyOnWriteArrayList<>();
        final AtomicReference<@Nullable Error> thrown = new AtomicReference<>();

        @Override
        public String name() {
            return "kept";
        }

        @Override
        public int attempts() {
            return 1;
        }

        @Override
        public void send(Digest digest) throws IOException {
            var error = thrown.getAndSet(null);
            if (error != null) throw error;
            threads.add(Thread.currentThread().getName());
            digests.add(digest);
        }
    }

    private Notifier notifier(Delivery delivery) {
        return new Notifier(Roles.WHO, List.of(kept), delivery);
    }

    private void awaitTold(int digests) {
        Await.until(digests + " are told", () -> kept.digests.size() >= digests);
    }

    private int count() {
        return kept.digests.stream().mapToInt(Digest::count).sum();
    }

    @Test
    void whatFlapsHoldsUpNoOtherSubject() throws Exception {
        notifier.tell(Roles.pool("shop", Grade.WARNING));
        awaitTold(1);
        notifier.tell(Roles.pool("shop", Grade.INFO));
        notifier.tell(Roles.pool("blog", Grade.WARNING));
        awaitTold(2);
        assertThat(kept.digests.getLast().title()).contains("pool blog");
        notifier.stopped(List.of(), STOP);
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void manySubjectsShareAPaceInTheEndAndVipsNever() throws Exception {
        for (int i = 0; i < 200; i++) notifier.tell(Roles.pool("p" + i, Grade.WARNING));
        // Each of those with a pace of its own, and the first of the others.
        awaitTold(33);
        notifier.tell(Roles.role(1, "active", 1));
        awaitTold(34);
        assertThat(kept.digests.getLast().title()).contains("main is MASTER");
        notifier.stopped(List.of(), STOP);
        assertThat(kept.digests).hasSizeLessThanOrEqualTo(36);
        assertThat(count()).isEqualTo(201);
        assertThat(kept.threads.stream().distinct()).hasSizeLessThanOrEqualTo(34);
    }

    @Test
    void aSubjectOfWhichNothingIsLeftGivesItsPlaceToAnother() throws Exception {
        var quick = notifier(new Delivery(Duration.ofSeconds(5), 1, 100, 1, Duration.ZERO));
        for (int i = 1; i <= 100; i++) {
            quick.tell(Roles.pool("p" + i, Grade.WARNING));
            awaitTold(i);
        }
        quick.stopped(List.of(), STOP);
        assertThat(kept.threads).hasSize(100).noneMatch(name -> name.endsWith("others"));
    }

    @Test
    void theFirstErrorAfterLowerGradesIsToldAtOnce() throws Exception {
        notifier.tell(Roles.pool("shop", Grade.WARNING));
        awaitTold(1);
        notifier.tell(Roles.pool("shop", Grade.INFO));
        notifier.tell(Roles.pool("shop", Grade.ERROR));
        awaitTold(2);
        // It flaps: the pace holds for all that follows.
        for (int i = 0; i < 10; i++) {
            notifier.tell(Roles.pool("shop", Grade.INFO));
            notifier.tell(Roles.pool("shop", Grade.ERROR));
        }
        notifier.stopped(List.of(), STOP);
        assertThat(kept.digests.stream().map(Digest::count)).containsExactly(1, 2, 20);
        assertThat(kept.digests.stream().map(Digest::grade)).containsExactly(Grade.WARNING, Grade.ERROR, Grade.ERROR);
    }

    @Test
    void whateverAChannelThrowsTheNextIsTold() throws Exception {
        var quick = notifier(new Delivery(Duration.ofSeconds(5), 1, 100, 1, Duration.ZERO));
        int told = 0;
        for (var error : List.of(new StackOverflowError("deep"), new NoClassDefFoundError("gone"))) {
            kept.thrown.set(error);
            quick.tell(Roles.role(1, "active", 1));
            Await.until("it was thrown", () -> kept.thrown.get() == null);
            quick.tell(Roles.pool(String.valueOf(error.getMessage()), Grade.WARNING));
            // Else the next error may be thrown at it.
            awaitTold(++told);
        }
        quick.tell(Roles.role(2, "abstains", 1));
        quick.stopped(List.of(), STOP);
        assertThat(kept.digests).extracting(Digest::title).anyMatch(title -> title.contains("main is FAULT"));
        assertThat(quick.counts()).containsEntry("kept", Map.of("done", 3L, "failed", 2L));
        assertThat(log.lines())
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.startsWith("not told by kept: "));
    }
}
