package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tandem.fixture.CapturedLog;

class RehearsalTest {
    @RegisterExtension
    final CapturedLog roles = new CapturedLog("tandem.vip.role");

    @Test
    void aRehearsalGoesThroughATakeoverAndItsEndAndLeavesNothingBehind() {
        ManualHaThread ha = new ManualHaThread();
        VipController shadow = Rehearsal.play(new VipSettings("main", new VipSettings.Mode.None()), ha.clocked());
        ha.advance(Duration.ofSeconds(1));
        assertThat(shadow.status().transitions())
                .extracting(Transition::to)
                .containsExactly(new Role.Active("self"), new Role.Standby("other"));
        assertThat(ha.isIdle()).isTrue();
        assertThat(roles.lines()).as("who owns an address, by the log").isEmpty();
    }
}
