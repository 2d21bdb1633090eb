package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.admin.NotNow;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.config.Settings;

/// A reload is asked for before the node is up, and when it goes.
class AdminReloadTest {

    @Test
    void whereNothingCanBeReloadedYetOrAnyMoreTheCallerMayTryAgain() {
        var vertx = Vertx.vertx();
        try {
            var early = new AdminReload(vertx, () -> null).reload("test");
            assertThat(early.cause())
                    .isInstanceOf(NotNow.class)
                    .hasMessage("this node is still starting: try again soon");
        } finally {
            vertx.close();
        }

        var source = new Reloader.Source(Launcher.ROOT.resolve("conf/demo.yaml"), Identity.ofThisHost("proxy-a"));
        assertThat(source.load()).isInstanceOf(Loaded.Valid.class);
        var reloader = new Reloader(source, new Nothing(), ((Loaded.Valid) source.load()).settings());
        reloader.close();
        assertThat(reloader.reload("test").cause()).isInstanceOf(NotNow.class).hasMessage("this node is stopping");
    }

    private static final class Nothing implements Reloader.Target {
        @Override
        public List<String> carryOut(ReloadPlan.Steps steps, Settings after) {
            return List.of();
        }

        @Override
        public void refreshCertificates() {}
    }
}
