package tandem.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendTest {

    @Test
    void anAddressIsHostAndPort() {
        assertThat(new Backend("a", "tomcat-1", 8080, 1).address()).isEqualTo("tomcat-1:8080");
        assertThat(new Backend("a", "192.168.77.21", 8080, 1).address()).isEqualTo("192.168.77.21:8080");
    }

    @Test
    void anIpv6LiteralStandsInBrackets() {
        assertThat(new Backend("a", "fd00::21", 8080, 1).address()).isEqualTo("[fd00::21]:8080");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void aPortOutOfRangeIsRefused(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backend("tomcat-1", "localhost", port, 1))
                .withMessageContainingAll("tomcat-1", Integer.toString(port));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1001})
    void aWeightOutOfRangeIsRefused(int weight) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backend("tomcat-1", "localhost", 8080, weight))
                .withMessageContainingAll("tomcat-1", Integer.toString(weight));
    }

    @Test
    void aNameAndAHostAreNeeded() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Backend(" ", "localhost", 8080, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backend("tomcat-1", "", 8080, 1))
                .withMessageContaining("tomcat-1");
    }
}
