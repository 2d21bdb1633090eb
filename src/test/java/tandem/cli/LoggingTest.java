package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;

class LoggingTest {

    @Test
    void theAuditLogGoesOutWhateverTheLevelIs() {
        var context = new LoggerContext();
        var logging = new Logging();
        logging.setContext(context);
        logging.configure(context);
        for (var level : new Level[] {Level.WARN, Level.ERROR}) {
            ProcessControl.level(context, level.toString());
            assertThat(context.getLogger("tandem.cli.Node").isInfoEnabled()).isFalse();
            assertThat(context.getLogger("tandem.audit").isInfoEnabled()).isTrue();
        }
        context.stop();
    }
}
