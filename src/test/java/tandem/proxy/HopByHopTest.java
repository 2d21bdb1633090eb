package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §7.6.1.
final class HopByHopTest {
    private static HopByHop of(String... connectionLines) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String line : connectionLines) headers.add("Connection", line);
        return HopByHop.of(headers);
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
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "UPGRADE",
                "HTTP2-Settings"
            })
    void fieldsOfTheConnectionAreDropped(String name) {
        assertThat(of().drops(name)).isTrue();
        assertThat(of("keep-alive").drops(name)).isTrue();
        assertThat(of("x-mine").drops(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host", "Content-Length", "Authorization", "Proxy-Authorization", "Cookie", "Via", "X", "", "Age"
            })
    void allOthersPass(String name) {
        assertThat(of().drops(name)).isFalse();
        assertThat(of("close").drops(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Mine           | x-mine",
                "x-mine           | X-MINE",
                "close, X-Mine    | X-Mine",
                "X-Mine , keep-alive | X-Mine",
                ",, X-Mine ,      | X-Mine",
                "Cookie           | Cookie"
            })
    void fieldsThatConnectionNamesAreDropped(String connection, String name) {
        assertThat(of(connection).drops(name)).isTrue();
        assertThat(of(connection).drops("X-Other")).isFalse();
    }

    @Test
    void everyLineOfConnectionCounts() {
        HopByHop both = of("X-One", "keep-alive, X-Two");
        assertThat(both.drops("x-one")).isTrue();
        assertThat(both.drops("x-two")).isTrue();
    }

    @Test
    void anEmptyConnectionNamesNothing() {
        assertThat(of("").drops("")).isFalse();
    }
}
