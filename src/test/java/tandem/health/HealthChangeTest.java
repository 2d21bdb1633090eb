package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.backend.Backend;

class HealthChangeTest {
    private static final Backend TOMCAT = new Backend("tomcat-2", "127.0.0.1", 8082, 1);

    @Test
    void anEjectionSaysWhoWhyAndWhatIsLeft() {
        assertThat(change(Standing.HEALTHY, Standing.OUT, "3 requests failed in a row, last: connection refused", 1))
                .isEqualTo("pool tomcat: tomcat-2 (127.0.0.1:8082) ejected: 3 requests failed in a row, "
                        + "last: connection refused; 1 of 2 backends left");
    }

    @Test
    void anEmptyPoolIsSaidAloud() {
        assertThat(change(Standing.HEALTHY, Standing.OUT, "3 checks failed in a row, last: answered 503", 0))
                .endsWith("; no backend left");
    }

    @Test
    void aReadmissionSaysWhy() {
        assertThat(change(Standing.OUT, Standing.HEALTHY, "2 checks passed in a row", 2))
                .isEqualTo("pool tomcat: tomcat-2 (127.0.0.1:8082) readmitted: 2 checks passed in a row; "
                        + "2 of 2 backends eligible");
    }

    @Test
    void theFirstPassedCheckVerifies() {
        assertThat(change(Standing.UNVERIFIED, Standing.HEALTHY, "first check passed: answered 200 in 3 ms", 2))
                .contains(" verified: first check passed: answered 200 in 3 ms; ");
    }

    private static String change(Standing from, Standing to, String reason, int eligible) {
        return new HealthChange("tomcat", TOMCAT, from, to, reason, eligible, 2).text();
    }
}
