package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tandem.admin.Event;
import tandem.admin.EventLog;
import tandem.fixture.StrictJson;

class EventLinesTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("tandem.event");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private static Map<String, Object> pairs(JsonObject line) {
        var pairs = new HashMap<String, Object>();
        for (var pair : line.getJsonArray("kvpList", new JsonArray())) pairs.putAll(((JsonObject) pair).getMap());
        return pairs;
    }

    @Test
    void eachEventIsOneLineWithItsFigures() {
        var events = new EventLog();
        events.follow(EventLines::log);
        var figures = new JsonObject().put("to", "active").put("term", 7).put("decidedMs", 0.12);
        events.add(
                new Event.Draft(Event.Kind.ROLE, Event.Grade.INFO, "vip main", "standby of b -> active", figures),
                Instant.EPOCH);
        events.add(
                new Event.Draft(
                        Event.Kind.BACKEND,
                        Event.Grade.WARNING,
                        "backend shop/one",
                        "out: 3 checks\nfailed",
                        new JsonObject().put("state", "out").put("failedChecks", 3)),
                Instant.EPOCH);

        assertThat(lines.list).hasSize(2);
        var encoder = Logging.json();
        encoder.start();
        var texts = lines.list.stream()
                .map(line -> new String(encoder.encode(line), StandardCharsets.UTF_8))
                .toList();
        assertThat(texts).allMatch(text -> text.indexOf('\n') == text.length() - 1);
        assertThat(texts).allSatisfy(text -> assertThat(StrictJson.object(text)).containsKey("formattedMessage"));
        var role = new JsonObject(texts.getFirst());
        assertThat(role.getString("formattedMessage")).isEqualTo("vip main: standby of b -> active");
        assertThat(role.getString("loggerName")).isEqualTo("tandem.event");
        assertThat(pairs(role))
                .containsEntry("kind", "role")
                .containsEntry("term", "7")
                .containsEntry("decidedMs", "0.12");
        var ejection = new JsonObject(texts.getLast());
        assertThat(ejection.getString("level")).isEqualTo("WARN");
        assertThat(pairs(ejection)).containsEntry("failedChecks", "3").containsEntry("subject", "backend shop/one");
    }

    @Test
    void whatIsInAnEventDoesNotBreakItsLine() {
        var events = new EventLog();
        events.follow(EventLines::log);
        var nasty = "\"quoted\" \\ \u0000 \u2028 {} \ud800";
        events.add(
                new Event.Draft(
                        Event.Kind.CHANGE,
                        Event.Grade.ERROR,
                        nasty,
                        nasty,
                        new JsonObject().put(nasty, nasty).put("nested", new JsonObject().put("a", 1))),
                Instant.EPOCH);
        var encoder = Logging.json();
        encoder.start();
        var text = new String(encoder.encode(lines.list.getFirst()), StandardCharsets.UTF_8);
        assertThat(StrictJson.object(text)).containsEntry("level", "ERROR");
        assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
    }
}
