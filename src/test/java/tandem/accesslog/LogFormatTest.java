package tandem.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.route.Variable;

class LogFormatTest {
    private static final Map<String, String> REQUEST = Map.of(
            "remote_addr", "192.0.2.7",
            "host", "h.org",
            "request_method", "GET",
            "request_uri", "/a?b=%22",
            "server_protocol", "HTTP/1.1",
            "request_id", "0123",
            "http_user_agent", "curl/8",
            "http_x_evil", "a\"b\\c\nd\u001b[2Je\u00e9");

    private static final Access ANSWERED = new Access(
            variable -> REQUEST.get(variable.text()),
            Instant.parse("2026-11-05T08:04:03.070Z"),
            ZoneId.of("+02:00"),
            new Access.Answer(200, 1234),
            new Access.Times(1_500_000, 12_000_000, 1_234_567_890),
            new Access.Upstream("tomcat", "t1", "10.0.0.1:8080", 2));

    private static final Access REJECTED = new Access(
            variable -> REQUEST.get(variable.text()),
            Instant.parse("2026-11-05T08:04:03.007Z"),
            ZoneOffset.UTC,
            new Access.Answer(503, 0),
            new Access.Times(-1, -1, 999_999),
            null);

    @Test
    void commonAndCombinedAreThoseOfNginxAndApache() {
        assertThat(LogFormat.COMMON.line(ANSWERED))
                .isEqualTo("192.0.2.7 - - [05/Nov/2026:10:04:03 +0200] \"GET /a?b=%22 HTTP/1.1\" 200 1234");
        assertThat(LogFormat.COMBINED.line(REJECTED))
                .isEqualTo(
                        "192.0.2.7 - - [05/Nov/2026:08:04:03 +0000] \"GET /a?b=%22 HTTP/1.1\" 503 0 \"-\" \"curl/8\"");
    }

    @Test
    void aPatternNamesEveryVariable() {
        var pattern = LogFormat.of("$upstream_pool/$upstream_name $upstream_addr $upstream_tries $upstream_connect_time"
                + " $upstream_header_time $request_time $msec $time_iso8601 $http_none $$");

        assertThat(pattern.line(ANSWERED))
                .isEqualTo(
                        "tomcat/t1 10.0.0.1:8080 2 0.001 0.012 1.234 1793865843.070 2026-11-05T10:04:03.07+02:00 - $");
        assertThat(pattern.line(REJECTED)).isEqualTo("-/- - - - - 0.000 1793865843.007 2026-11-05T08:04:03.007Z - $");
    }

    @Test
    void whatBecameOfACallOfGrpcIsToldWhereItIsKnown() {
        var call = new Access(
                variable -> REQUEST.get(variable.text()),
                ANSWERED.end(),
                ZoneOffset.UTC,
                new Access.Answer(200, 5, "14"),
                ANSWERED.times(),
                null);

        assertThat(LogFormat.of("$status $grpc_status").line(call)).isEqualTo("200 14");
        assertThat(LogFormat.of("$status $grpc_status").line(ANSWERED)).isEqualTo("200 -");
        assertThat(new JsonObject(LogFormat.JSON.line(call)).getString("grpc_status"))
                .isEqualTo("14");
        assertThat(new JsonObject(LogFormat.JSON.line(ANSWERED)).containsKey("grpc_status"))
                .isFalse();
    }

    @Test
    void noValueForgesALine() {
        assertThat(LogFormat.of("\"$http_x_evil\"").line(ANSWERED)).isEqualTo("\"a\\x22b\\x5Cc\\x0Ad\\x1B[2Je\\xE9\"");
        assertThat(Escape.text("\u20ac")).isEqualTo("\\u20AC");
        assertThat(Escape.json("a\"b\\c\nd\u001b\u00e9\ud83d\ude00"))
                .isEqualTo("a\\\"b\\\\c\\u000Ad\\u001B\\u00E9\\uD83D\\uDE00");
    }

    @Test
    void jsonIsJson() {
        var object = new JsonObject(LogFormat.JSON.line(ANSWERED));

        assertThat(object.getInteger("status")).isEqualTo(200);
        assertThat(object.getDouble("seconds")).isEqualTo(1.234);
        assertThat(object.getString("backend")).isEqualTo("t1");
        assertThat(object.getString("time")).isEqualTo("2026-11-05T10:04:03.07+02:00");
        assertThat(object.containsKey("referer")).isFalse();
        assertThat(new JsonObject(LogFormat.JSON.line(REJECTED)).fieldNames()).doesNotContain("backend", "tries");
    }

    /// By a parser that knows nothing but RFC 8259, whatever a client sends in whichever place.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyLineOfJsonIsStrictlyThat(long seed) throws IOException {
        var random = new Random(seed);
        var strict = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        for (int round = 0; round < 500; round++) {
            String evil = evil(random, round);
            var access = new Access(
                    variable -> evil, ANSWERED.end(), ZoneOffset.UTC, ANSWERED.answer(), ANSWERED.times(), null);
            String line = LogFormat.JSON.line(access);
            assertThat(line).matches("[ -~]*");
            var read = new HashMap<String, String>();
            try (JsonParser parser = strict.createParser(line)) {
                assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    read.put(name, parser.getText());
                }
                assertThat(parser.nextToken()).isNull();
            }
            if (!evil.isEmpty())
                assertThat(read).containsEntry("user_agent", evil).containsEntry("host", evil);
            assertThat(read).containsEntry("status", "200");
        }
    }

    private static String evil(Random random, int round) {
        if (round < 300) return "a" + (char) round + "\"}";
        var evil = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) evil.append((char) random.nextInt(0x10000));
        return evil.toString();
    }

    @Test
    void whatIsNoFormatIsRefused() {
        assertThatThrownBy(() -> LogFormat.of("combind"))
                .hasMessage("format must be common, combined, json or a pattern with $variables, not 'combind'");
        assertThatThrownBy(() -> LogFormat.of("$remote_adr"))
                .hasMessageStartingWith("there is no variable $remote_adr");
        assertThatThrownBy(() -> LogFormat.of("$host\n")).hasMessage("format must be one line");
        for (Variable.Named named : Variable.Named.values())
            assertThat(LogFormat.of("$" + named.text()).line(ANSWERED)).isNotNull();
    }
}
