package tandem.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.admin.Event;

class NoticeTest {
    private static String told(Event event) {
        return Notice.of(event, Roles.WHO).map(Notice::title).orElse("nobody");
    }

    @Test
    void aRoleIsToldInTheWordsOfKeepalived() {
        assertThat(told(Roles.role(1, "active", 7))).isEqualTo("[shop] proxy-a: main is MASTER, term 7");
        assertThat(told(Roles.role(1, "standby of proxy-b", 7))).endsWith("main is BACKUP, term 7");
        assertThat(told(Roles.role(1, "abstains", 7))).endsWith("main is FAULT, term 7");
    }

    @Test
    void whatFailedOrCameBackIsToldAndWhatAnOperatorDidIsNot() {
        var none = new JsonObject();
        for (var kind : List.of(Event.Kind.POOL, Event.Kind.MEMBER, Event.Kind.NODE, Event.Kind.CERTIFICATE))
            assertThat(told(Roles.other(kind, Event.Grade.INFO, none))).endsWith("pool shop: has no backend");
        assertThat(told(Roles.other(Event.Kind.CHANGE, Event.Grade.INFO, none))).isEqualTo("nobody");
        assertThat(told(Roles.other(Event.Kind.BACKEND, Event.Grade.WARNING, none)))
                .isNotEqualTo("nobody");
        var back = new JsonObject().put("from", "out");
        assertThat(told(Roles.other(Event.Kind.BACKEND, Event.Grade.INFO, back)))
                .isNotEqualTo("nobody");
        var checked = new JsonObject().put("from", "unverified");
        assertThat(told(Roles.other(Event.Kind.BACKEND, Event.Grade.INFO, checked)))
                .isEqualTo("nobody");
        assertThat(told(Roles.other(Event.Kind.BACKEND, Event.Grade.INFO, none)))
                .isEqualTo("nobody");
    }

    @Test
    void aDigestTellsTheNewestAndHowMuchCameBefore() {
        var one = Notice.of(Roles.role(1, "active", 1), Roles.WHO).orElseThrow();
        var two = Notice.of(Roles.role(2, "abstains", 2), Roles.WHO).orElseThrow();
        assertThat(new Digest("id", List.of(one), Digest.Lost.NONE).title()).isEqualTo(one.title());
        var both = new Digest("id", List.of(one, two), Digest.Lost.NONE);
        assertThat(both.title()).isEqualTo(two.title() + " (after 1 more change)");
        assertThat(both.text().lines()).containsExactly(one.line(), two.line());
        var more = new Digest("id", List.of(one, two), new Digest.Lost(3, Event.Grade.INFO));
        assertThat(more.title()).isEqualTo(two.title() + " (after 4 more changes)");
        assertThat(more.text()).startsWith("3 older ones are left out\n");
    }

    @Test
    void aDigestIsAsGraveAsTheWorstOfIt() {
        var none = new JsonObject();
        var lost = Notice.of(Roles.other(Event.Kind.POOL, Event.Grade.ERROR, none), Roles.WHO)
                .orElseThrow();
        var back = Notice.of(Roles.other(Event.Kind.POOL, Event.Grade.INFO, none), Roles.WHO)
                .orElseThrow();
        var told = WebhookChannel.json(new Digest("id", List.of(lost, back), Digest.Lost.NONE))
                .getJsonObject("data");
        assertThat(told.getString("grade")).isEqualTo("error");
        assertThat(told.getJsonArray("notices").getJsonObject(1).getString("grade"))
                .isEqualTo("info");
        assertThat(new Digest("id", List.of(back), Digest.Lost.NONE.and(back)).grade())
                .isEqualTo(Event.Grade.INFO);
        assertThat(new Digest("id", List.of(back), Digest.Lost.NONE.and(lost).and(back)).grade())
                .isEqualTo(Event.Grade.ERROR);
    }

    @Test
    void aBurstIsToldAtOnceAndThenOneEachPause() {
        long second = Duration.ofSeconds(1).toNanos();
        var pace = Pace.of(3, Duration.ofSeconds(1), 0);
        for (int i = 0; i < 3; i++) {
            assertThat(pace.waits(0)).isNotPositive();
            pace = pace.told(0);
        }
        assertThat(pace.waits(0)).isEqualTo(second);
        assertThat(pace.waits(second)).isZero();
        pace = pace.told(second);
        assertThat(pace.waits(second)).isEqualTo(second);
        // All of it is there again once it has been quiet for long enough.
        for (int i = 0; i < 3; i++) {
            assertThat(pace.waits(9 * second)).isNotPositive();
            pace = pace.told(9 * second);
        }
        assertThat(pace.waits(9 * second)).isPositive();
    }

    /// The example of the specification, "Signature scheme".
    @Test
    void aSignatureIsThatOfStandardWebhooks() {
        var signature = WebhookSignature.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
        assertThat(signature.of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
