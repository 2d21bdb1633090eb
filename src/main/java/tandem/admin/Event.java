package tandem.admin;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import tandem.Pure;

/// Something that happened on this node, or that it saw of another one.
///
/// @param id    grows with every event of the node, also over its lives
/// @param at    by the wall clock
/// @param draft what happened
@Pure
public record Event(long id, Instant at, Draft draft) {

    /// What happened, before it has its number.
    ///
    /// @param subject what it is about, such as `vip main` or `backend tomcat/tomcat-1`
    /// @param text    a line for a person, to follow the subject
    /// @param data    figures and names
    public record Draft(Kind kind, Grade grade, String subject, String text, JsonObject data) {}

    /// The sorts of events.
    public enum Kind {
        /// A node's role to a VIP changed.
        ROLE,
        /// Something about a VIP began or ceased to be wrong.
        VIP,
        /// Another node came, went, or said something new of itself.
        MEMBER,
        /// This node became ready or ceased to be.
        NODE,
        /// A backend was taken out or put back.
        BACKEND,
        /// A pool has no backend in service any more, or has one again.
        POOL,
        /// Sessions of a pool had to leave their backends.
        SESSIONS,
        /// A certificate is about to expire, or files of certificates cannot be used.
        CERTIFICATE,
        /// Somebody changed something.
        CHANGE
    }

    /// How much it matters.
    public enum Grade {
        INFO,
        WARNING,
        ERROR
    }

    JsonObject json() {
        return new JsonObject()
                .put("id", id)
                .put("at", at.toString())
                .put("kind", word(draft.kind()))
                .put("grade", word(draft.grade()))
                .put("subject", draft.subject())
                .put("text", draft.text())
                .put("data", draft.data());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
