package tandem.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.http.RequestHead;
import tandem.proxy.ProxySettings.Listen;
import tandem.route.HeaderField;
import tandem.tls.TlsSettings;

/// An address that clients connect to, beside `proxy.listen`. An item of `listeners`.
///
/// @param listen   address and port. `listen`
/// @param tls      how it speaks TLS; empty for a plain one. `tls`
/// @param http2    whether clients may speak HTTP/2 (RFC 9113): chosen by ALPN with TLS; without it, whoever
///                 begins
/// with
///                 its preface. `http2`, default with TLS only
/// @param redirect port that clients of a plain listener are sent to by https; empty to serve them.
///                 `redirect-to-https`
/// @param hsts     what browsers are told by Strict-Transport-Security (RFC 6797); TLS only. `hsts`
public record ListenerSettings(
        Listen listen, Optional<TlsSettings> tls, boolean http2, Optional<Integer> redirect, Optional<Hsts> hsts) {

    private static final int HTTPS = 443;

    public ListenerSettings {
        if (tls.isPresent() && redirect.isPresent())
            throw new IllegalArgumentException("redirect-to-https belongs to a listener without tls");
        if (tls.isEmpty() && hsts.isPresent())
            throw new IllegalArgumentException("hsts belongs to a listener with tls (RFC 6797 §7.2)");
        if (redirect.isPresent() && (redirect.get() < 1 || redirect.get() > 65535))
            throw new IllegalArgumentException("redirect-to-https must be 1 to 65535, not " + redirect.get());
    }

    /// A plain listener that serves HTTP/1.1.
    public static ListenerSettings plain(Listen listen) {
        return new ListenerSettings(listen, Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    /// How the scheme is called in what is passed on.
    String scheme() {
        return tls.isPresent() ? "https" : "http";
    }

    /// Sends a client elsewhere, with the method that it has (RFC 9110 §15.4.9) unless that is GET or HEAD
    /// anyway.
    ///
    /// @param local the address that it has connected to, for one that names no host
    OwnAnswer redirect(RequestHead head, String local) {
        boolean plain = head.method().equals("GET") || head.method().equals("HEAD");
        var location = new HeaderField("Location", location(head, local));
        return new OwnAnswer(plain ? 301 : 308, List.of(location), new byte[0], false);
    }

    private String location(RequestHead head, String local) {
        String asked = head.host();
        String host = asked == null ? (local.indexOf(':') < 0 ? local : "[" + local + "]") : asked;
        int end = host.endsWith("]") ? -1 : host.lastIndexOf(':');
        String name = end < 0 ? host : host.substring(0, end);
        int port = redirect.orElse(HTTPS);
        String target = head.target();
        return "https://" + name + (port == HTTPS ? "" : ":" + port) + (target.startsWith("/") ? target : "/");
    }

    /// That browsers come by https only from now on.
    ///
    /// @param maxAge     for how long; whole seconds. `hsts.max-age`, default a year
    /// @param subdomains for every host below this one, too. `hsts.include-subdomains`, default false
    /// @param preload    consent to being built into browsers, which is hard to take back. `hsts.preload`,
    ///                   default false
    public record Hsts(Duration maxAge, boolean subdomains, boolean preload) {
        public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(365);

        /// The field's value.
        public String value() {
            return "max-age=" + maxAge.toSeconds() + (subdomains ? "; includeSubDomains" : "")
                    + (preload ? "; preload" : "");
        }
    }
}
