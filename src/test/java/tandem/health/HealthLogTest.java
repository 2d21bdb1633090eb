package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HealthLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(HealthLog.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        // Whatever the tests' own configuration of logs says.
        logger.setLevel(Level.INFO);
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
        logger.setLevel(null);
    }

    @Test
    void aBackendThatGoesIsAWarningAndOneThatComesIsInformation() {
        HealthChange out = change(Standing.HEALTHY, Standing.OUT, "3 checks failed in a row, last: answered 503");
        HealthChange in = change(Standing.OUT, Standing.HEALTHY, "2 checks passed in a row");

        new HealthLog().accept(out);
        new HealthLog().accept(in);

        assertThat(logged.list)
                .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
                .containsExactly(tuple(Level.WARN, out.text()), tuple(Level.INFO, in.text()));
    }

    private static HealthChange change(Standing from, Standing to, String reason) {
        return new HealthChange("tomcat", Health.backends(1).getFirst(), from, to, reason, 1, 2);
    }
}
