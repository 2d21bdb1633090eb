package tandem.notify;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import tandem.Pure;
import tandem.admin.Event;

/// What somebody is told.
///
/// @param who   where it happened
/// @param topic what it is about; notices of one topic are told in order
/// @param role  of a VIP, in keepalived's words; empty for what is not about a role
/// @param event what happened
@Pure
record Notice(Who who, String topic, Optional<Role> role, Event event) {
    static final String VIP = "vip ";

    /// The node that tells.
    ///
    /// @param priority of the node in its cluster
    record Who(String cluster, String node, int priority) {}

    /// A node's role to a VIP, in keepalived's words.
    ///
    /// @param term 0 where none is known
    record Role(String vip, State state, long term) {}

    /// As keepalived calls them.
    enum State {
        /// This node has the VIP.
        MASTER,
        /// Another node has it.
        BACKUP,
        /// Nobody is known to have it, and this node cannot, such as for want of a quorum.
        FAULT,
        /// This node stops.
        STOP
    }

    /// The notice of an event; empty for one that nobody is told of.
    static Optional<Notice> of(Event event, Who who) {
        var draft = event.draft();
        return switch (draft.kind()) {
            case ROLE -> {
                var to = draft.data().getString("to", "");
                var state = to.equals("active") ? State.MASTER : to.startsWith("standby") ? State.BACKUP : State.FAULT;
                var vip = draft.subject().substring(VIP.length());
                var role = new Role(vip, state, draft.data().getLong("term", 0L));
                yield Optional.of(new Notice(who, draft.subject(), Optional.of(role), event));
            }
            // A first check that passes, a drain, a removal: nothing that failed or came back.
            case BACKEND ->
                Optional.of(new Notice(who, draft.subject(), Optional.empty(), event))
                        .filter(_ -> draft.grade() != Event.Grade.INFO
                                || draft.data().getString("from", "").equals("out"));
            case VIP, POOL, NODE, MEMBER, CERTIFICATE ->
                Optional.of(new Notice(who, draft.subject(), Optional.empty(), event));
            // That their backend is out was told.
            case SESSIONS, CHANGE -> Optional.empty();
        };
    }

    /// That a node stops.
    static Notice stop(Who who, String vip, long term, Event event) {
        return new Notice(who, VIP + vip, Optional.of(new Role(vip, State.STOP, term)), event);
    }

    /// Whether it is about a VIP, of which there are as many as the configuration says.
    boolean isOfVip() {
        return topic.startsWith(VIP);
    }

    Event.Grade grade() {
        return event.draft().grade();
    }

    /// What happens on the way to a stop is no fault.
    boolean isFault() {
        return role.filter(now -> now.state() == State.FAULT).isPresent();
    }

    /// A line for a subject.
    String title() {
        var draft = event.draft();
        return "[" + who.cluster() + "] " + who.node() + ": "
                + role.map(now -> now.vip() + " is " + now.state() + ", term " + now.term())
                        .orElseGet(() -> draft.subject() + ": " + draft.text());
    }

    /// A line for a list.
    String line() {
        return event.at() + " " + event.draft().subject() + ": " + event.draft().text();
    }

    JsonObject json() {
        var draft = event.draft();
        var json = new JsonObject()
                .put("cluster", who.cluster())
                .put("node", who.node())
                .put("priority", who.priority())
                .put("at", event.at().toString())
                .put("kind", word(draft.kind()))
                .put("grade", word(draft.grade()))
                .put("subject", draft.subject())
                .put("text", draft.text())
                .put("data", draft.data());
        role.ifPresent(now ->
                json.put("vip", now.vip()).put("state", now.state().name()).put("term", now.term()));
        return json;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
