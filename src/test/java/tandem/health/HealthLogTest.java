package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tandem.fixture.CapturedLog;

class HealthLogTest {
    @RegisterExtension
    final CapturedLog logged = new CapturedLog(HealthLog.class);

    @Test
    void aBackendThatGoesIsAWarningAndOneThatComesIsInformation() {
        HealthChange out = change(Standing.HEALTHY, Standing.OUT, "3 checks failed in a row, last: answered 503");
        HealthChange in = change(Standing.OUT, Standing.HEALTHY, "2 checks passed in a row");

        new HealthLog().accept(out);
        new HealthLog().accept(in);

        assertThat(logged.lines())
                .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
                .containsExactly(tuple(Level.WARN, out.text()), tuple(Level.INFO, in.text()));
    }

    private static HealthChange change(Standing from, Standing to, String reason) {
        return new HealthChange("tomcat", Health.backends(1).getFirst(), from, to, reason, 1, 2);
    }
}
