package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.backend.Failure;

final class RejectionTest {

    @Test
    void theBodyNamesStatusAndReason() {
        assertThat(Rejection.noBackend("tomcat").body())
                .isEqualTo("503 Service Unavailable: no backend of pool tomcat is in service\n");
    }

    @ParameterizedTest
    @EnumSource(Failure.Kind.class)
    void everyFailureHasAnAnswerWithoutAnAddress(Failure.Kind kind) {
        Rejection rejection = Rejection.of(kind, "tomcat");
        assertThat(rejection.status()).isBetween(400, 504);
        assertThat(rejection.body()).doesNotContainPattern("[0-9]+\\.[0-9]+\\.").doesNotContain("Exception");
        assertThat(rejection.retryAfterSeconds() > 0).isEqualTo(rejection.status() == 503);
    }
}
