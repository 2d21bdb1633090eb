package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;

class LoggingTest {

    @Test
    void changesOfRolesAndWhoAskedForWhatGoOutWhateverTheLevelIs() {
        var context = new LoggerContext();
        var logging = new Logging();
        logging.setContext(context);
        logging.configure(context);
        for (var level : new Level[] {Level.WARN, Level.ERROR}) {
            ProcessControl.level(context, level.toString());
            assertThat(context.getLogger("tandem.cli.Node").isInfoEnabled()).isFalse();
            for (var name : new String[] {"tandem.audit", "tandem.vip.role", "tandem.event"})
                assertThat(context.getLogger(name).isInfoEnabled()).as(name).isTrue();
        }
        context.stop();
    }
}
