package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawClient;
import tandem.fixture.TomcatBackend;

/// Who the client is, as a real Tomcat sees it.
final class ForwardedIT {
    private static final String[] CLAIMS = {
        "GET /headers HTTP/1.1",
        "Host: shop.example",
        "X-Forwarded-For: 1.2.3.4",
        "X-Forwarded-For: 5.6.7.8",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: other.example",
        "X-Real-IP: 1.2.3.4",
        "Forwarded: for=1.2.3.4"
    };

    private static TomcatBackend tomcat;

    @BeforeAll
    static void start() {
        tomcat = TomcatBackend.start("tomcat");
    }

    @AfterAll
    static void stop() {
        tomcat.close();
    }

    private static List<String> seen(Options options, String... request) throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(options);
                RawClient client = proxy.client()) {
            return client.send(head(request)).read().body().lines().toList();
        }
    }

    @Test
    void aClientCannotPassForAnother() throws IOException {
        List<String> seen = seen(Options.of(tomcat.port()), CLAIMS);
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "GET /headers",
                        "host: shop.example",
                        "x-forwarded-for: 127.0.0.1",
                        "x-forwarded-proto: http",
                        "x-forwarded-host: shop.example");
    }

    @Test
    void aTrustedProxyIsBelieved() throws IOException {
        List<String> seen = seen(Options.of(tomcat.port()).trusting("127.0.0.0/8"), CLAIMS);
        assertThat(seen)
                .contains(
                        "x-forwarded-for: 1.2.3.4, 5.6.7.8, 127.0.0.1",
                        "x-forwarded-proto: https",
                        "x-forwarded-host: other.example",
                        "x-real-ip: 1.2.3.4");
    }

    @Test
    void namingTheFieldInConnectionDoesNotHideTheClient() throws IOException {
        List<String> seen = seen(
                Options.of(tomcat.port()),
                "GET /headers HTTP/1.1",
                "Host: t",
                "Connection: X-Forwarded-For, X-Private",
                "X-Private: 1");
        assertThat(seen).contains("x-forwarded-for: 127.0.0.1").doesNotContain("x-private: 1");
    }
}
