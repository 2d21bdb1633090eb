package tandem.health;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes each change as one line: a warning for a backend that goes, information for one that comes.
public final class HealthLog implements Consumer<HealthChange> {
    private static final Logger LOG = LoggerFactory.getLogger(HealthLog.class);

    @Override
    public void accept(HealthChange change) {
        if (change.to().eligible()) {
            LOG.info("{}", change.text());
        } else {
            LOG.warn("{}", change.text());
        }
    }
}
