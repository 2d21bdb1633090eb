package tandem.admin;

import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;
import tandem.backend.Mode;
import tandem.vip.VipStatus;

/// Entity tags (RFC 9110, 8.8.3) of what an operator can change. They are made of what he sees of it, and not
/// of counters of a node's own, so that they are the same on every node that knows the same, and after a
/// restart.
final class EntityTag {
    private static final int DIGITS = 16;

    private EntityTag() {}

    /// Of a pool: its backends with addresses, weights and what is wanted of them. Not how they do.
    static String of(NodeSnapshot.Pool pool) {
        return tag(pool.name()
                + pool.members().stream()
                        .map(member -> {
                            var backend = member.status().backend();
                            return String.join(
                                    " ",
                                    backend.name(),
                                    backend.address(),
                                    String.valueOf(backend.weight()),
                                    String.valueOf(backend.backup()),
                                    // Each node finds by itself when a drain is over.
                                    member.mode() instanceof Mode.Enabled ? "enabled" : "drained");
                        })
                        .sorted()
                        .collect(Collectors.joining("\n", "\n", "")));
    }

    /// Of a virtual address: who owns it, at which term.
    static String of(VipStatus vip) {
        return tag(vip.name() + "\n" + vip.role().owner().orElse("") + "\n" + vip.term());
    }

    /// Of the settings in force.
    static String of(JsonObject settings) {
        return tag(settings.encode());
    }

    /// Of a word.
    static String of(String word) {
        return "\"" + word + "\"";
    }

    private static String tag(String content) {
        return of(Sha256.of(content).hex().substring(0, DIGITS));
    }
}
