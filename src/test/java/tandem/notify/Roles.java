package tandem.notify;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import tandem.admin.Event;

/// Events of a VIP `main` as a node notes them.
final class Roles {
    static final Notice.Who WHO = new Notice.Who("shop", "proxy-a", 100);

    private Roles() {}

    static Event role(long id, String to, long term) {
        var data = new JsonObject().put("to", to).put("term", term);
        var text = "standby of proxy-b -> " + to + ", term " + term;
        return new Event(id, Instant.EPOCH, new Event.Draft(Event.Kind.ROLE, Event.Grade.INFO, "vip main", text, data));
    }

    static Event other(Event.Kind kind, Event.Grade grade, JsonObject data) {
        return new Event(1, Instant.EPOCH, new Event.Draft(kind, grade, "pool shop", "has no backend", data));
    }

    static Event pool(String name, Event.Grade grade) {
        var draft = new Event.Draft(Event.Kind.POOL, grade, "pool " + name, "is " + grade, new JsonObject());
        return new Event(1, Instant.EPOCH, draft);
    }
}
