package tandem.backend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketErrorsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "finishConnect(..) failed with error(-111): /127.0.0.1:8081 | connection refused",
                "finishConnect(..) failed with error(-113): No route to host: /10.0.0.1:80 | no route to host",
                "finishConnect(..) failed: Connection refused: /127.0.0.1:8081 | connection refused",
                "recvAddress(..) failed with error(-104): Connection reset by peer | connection reset",
                "newSocketStream(..) failed with error(-24) | too many open files",
                "Network is unreachable | network unreachable",
                "connect(..) failed: Cannot assign requested address | no local port is free",
                "something else with error(-9999) | something else with error(-9999)",
                "error() | error()"
            })
    void whatTheSystemSaysIsToldInPlainWords(String message, String words) {
        assertThat(SocketErrors.words(message)).isEqualTo(words);
    }

    @Test
    void whatThisHostIsShortOfIsNoFaultOfABackend() {
        assertThat(SocketErrors.isShortage("socket(..) failed with error(-24)")).isTrue();
        assertThat(SocketErrors.isShortage("connect(..) failed: Cannot assign requested address"))
                .isTrue();
        assertThat(SocketErrors.isShortage("finishConnect(..) failed with error(-111)"))
                .isFalse();
    }
}
