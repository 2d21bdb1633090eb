package tandem.bench.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccountsTest {

    @Test
    void aNameWithBracketsAndBlanksDoesNotShiftTheFields() {
        String stat = "12 (a) b (c) S 1 12 12 0 -1 4194560 100 0 0 0 250 50 7 9 20 0 1 0 5 6 7";

        assertThat(Account.cpuSeconds(stat)).isEqualTo(3.0);
    }

    @Test
    void listsOfProcessorsAreReadAsTheKernelWritesThem() {
        assertThat(Cores.parse("0-2,5")).containsExactly(0, 1, 2, 5);
        assertThat(Cores.parse("7")).containsExactly(7);
    }

    @Test
    void withoutAProcessorForTheLoadNothingIsMeasured() {
        assertThatThrownBy(() -> new Cores(0, List.of())).hasMessageContaining("no processor is left");
    }

    @Test
    void aShareIsOfTheProcessorsAskedForAndOfTheTimeBetween() {
        var before =
                CoreTime.parse("cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 10 0 10 80 0 0 0 0 0 0\ncpu1 5 0 5 5 0 0 0 0 0 0\n");
        var after =
                CoreTime.parse("cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 40 0 20 120 0 10 0 10 0 0\ncpu1 9 0 9 9 0 0 0 0 0 0\n");

        var share = after.since(before, List.of(0));

        assertThat(share.busy()).isEqualTo(0.5);
        assertThat(share.stolen()).isEqualTo(0.1);
    }
}
