package tandem.cluster;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// One node's question to another, or the answer to it.
///
/// @param from     the life of the node that says it
/// @param to       the life of the node that it is meant for; no other takes it in
/// @param number   grows with every message of one life of the sender
/// @param question 0 for a question; of an answer the number of the question
/// @param text     what is said, [#MAX_TEXT] characters at most
record CallMessage(Life from, Life to, long number, long question, String text) {
    static final int MAX_TEXT = 256 * 1024;

    /// One run of a node's process.
    record Life(String node, long incarnation) {}

    boolean isQuestion() {
        return question == 0;
    }

    String encode() {
        return new JsonObject()
                .put("from", from.node())
                .put("fromLife", from.incarnation())
                .put("to", to.node())
                .put("toLife", to.incarnation())
                .put("number", number)
                .put("question", question)
                .put("text", text)
                .encode();
    }

    /// Empty for what is no such message.
    static Optional<CallMessage> decode(String json) {
        try {
            var said = new JsonObject(json);
            var text = said.getString("text", "");
            if (text.length() > MAX_TEXT || said.getLong("number", 0L) <= 0) return Optional.empty();
            return Optional.of(new CallMessage(
                    new Life(said.getString("from", ""), said.getLong("fromLife", 0L)),
                    new Life(said.getString("to", ""), said.getLong("toLife", 0L)),
                    said.getLong("number"),
                    said.getLong("question", 0L),
                    text));
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }
}
