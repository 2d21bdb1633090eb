package tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §7.6.1.
final class HopByHopTest {
    private static List<String> named(String... lines) {
        return HopByHop.named(Heads.request(Heads.get(lines)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "connection",
                "Keep-Alive",
                "Proxy-Connection",
                "TE",
                "te",
                "Transfer-Encoding",
                "UPGRADE",
                "HTTP2-Settings"
            })
    void fieldsOfTheConnectionAreDropped(String name) {
        assertThat(Heads.request(Heads.get(name + ": x")).hasAny(HopByHop.DROPPED))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Content-Length", "Trailer", "Authorization", "Cookie", "Via", "X", "Age"})
    void allOthersPass(String name) {
        assertThat(Heads.request(Heads.get(name + ": x")).hasAny(HopByHop.DROPPED))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Mine           | x-mine",
                "close, X-Mine    | x-mine",
                "X-Mine , keep-alive | x-mine",
                ",, X-Mine ,      | x-mine",
                "Cookie           | cookie"
            })
    void fieldsThatConnectionNamesAreFound(String connection, String name) {
        assertThat(named("Connection: " + connection)).containsExactly(name);
    }

    @Test
    void everyLineOfConnectionCounts() {
        assertThat(named("Connection: X-One", "Connection: keep-alive, X-Two")).containsExactly("x-one", "x-two");
        assertThat(named("Connection: ")).isEmpty();
        assertThat(named("A: b")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', false, true",
        "'', true, false",
        "close, false, false",
        "Close, false, false",
        "keep-alive, true, true",
        "'Keep-Alive, Upgrade', true, true",
        "'keep-alive, close', true, false",
        "'keep-alive, close', false, false",
        "x, false, true"
    })
    void aConnectionStaysOpenAsItsVersionSays(String connection, boolean old, boolean persists) {
        String line = connection.isEmpty() ? "A: b" : "Connection: " + connection;
        assertThat(HopByHop.persists(Heads.request(Heads.get(line)), old)).isEqualTo(persists);
    }
}
