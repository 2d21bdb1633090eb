package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tandem.cluster.Mailbox.Letter;
import tandem.cluster.Mailbox.Way;

class MailboxTest {
    private static final Seal SEAL = Seal.of(Optional.empty(), "test");

    private Duration now = Duration.ZERO;
    private final Mailbox mailbox = new Mailbox(SEAL, () -> now);

    @Test
    void theLatestMessageOfEachSenderWaits() {
        assertThat(put("a", 1)).isTrue();
        assertThat(put("a", 2)).isFalse();
        assertThat(put("b", 7)).isTrue();

        assertThat(mailbox.take())
                .extracting(letter -> letter.state().sequence())
                .containsExactlyInAnyOrder(2L, 7L);
        assertThat(mailbox.take()).isEmpty();
        assertThat(put("a", 3)).isTrue();
    }

    @Test
    void anOldMessageDoesNotReplaceANewerOne() {
        put("a", 2);
        put("a", 1);

        assertThat(mailbox.take())
                .extracting(letter -> letter.state().sequence())
                .containsExactly(2L);
        assertThat(mailbox.counts(0, 0).stale()).isEqualTo(1);
    }

    @Test
    void beaconsAndMessagesThroughHazelcastWaitBesideEachOther() {
        put("a", 1);
        mailbox.put(Way.TOPIC, packet("a", 2), "one");

        assertThat(mailbox.take()).extracting(Letter::way).containsExactlyInAnyOrder(Way.BEACON, Way.TOPIC);
    }

    @Test
    void whatIsNotGenuineIsDroppedAndCountedAndComplainedAboutOnceForEachSender() {
        Logger log = (Logger) LoggerFactory.getLogger(Mailbox.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        byte[] forged = Seal.of(Optional.of(new byte[16]), "test").seal(text("a", 9));
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(mailbox.put(Way.BEACON, SEAL.seal("{}"), "one")).isFalse();
                assertThat(mailbox.put(Way.BEACON, forged, "two")).isFalse();
            }
            assertThat(mailbox.put(Way.BEACON, "hello".getBytes(StandardCharsets.US_ASCII), "three"))
                    .isFalse();
        } finally {
            log.detachAppender(lines);
        }
        assertThat(mailbox.take()).isEmpty();
        assertThat(mailbox.counts(5, 7)).isEqualTo(new BeaconCounts(5, 7, 3, 0, 4));
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "dropped what one said, this time and from now on: node is text, not null",
                        "dropped what two said, this time and from now on: not sealed with this cluster's name and"
                                + " secret (cluster.name, cluster.secret-file)",
                        "dropped what three said, this time and from now on: not a message of Tandem's");
    }

    @Test
    void whoSaidWhatWasDroppedIsAProblemForAMinute() {
        byte[] forged = Seal.of(Optional.of(new byte[16]), "test").seal(text("a", 9));
        mailbox.put(Way.BEACON, forged, "/10.0.0.2:5701");
        mailbox.put(Way.BEACON, forged, "/10.0.0.2:40001");
        assertThat(mailbox.strangers())
                .containsExactly("what 10.0.0.2 says is dropped: not sealed with this cluster's name and secret"
                        + " (cluster.name, cluster.secret-file)");
        now = Strangers.REMEMBERED.plusMillis(1);
        assertThat(mailbox.strangers()).isEmpty();
    }

    @Test
    void strangersAreNotNotedWithoutEnd() {
        for (int i = 0; i < 1000; i++) mailbox.put(Way.BEACON, new byte[9], "10.0." + i / 200 + "." + i % 200 + ":9");
        assertThat(mailbox.strangers()).hasSize(Strangers.MOST);
        now = Strangers.REMEMBERED.plusMillis(1);
        mailbox.put(Way.BEACON, new byte[9], "[2001:db8::7]:9");
        assertThat(mailbox.strangers())
                .containsExactly("what [2001:db8::7] says is dropped: not a message of Tandem's");
    }

    @Test
    void thereIsALimitToTheNumberOfSenders() {
        for (int i = 0; i < 1000; i++) put("node-" + i, 1);

        assertThat(mailbox.take()).hasSize(Mailbox.MAX_SENDERS);
        assertThat(put("late", 1)).isTrue();
    }

    private boolean put(String node, long sequence) {
        return mailbox.put(Way.BEACON, packet(node, sequence), "somewhere");
    }

    private static byte[] packet(String node, long sequence) {
        return SEAL.seal(text(node, sequence));
    }

    private static String text(String node, long sequence) {
        return NodeStateCodec.encode(
                new NodeState(node, 1, sequence, 100, new Fitness.Fit(), Map.of(), Map.of(), Map.of()));
    }
}
