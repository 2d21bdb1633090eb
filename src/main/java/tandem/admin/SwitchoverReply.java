package tandem.admin;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import tandem.Pure;

/// What a node answers to the wish to move a VIP.
@Pure
public sealed interface SwitchoverReply {

    /// Another node has it.
    ///
    /// @param to   that node
    /// @param text a line for a person
    record Moved(String to, String text) implements SwitchoverReply {}

    /// It takes longer than a caller should wait; `/status` tells what comes of it.
    record UnderWay(String text) implements SwitchoverReply {}

    /// It is held, or no longer.
    record Done(String text) implements SwitchoverReply {}

    /// There is no VIP of that name.
    record UnknownVip(String text) implements SwitchoverReply {}

    /// It is not what the caller took it for.
    record HasChanged(String text) implements SwitchoverReply {}

    /// It cannot be moved, or not from here.
    ///
    /// @param owner who has it, where that is another node
    record Refused(String text, Optional<String> owner) implements SwitchoverReply {}

    /// As it travels between nodes.
    static JsonObject json(SwitchoverReply reply) {
        return switch (reply) {
            case Moved(var to, var text) ->
                new JsonObject().put("is", "moved").put("to", to).put("text", text);
            case Done(var text) -> new JsonObject().put("is", "done").put("text", text);
            case UnderWay(var text) -> new JsonObject().put("is", "under-way").put("text", text);
            case UnknownVip(var text) ->
                new JsonObject().put("is", "unknown-vip").put("text", text);
            case HasChanged(var text) ->
                new JsonObject().put("is", "has-changed").put("text", text);
            case Refused(var text, var owner) ->
                new JsonObject().put("is", "refused").put("text", text).put("to", owner.orElse(null));
        };
    }

    /// The other way round; what makes no sense is a refusal.
    static SwitchoverReply of(JsonObject json) {
        var text = json.getString("text", "");
        var node = Optional.ofNullable(json.getString("to"));
        return switch (json.getString("is", "")) {
            case "moved" -> new Moved(node.orElse(""), text);
            case "done" -> new Done(text);
            case "under-way" -> new UnderWay(text);
            case "unknown-vip" -> new UnknownVip(text);
            case "has-changed" -> new HasChanged(text);
            default -> new Refused(text, node);
        };
    }
}
