package tandem.admin;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down every change that somebody asked for, in the log under the name `tandem.audit` and among the events.
final class Audit {
    private static final Logger log = LoggerFactory.getLogger("tandem.audit");

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\u2028\u2029]");
    private static final int LONGEST = 1000;

    private final EventLog events;

    Audit(EventLog events) {
        this.events = events;
    }

    /// A change that was asked for.
    ///
    /// @param who     whose token it was
    /// @param from    the address that the call came from, or the node that passed it on
    /// @param subject what was changed, such as `vip main`
    /// @param wish    what was to become of it
    record Wish(String who, String from, String subject, String wish) {}

    /// What came of it.
    ///
    /// @param before what it was; empty when that is not known
    /// @param after  what it is, or why nothing was changed
    record Upshot(boolean done, String before, String after) {}

    private static String line(String text) {
        var one = CONTROLS.matcher(text).replaceAll("?");
        return one.length() <= LONGEST ? one : one.substring(0, LONGEST) + " …";
    }

    void note(Wish asked, Upshot came) {
        // What a caller writes into a path or a body makes no lines of its own.
        var wish = new Wish(line(asked.who()), line(asked.from()), line(asked.subject()), line(asked.wish()));
        var upshot = new Upshot(came.done(), line(came.before()), line(came.after()));
        log.info(
                "{} from {}: {}: {}: {}; before: {}; after: {}",
                wish.who(),
                wish.from(),
                wish.subject(),
                wish.wish(),
                upshot.done() ? "done" : "refused",
                upshot.before(),
                upshot.after());
        var text = wish.who() + ": " + wish.wish() + ": " + upshot.after();
        var data = new JsonObject()
                .put("who", wish.who())
                .put("from", wish.from())
                .put("wish", wish.wish())
                .put("done", upshot.done())
                .put("before", upshot.before())
                .put("after", upshot.after());
        var grade = upshot.done() ? Event.Grade.INFO : Event.Grade.WARNING;
        events.add(new Event.Draft(Event.Kind.CHANGE, grade, wish.subject(), text, data), Instant.now());
    }
}
