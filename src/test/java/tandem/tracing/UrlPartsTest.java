package tandem.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class UrlPartsTest {

    @Test
    void aTargetIsAPathAndAQuery() {
        assertThat(UrlParts.of("/a")).isEqualTo(new UrlParts("/a", null));
        assertThat(UrlParts.of("/a?")).isEqualTo(new UrlParts("/a", ""));
        assertThat(UrlParts.of("/a?b=1?2").text()).isEqualTo("/a?b=1?2");
    }

    @Test
    void whatSignsAUrlIsNotTold() {
        assertThat(UrlParts.of("/a?x=1&sig=secret&Signature=other&y").query())
                .isEqualTo("x=1&sig=REDACTED&Signature=REDACTED&y");
        assertThat(UrlParts.of("/a?signal=1").query()).isEqualTo("signal=1");
    }

    @Test
    void aHostMayHaveAPort() {
        assertThat(HostPort.of("shop.example.org:8080"))
                .isEqualTo(new HostPort("shop.example.org", OptionalInt.of(8080)));
        assertThat(HostPort.of("shop.example.org")).isEqualTo(new HostPort("shop.example.org", OptionalInt.empty()));
        assertThat(HostPort.of("[::1]:80")).isEqualTo(new HostPort("::1", OptionalInt.of(80)));
        assertThat(HostPort.of("[::1]")).isEqualTo(new HostPort("::1", OptionalInt.empty()));
        assertThat(HostPort.of("a:b")).isEqualTo(new HostPort("a:b", OptionalInt.empty()));
        assertThat(HostPort.of("a:999999")).isEqualTo(new HostPort("a:999999", OptionalInt.empty()));
    }
}
