package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.proxy.AffinityCookie.Attributes;
import tandem.proxy.AffinityCookie.SameSite;
import tandem.proxy.AffinityCookie.Secure;

class AffinityCookieTest {
    private static final Attributes SAFE =
            new Attributes("/", Optional.empty(), Secure.ALWAYS, true, SameSite.LAX, Duration.ZERO);

    private static AffinityCookie cookie(String name, Attributes attributes) {
        return new AffinityCookie(name, attributes, false, Optional.empty());
    }

    @Test
    void browsersAreToldWhatIsSet() {
        assertThat(Attributes.DEFAULT.text(false)).isEqualTo("; Path=/; HttpOnly; SameSite=Lax");
        assertThat(Attributes.DEFAULT.text(true)).isEqualTo("; Path=/; Secure; HttpOnly; SameSite=Lax");
        var all = new Attributes(
                "/shop", Optional.of("example.org"), Secure.ALWAYS, false, SameSite.NONE, Duration.ofHours(1));
        assertThat(all.text(false)).isEqualTo("; Path=/shop; Domain=example.org; Max-Age=3600; Secure; SameSite=None");
        var bare = new Attributes("/", Optional.empty(), Secure.NEVER, false, SameSite.UNSET, Duration.ZERO);
        assertThat(bare.text(true)).isEqualTo("; Path=/");
    }

    @Test
    void whatBrowsersWouldRefuseIsRefused() {
        assertThat(cookie("__Host-route", SAFE).name()).isEqualTo("__Host-route");
        assertThatIllegalArgumentException().isThrownBy(() -> cookie("__Host-route", Attributes.DEFAULT));
        assertThatIllegalArgumentException().isThrownBy(() -> cookie("__Secure-route", Attributes.DEFAULT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cookie(
                        "__Host-route",
                        new Attributes("/shop", Optional.empty(), Secure.ALWAYS, true, SameSite.LAX, Duration.ZERO)));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Attributes("/", Optional.empty(), Secure.AUTO, true, SameSite.NONE, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Attributes("/a;b", Optional.empty(), Secure.AUTO, true, SameSite.LAX, Duration.ZERO));
        for (String name : new String[] {"", "a b", "a=b", "a;b", "ä", "x".repeat(65)})
            assertThatIllegalArgumentException().isThrownBy(() -> cookie(name, SAFE));
    }
}
