package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// Two nodes that ask each other over a line that the test holds in its hand.
class CallsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<byte[]> line = new ArrayList<>();
    private final List<MemberStatus> members = new ArrayList<>(List.of(member("a", 10), member("b", 20)));
    private final Calls a = calls("a", 10, "secret");
    private final Calls b = calls("b", 20, "secret");

    private Calls calls(String node, long incarnation, String secret) {
        var seal = Seal.of(Optional.of(secret.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), "test");
        return new Calls(new CallMessage.Life(node, incarnation), seal, () -> members, line::add);
    }

    private static MemberStatus member(String node, long incarnation) {
        var said = new NodeState(node, incarnation, 1, 100, new Fitness.Fit(), Map.of(), Map.of(), Map.of());
        return new MemberStatus(node, node + ":5701", false, said);
    }

    /// Everybody hears what is on the line, and what is said to that.
    private void deliver() {
        while (!line.isEmpty()) {
            var packet = line.removeFirst();
            a.received(packet);
            b.received(packet);
        }
    }

    private static String failure(CompletableFuture<String> answer) {
        assertThat(answer).isCompletedExceptionally();
        return String.valueOf(answer.exceptionNow().getMessage());
    }

    @Test
    void aQuestionGetsTheAnswerOfTheNodeThatWasAsked() {
        a.answer((from, question) -> CompletableFuture.failedFuture(new IllegalStateException("not asked")));
        b.answer((from, question) -> CompletableFuture.completedFuture(from + " asked " + question));
        var answer = a.ask("b", "what?", LONG).toCompletableFuture();
        assertThat(answer).isNotDone();
        deliver();
        assertThat(answer).isCompletedWithValue("a asked what?");
    }

    @Test
    void whoIsNotHeardIsNotAsked() {
        assertThat(failure(a.ask("c", "what?", LONG).toCompletableFuture())).isEqualTo("node c is not heard");
        assertThat(line).isEmpty();
    }

    @Test
    void silenceIsTold() {
        var answer = a.ask("b", "what?", Duration.ofMillis(1)).toCompletableFuture();
        assertThat(answer.handle((text, cause) -> "over").join()).isEqualTo("over");
        assertThat(failure(answer)).isEqualTo("node b did not answer within 1 ms");
    }

    @Test
    void aRecordedQuestionIsAnsweredOnce() {
        var asked = new ArrayList<String>();
        b.answer((from, question) -> {
            asked.add(question);
            return CompletableFuture.completedFuture("done");
        });
        var _ = a.ask("b", "switch over", LONG);
        var recorded = line.getFirst();
        b.received(recorded);
        b.received(recorded);
        var _ = a.ask("b", "again", LONG);
        b.received(line.getLast());
        b.received(recorded);
        assertThat(asked).containsExactly("switch over", "again");
    }

    @Test
    void aNodeWhoseClockWasSetBackBeforeItsRestartIsAnswered() {
        b.answer((from, question) -> CompletableFuture.completedFuture("yes"));
        var before = a.ask("b", "?", LONG).toCompletableFuture();
        deliver();
        assertThat(before).isCompletedWithValue("yes");
        members.set(0, member("a", 7));
        var restarted = calls("a", 7, "secret");
        var answer = restarted.ask("b", "?", LONG).toCompletableFuture();
        while (!line.isEmpty()) {
            var packet = line.removeFirst();
            restarted.received(packet);
            b.received(packet);
        }
        assertThat(answer).isCompletedWithValue("yes");
    }

    @Test
    void questionsOfSeveralThreadsGoOutInTheOrderOfTheirNumbers() throws InterruptedException {
        var asked = new ConcurrentLinkedQueue<String>();
        b.answer((from, question) -> {
            asked.add(question);
            return new CompletableFuture<>();
        });
        // Whoever has its number first is kept from sending until another one has sent, or waits for it.
        var first = new AtomicBoolean(true);
        var overtaken = new CountDownLatch(1);
        var seal = Seal.of(Optional.of("secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII)), "test");
        Predicate<byte[]> slow = packet -> {
            boolean slower = first.compareAndSet(true, false);
            if (slower) awaitAWhile(overtaken);
            b.received(packet);
            if (!slower) overtaken.countDown();
            return true;
        };
        var busy = new Calls(new CallMessage.Life("a", 10), seal, () -> members, slow);
        var threads = List.of(
                Thread.ofPlatform().start(() -> {
                    var _ = busy.ask("b", "one", LONG);
                }),
                Thread.ofPlatform().start(() -> {
                    var _ = busy.ask("b", "two", LONG);
                }));
        for (var thread : threads) thread.join();
        assertThat(asked).containsExactlyInAnyOrder("one", "two");
    }

    /// Without a lock the other one comes at once; with it, never.
    private static void awaitAWhile(CountDownLatch latch) {
        try {
            var _ = latch.await(300, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aQuestionToAnEarlierLifeOrFromOneIsNot() {
        b.answer((from, question) -> {
            throw new AssertionError("answered " + question);
        });
        members.set(1, member("b", 19));
        var _ = a.ask("b", "to an earlier life", LONG);
        deliver();
        members.set(1, member("b", 20));
        var _ = a.ask("b", "from an earlier life", LONG);
        members.set(0, member("a", 11));
        deliver();
    }

    @Test
    void aQuestionWithoutTheClustersSecretIsNotAnswered() {
        b.answer((from, question) -> {
            throw new AssertionError("answered " + question);
        });
        var _ = calls("a", 10, "guess").ask("b", "switch over", LONG);
        deliver();
    }

    @Test
    void openQuestionsAreBounded() {
        for (int i = 0; i < Calls.MOST_OPEN; i++)
            assertThat(a.ask("b", "?", LONG).toCompletableFuture()).isNotDone();
        assertThat(failure(a.ask("b", "?", LONG).toCompletableFuture())).contains("too many questions");
        b.answer((from, question) -> CompletableFuture.completedFuture("!"));
        deliver();
        assertThat(a.ask("b", "?", LONG).toCompletableFuture()).isNotDone();
    }

    @Test
    void whatMakesNoSenseIsNoMessage() {
        assertThat(CallMessage.decode("{}")).isEmpty();
        assertThat(CallMessage.decode("[")).isEmpty();
        assertThat(CallMessage.decode("{\"number\": \"x\"}")).isEmpty();
        var message = new CallMessage(new CallMessage.Life("a", 1), new CallMessage.Life("b", 2), 3, 4, "five");
        assertThat(CallMessage.decode(message.encode())).contains(message);
    }
}
