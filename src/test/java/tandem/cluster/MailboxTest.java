package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MailboxTest {
    private final Mailbox mailbox = new Mailbox();

    @Test
    void theLatestMessageOfEachSenderWaits() {
        assertThat(mailbox.put("one", text("a", 1))).isTrue();
        assertThat(mailbox.put("one", text("a", 2))).isFalse();
        assertThat(mailbox.put("other", text("b", 7))).isTrue();

        assertThat(mailbox.take()).extracting(NodeState::sequence).containsExactlyInAnyOrder(2L, 7L);
        assertThat(mailbox.take()).isEmpty();
        assertThat(mailbox.put("one", text("a", 3))).isTrue();
    }

    @Test
    void nonsenseIsDroppedAndComplainedAboutOnceForEachSender() {
        Logger log = (Logger) LoggerFactory.getLogger(Mailbox.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            for (int i = 0; i < 3; i++) {
                mailbox.put("one", "{}");
                mailbox.put("other", text("b", i));
                assertThat(mailbox.take()).extracting(NodeState::node).containsExactly("b");
            }
            mailbox.put("third", "[]");
            mailbox.take();
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "dropped what one said, this time and from now on: node is text, not null",
                        "dropped what third said, this time and from now on: not a JSON object");
    }

    @Test
    void theNumberOfSendersHasALimit() {
        for (int i = 0; i < Mailbox.MAX_SENDERS; i++)
            assertThat(mailbox.put("s" + i, text("a", i))).isTrue();

        assertThat(mailbox.put("one more", text("a", 1))).isFalse();
        assertThat(mailbox.put("s0", text("a", 999))).isFalse();
        assertThat(mailbox.take()).hasSize(Mailbox.MAX_SENDERS);
        assertThat(mailbox.put("one more", text("a", 1))).isTrue();
    }

    private static String text(String node, long sequence) {
        return NodeStateCodec.encode(
                new NodeState(node, 1, sequence, 100, new Fitness.Fit(), Map.of(), Map.of(), Map.of()));
    }
}
