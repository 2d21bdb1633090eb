package tandem.proxy;

import java.time.Duration;
import java.util.Optional;
import tandem.Pure;

/// A cookie of the proxy's own says which backend a client's requests go to: `affinity: cookie`.
///
/// What is not accepted is said to whoever wrote the configuration.
///
/// @param name       a token (RFC 9110 §5.6.2) of at most 64 characters. `affinity-cookie.name`, default
///                   `TANDEM`
/// @param attributes what browsers are told of it
/// @param toBackend  whether the backend gets it with the request. `affinity-cookie.to-backend`, default
///                   false
/// @param keyFile    the file with the secret that its values are sealed by. `affinity-cookie.key-file`,
///                   default `cluster.secret-file`; empty only until that is known
@Pure
public record AffinityCookie(String name, Attributes attributes, boolean toBackend, Optional<String> keyFile) {
    public static final String USUAL_NAME = "TANDEM";

    private static final int LONGEST_NAME = 64;
    private static final String SEPARATORS = "()<>@,;:\\\"/[]?={}";

    public AffinityCookie {
        boolean token = !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && name.chars().allMatch(c -> c > ' ' && c < 127 && SEPARATORS.indexOf(c) < 0);
        if (!token) throw new IllegalArgumentException("a cookie cannot be named \"" + name + "\"");
        boolean host = name.startsWith("__Host-");
        if (host && (attributes.domain.isPresent() || !attributes.path.equals("/")))
            throw new IllegalArgumentException("browsers take no cookie " + name + " with a domain, or a path but /");
        if ((host || name.startsWith("__Secure-")) && attributes.secure != Secure.ALWAYS)
            throw new IllegalArgumentException("browsers take no cookie " + name + " that is not secure: always");
    }

    /// The same with this secret where it names none itself.
    AffinityCookie keyedBy(Optional<String> file) {
        return keyFile.isPresent() ? this : new AffinityCookie(name, attributes, toBackend, file);
    }

    /// What RFC 6265 §4.1.2 knows of, and SameSite.
    ///
    /// @param path     below which browsers send it. `affinity-cookie.path`, default `/`
    /// @param domain   whose hosts get it. `affinity-cookie.domain`, default only the host that set it
    /// @param secure   whether it comes by https alone. `affinity-cookie.secure`, default auto
    /// @param httpOnly whether scripts do not see it. `affinity-cookie.http-only`, default true
    /// @param sameSite whether it comes with requests from other sites. `affinity-cookie.same-site`,
    ///                 default lax
    /// @param maxAge   in whole seconds, up to ten years; zero for until the browser is closed.
    ///                 `affinity-cookie.max-age`, default that
    public record Attributes(
            String path, Optional<String> domain, Secure secure, boolean httpOnly, SameSite sameSite, Duration maxAge) {
        public static final Attributes DEFAULT =
                new Attributes("/", Optional.empty(), Secure.AUTO, true, SameSite.LAX, Duration.ZERO);

        public Attributes {
            if (!path.startsWith("/") || !path.chars().allMatch(c -> c >= ' ' && c < 127 && c != ';'))
                throw new IllegalArgumentException("a cookie cannot have the path \"" + path + "\"");
            if (sameSite == SameSite.NONE && secure != Secure.ALWAYS)
                throw new IllegalArgumentException(
                        "browsers take no cookie of same-site none that is not secure: always");
        }

        /// As they follow the value.
        ///
        /// @param https whether the client speaks TLS
        String text(boolean https) {
            StringBuilder text = new StringBuilder("; Path=").append(path);
            domain.ifPresent(whose -> text.append("; Domain=").append(whose));
            if (!maxAge.isZero()) text.append("; Max-Age=").append(maxAge.toSeconds());
            if (secure == Secure.ALWAYS || (secure == Secure.AUTO && https)) text.append("; Secure");
            if (httpOnly) text.append("; HttpOnly");
            return text.append(sameSite.text).toString();
        }
    }

    /// Whether a cookie comes by https alone.
    public enum Secure {
        /// Where it was set by https.
        AUTO,
        ALWAYS,
        NEVER
    }

    /// Whether a cookie comes with what other sites ask for.
    public enum SameSite {
        /// With navigation to here.
        LAX("; SameSite=Lax"),
        STRICT("; SameSite=Strict"),
        /// Always.
        NONE("; SameSite=None"),
        /// Nothing is said, and the browser decides.
        UNSET("");

        private final String text;

        SameSite(String text) {
            this.text = text;
        }
    }
}
