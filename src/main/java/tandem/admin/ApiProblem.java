package tandem.admin;

import io.vertx.core.json.JsonObject;
import tandem.Pure;

/// Why a call was not done, as problem details (RFC 9457).
///
/// @param kind   which sort of problem; programs go by it
/// @param detail a line for a person
/// @param more   further members
@Pure
record ApiProblem(Kind kind, String detail, JsonObject more) {
    private static final String TYPES = "urn:tandem:problem:";

    ApiProblem(Kind kind, String detail) {
        this(kind, detail, new JsonObject());
    }

    /// The sorts of problems, each with its status.
    enum Kind {
        NOT_UNDERSTOOD(400, "Not understood"),
        WHO_ARE_YOU(401, "A token is needed"),
        NOT_ALLOWED(403, "Not allowed"),
        NOT_FOUND(404, "Not found"),
        WRONG_METHOD(405, "Wrong method"),
        CONFLICT(409, "Cannot be done as things stand"),
        HAS_CHANGED(412, "It has changed meanwhile"),
        TOO_LARGE(413, "Too large"),
        PATH_TOO_LONG(414, "Too long a path"),
        WRONG_TYPE(415, "Wrong type of content"),
        MISDIRECTED(421, "Not a name of this node"),
        NOT_USABLE(422, "The configuration cannot be used"),
        KEY_USED(422, "The key was used for another call"),
        CONDITION_NEEDED(428, "A condition is needed"),
        TOO_MANY(429, "Too many attempts"),
        HEAD_TOO_LARGE(431, "Too large a head"),
        FAILED(500, "Failed"),
        NOT_NOW(503, "Not now"),
        NO_ANSWER(504, "Another node did not answer");

        private final int status;
        private final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }

        int status() {
            return status;
        }

        /// The kind of a status that something else chose.
        static Kind of(int status) {
            for (Kind kind : values()) if (kind.status == status) return kind;
            return status < 500 ? NOT_UNDERSTOOD : FAILED;
        }

        private String type() {
            return TYPES + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    JsonObject json() {
        return new JsonObject()
                .put("type", kind.type())
                .put("title", kind.title)
                .put("status", kind.status)
                .put("detail", detail)
                .mergeIn(more);
    }
}
