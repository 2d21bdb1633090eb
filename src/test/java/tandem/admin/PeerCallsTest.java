package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.vip.Role;

class PeerCallsTest {
    private static final Audit.Wish BY = new Audit.Wish("alice", "10.0.0.7 at proxy-a", "vip main", "switch over");

    private final FakeNode node = new FakeNode("proxy-a");

    private JsonObject noted() {
        return node.events.since(0, 1).getFirst().json().getJsonObject("data");
    }

    /// The node that is asked may have lost the address since another one took it for the owner.
    @Test
    void theAuditLogSaysWhoHadTheAddressAndNotWhoWasAsked() {
        node.role = new Role.Standby("proxy-b");
        node.reply = new SwitchoverReply.Refused("proxy-b owns main", Optional.of("proxy-b"));
        node.ask("proxy-a", PeerCalls.switchover(BY, "main", Optional.empty()));
        assertThat(noted().getString("before")).isEqualTo("owner proxy-b, term 2");
        assertThat(noted().getBoolean("done")).isFalse();

        node.role = new Role.Abstains();
        node.ask("proxy-a", PeerCalls.release(BY, "main"));
        assertThat(noted().getString("before")).isEqualTo("no owner known, term 2");

        node.role = new Role.Active("proxy-a");
        var stale = IfMatch.of("\"0\"");
        node.ask("proxy-a", stale.in(PeerCalls.switchover(BY, "main", Optional.empty())));
        assertThat(noted().getString("before")).isEqualTo("owner proxy-a, term 2");
        assertThat(noted().getString("after")).contains("another owner or another term");

        node.ask("proxy-a", PeerCalls.switchover(BY, "other", Optional.empty()));
        assertThat(noted().getString("before")).isEmpty();
    }

    @Test
    void theAuditLogSaysWhichSettingsAReloadFoundAndLeft() {
        var before = "settings " + EntityTag.of(node.settings);
        var done = Promise.<Reloaded>promise();
        node.reloaded = done.future();
        node.ask("proxy-a", PeerCalls.reload(BY));
        node.settings = new JsonObject().put("proxy", new JsonObject().put("attempts", 2));
        done.complete(new Reloaded.Done(Instant.EPOCH, "alice", List.of("proxy.attempts")));
        assertThat(noted().getString("before")).isEqualTo(before);
        assertThat(noted().getString("after"))
                .isEqualTo("settings " + EntityTag.of(node.settings) + ": proxy.attempts")
                .doesNotStartWith(before);
    }
}
