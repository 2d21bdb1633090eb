package tandem.config;

import java.time.Duration;
import tandem.proxy.Affinity;
import tandem.proxy.AffinityCookie;
import tandem.proxy.AffinityCookie.Attributes;
import tandem.proxy.AffinityCookie.SameSite;
import tandem.proxy.AffinityCookie.Secure;

/// The keys of a pool that say whether a session stays with its backend.
final class AffinitySection {
    private static final int TEN_YEARS = 10 * 365 * 24 * 60 * 60;
    private static final TextFormat NAME =
            new TextFormat("a cookie's name", 64, c -> c > ' ' && c < 127, c -> c > ' ' && c < 127, "a token");
    private static final TextFormat PATH = new TextFormat(
            "the path of a cookie,",
            1024,
            c -> c == '/',
            c -> c >= ' ' && c < 127 && c != ';',
            "it starts with /, no ;");

    private AffinitySection() {}

    /// @param pool an item of `pools`
    static Value<Affinity> read(Section pool) {
        var by = pool.optional("affinity", ChoiceFormat.of(Affinity.By.class), Affinity.By.JVM_ROUTE);
        var cookie = pool.section("affinity-cookie", AffinitySection::cookie);
        if (pool.has("affinity-cookie") && by.is(asked -> asked != Affinity.By.COOKIE))
            pool.problem(pool.spotOf("affinity-cookie"), "belongs to affinity cookie");
        Value<Affinity> made = pool.make(() -> switch (by.get()) {
            case JVM_ROUTE -> Affinity.JVM_ROUTE;
            case COOKIE -> new Affinity(cookie.get());
            case NONE -> Affinity.NONE;
        });
        return new Value<>(by.spot(), made.content());
    }

    private static Value<AffinityCookie> cookie(Section s) {
        var standard = Attributes.DEFAULT;
        var name = s.optional("name", NAME, AffinityCookie.USUAL_NAME);
        var path = s.optional("path", PATH, standard.path());
        var domain = s.maybe("domain", new HostNameFormat());
        var secure = s.optional("secure", ChoiceFormat.of(Secure.class), standard.secure());
        var httpOnly = s.optional("http-only", ChoiceFormat.truth(), standard.httpOnly());
        var sameSite = s.optional("same-site", ChoiceFormat.of(SameSite.class), standard.sameSite());
        var maxAge = s.optional("max-age", DurationFormat.wholeSeconds(0, TEN_YEARS), Duration.ZERO);
        var toBackend = s.optional("to-backend", ChoiceFormat.truth(), false);
        var keyFile = s.maybe("key-file", TextFormat.FILE);
        return s.make(() -> new AffinityCookie(
                name.get(),
                new Attributes(path.get(), domain.get(), secure.get(), httpOnly.get(), sameSite.get(), maxAge.get()),
                toBackend.get(),
                keyFile.get()));
    }
}
