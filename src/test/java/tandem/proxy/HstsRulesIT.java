package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.RawBackend;
import tandem.fixture.SideBySide;

/// Who says Strict-Transport-Security where the listener, a route and the backend would: one only (RFC 6797
/// §7.1).
@SideBySide
final class HstsRulesIT {
    private static final String OF_THE_LISTENER = "max-age=86400";

    @TempDir
    static Path folder;

    private static RawBackend backend;
    private static ConfiguredProxy proxy;
    private static SafeListener safe;

    @BeforeAll
    static void start() {
        backend = RawBackend.answering(
                "HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1\r\nContent-Length: 2\r\n\r\nok");
        proxy = ConfiguredProxy.start("""
                hosts:
                  - routes:
                      - prefix: /set
                        response-headers: [{set: strict-transport-security, value: max-age=5}]
                      - prefix: /add
                        response-headers: [{add: Strict-Transport-Security, value: max-age=6}]
                      - prefix: /remove
                        response-headers: [{remove: Strict-Transport-Security}]
                      - prefix: /own
                        respond: {body: hi}
                        response-headers: [{set: Strict-Transport-Security, value: max-age=7}]
                      - {prefix: /plain, respond: {body: hi}}
                """, "raw=" + backend.port());
        safe = SafeListener.open(proxy.server(), folder);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        backend.close();
    }

    @ParameterizedTest
    @EnumSource
    void itIsSaidOnceByWhomeverIsMoreSpecial(Version version) throws Exception {
        try (var client = safe.client(version)) {
            for (String[] told : new String[][] {
                {"/", OF_THE_LISTENER},
                {"/plain", OF_THE_LISTENER},
                // What is removed is the backend's.
                {"/remove", OF_THE_LISTENER},
                {"/set", "max-age=5"},
                {"/add", "max-age=6"},
                {"/own", "max-age=7"}
            }) {
                var answer =
                        client.send(HttpRequest.newBuilder(safe.uri(told[0])).build(), BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(told[0]).isEqualTo(200);
                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.headers().allValues("strict-transport-security"))
                        .as(told[0])
                        .containsExactly(told[1]);
            }
        }
    }
}
