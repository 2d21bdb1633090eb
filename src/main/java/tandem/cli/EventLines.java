package tandem.cli;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tandem.admin.Event;

/// Events as lines of the log for a machine to read: each once, under the name `tandem.event`, with its figures as
/// key-value pairs.
final class EventLines {
    private static final Logger LOG = LoggerFactory.getLogger("tandem.event");

    private EventLines() {}

    static void log(Event event) {
        var draft = event.draft();
        var line = LOG.atLevel(level(draft.grade()))
                .addKeyValue("event", event.id())
                .addKeyValue("at", event.at().toString())
                .addKeyValue("kind", draft.kind().name().toLowerCase(Locale.ROOT))
                .addKeyValue("subject", draft.subject());
        for (var figure : draft.data()) line = line.addKeyValue(figure.getKey(), figure.getValue());
        line.log("{}: {}", draft.subject(), draft.text());
    }

    private static Level level(Event.Grade grade) {
        return switch (grade) {
            case INFO -> Level.INFO;
            case WARNING -> Level.WARN;
            case ERROR -> Level.ERROR;
        };
    }
}
