package tandem.fitness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProbeResultTest {

    @Test
    void theReasonHasTheStatusAndTheLastLineOfErrors() {
        assertThat(ProbeResult.exited(3, "warning\ndisk is full\n\n"))
                .isEqualTo(new ProbeResult(false, "exit status 3: disk is full"));
        assertThat(ProbeResult.exited(0, "")).isEqualTo(new ProbeResult(true, "exit status 0"));
    }

    @Test
    void aLineCannotDisturbTheLog() {
        assertThat(ProbeResult.exited(1, "red \u001b[31m").text()).isEqualTo("exit status 1: red ?[31m");
        assertThat(ProbeResult.exited(1, "x".repeat(5000)).text()).hasSizeLessThan(250);
    }
}
