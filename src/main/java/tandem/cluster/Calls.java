package tandem.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.cluster.CallMessage.Life;

/// Questions of one node to another and their answers, so that an operator may ask any node about all of them.
///
/// They go through Hazelcast, sealed as every other message, and beside what the HA path says there: nothing of a
/// takeover waits for them. A message names the lives of both nodes and has a number that grows, so one that was
/// recorded on the network and is sent again does nothing. Any thread.
public final class Calls {
    private static final Logger log = LoggerFactory.getLogger(Calls.class);
    /// Questions that wait for an answer; the next one fails at once.
    static final int MOST_OPEN = 64;
    /// Names that are remembered; of more, those who are not there any more are forgotten.
    private static final int MOST_HEARD = 256;

    private static final long NOT_SENT = 0;

    private final Life self;
    private final Seal seal;
    private final Supplier<List<MemberStatus>> members;
    private final Predicate<byte[]> line;
    private final Map<Long, CompletableFuture<String>> open = new ConcurrentHashMap<>();
    private final Map<String, Mark> heard = new HashMap<>();
    private volatile @Nullable Answers answers;
    private long numbers;

    private record Mark(long incarnation, long number) {}

    /// What this node answers.
    public interface Answers {
        /// Called on a thread of Hazelcast's: hand over and return.
        ///
        /// @param from the node that asks
        CompletionStage<String> answer(String from, String question);
    }

    /// A question that got no answer.
    public static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unanswered(String message) {
            super(message);
        }
    }

    /// @param members who is there now
    /// @param line    sends a packet to every node; false when that cannot be done now
    Calls(Life self, Seal seal, Supplier<List<MemberStatus>> members, Predicate<byte[]> line) {
        this.self = self;
        this.seal = seal;
        this.members = members;
        this.line = line;
    }

    /// From now on questions of other nodes are answered. One answerer at a time.
    public void answer(Answers how) {
        answers = how;
    }

    /// Asks another node.
    ///
    /// @return fails with [Unanswered] when it is not heard or says nothing within the limit
    public CompletionStage<String> ask(String node, String question, Duration limit) {
        var life = life(node);
        if (life.isEmpty()) return failed("node " + node + " is not heard");
        if (open.size() >= MOST_OPEN) return failed("too many questions to other nodes are open");
        CompletableFuture<String> answer = new CompletableFuture<>();
        long number = send(life.get(), 0, question, answer);
        if (number == NOT_SENT) return failed("this node is between two clusters");
        return answer.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((said, failure) -> open.remove(number))
                .exceptionallyCompose(
                        _ -> failed("node " + node + " did not answer within " + limit.toMillis() + " ms"));
    }

    private static CompletableFuture<String> failed(String why) {
        return CompletableFuture.failedFuture(new Unanswered(why));
    }

    /// A packet came from some node.
    void received(byte[] packet) {
        if (!(seal.open(packet) instanceof Seal.Opened.Genuine(var text))) return;
        CallMessage.decode(text).filter(message -> message.to().equals(self)).ifPresent(this::take);
    }

    private void take(CallMessage message) {
        if (!isNew(message)) return;
        if (message.isQuestion()) {
            reply(message);
            return;
        }
        var waiting = open.remove(message.question());
        if (waiting != null) waiting.complete(message.text());
    }

    /// Whether it is later than all that this node took in from its sender.
    private boolean isNew(CallMessage message) {
        var sender = message.from();
        // Which life is the right one is known from what it beacons: it may have the lower number, if the clock of its
        // host was set back.
        if (!life(sender.node()).filter(sender::equals).isPresent()) return false;
        var mark = new Mark(sender.incarnation(), message.number());
        synchronized (heard) {
            var before = heard.get(sender.node());
            // Hazelcast keeps the order of one sender's messages.
            if (before != null && !later(before, mark)) return false;
            if (before == null && heard.size() >= MOST_HEARD)
                heard.keySet().removeIf(name -> life(name).isEmpty());
            heard.put(sender.node(), mark);
            return true;
        }
    }

    private Optional<Life> life(String node) {
        return members.get().stream()
                .filter(member -> member.name().equals(node))
                .flatMap(member -> Optional.ofNullable(member.said()).stream())
                .map(said -> new Life(node, said.incarnation()))
                .findFirst();
    }

    private static boolean later(Mark before, Mark now) {
        return now.incarnation() != before.incarnation() || now.number() > before.number();
    }

    private void reply(CallMessage question) {
        var how = answers;
        if (how == null) return;
        how.answer(question.from().node(), question.text()).whenComplete((text, failure) -> {
            if (failure != null) {
                log.warn(
                        "a question of {} was not answered: {}", question.from().node(), failure.toString());
                return;
            }
            send(question.from(), question.number(), text, null);
        });
    }

    /// Two threads that speak at once must not overtake each other: whoever hears the higher number first drops the
    /// other.
    ///
    /// @param answer of a question
    /// @return its number, or [#NOT_SENT]
    private synchronized long send(Life to, long question, String text, @Nullable CompletableFuture<String> answer) {
        if (text.length() > CallMessage.MAX_TEXT) {
            log.warn("what was to be said to {} is too long", to.node());
            return NOT_SENT;
        }
        long number = ++numbers;
        if (answer != null) open.put(number, answer);
        if (line.test(seal.seal(new CallMessage(self, to, number, question, text).encode()))) return number;
        open.remove(number);
        return NOT_SENT;
    }
}
