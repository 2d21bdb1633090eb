package tandem.config;

import java.util.List;
import java.util.Optional;
import tandem.proxy.ListenerSettings;
import tandem.proxy.ListenerSettings.Hsts;
import tandem.proxy.ProxySettings.Listen;

/// An item of `listeners` as it was read.
///
/// @param listen   where it listens
/// @param tls      its section `tls`, if it has one
/// @param settings all of it
record ListenerSection(Value<Endpoint> listen, Optional<TlsSection> tls, Value<ListenerSettings> settings) {
    private static final int DEFAULT_HTTPS = 443;

    static ListenerSection read(Section s) {
        var listen = s.required("listen", EndpointFormat.listener("0.0.0.0:443"));
        var tls = s.section("tls", TlsSection::read);
        boolean safe = tls.isPresent();
        var http2 = s.optional("http2", ChoiceFormat.truth(), safe);
        var redirect = s.maybe("redirect-to-https", new WordOr<>("true", DEFAULT_HTTPS, new IntegerFormat(1, 65535)));
        var hsts = s.section("hsts", ListenerSection::hsts);
        if (safe && s.has("redirect-to-https"))
            s.problem(s.spotOf("redirect-to-https"), "belongs to a listener without tls, whose clients it sends here");
        if (!safe && s.has("hsts"))
            s.problem(s.spotOf("hsts"), "belongs to a listener with tls; browsers take no notice of it elsewhere");
        var settings = s.make(() -> new ListenerSettings(
                new Listen(listen.get().host(), listen.get().port()),
                tls.map(section -> section.settings().get()),
                http2.get(),
                redirect.get(),
                hsts.get()));
        return new ListenerSection(listen, tls, settings);
    }

    private static Value<Optional<Hsts>> hsts(Section s) {
        if (!s.isWritten()) {
            s.alsoKnown("max-age", "include-subdomains", "preload");
            return Value.of(s.spot(), Optional.empty());
        }
        var age = s.optional("max-age", DurationFormat.wholeSeconds(0, 2 * 365 * 24 * 60 * 60), Hsts.DEFAULT_MAX_AGE);
        var subdomains = s.optional("include-subdomains", ChoiceFormat.truth(), false);
        var preload = s.optional("preload", ChoiceFormat.truth(), false);
        return s.make(() -> Optional.of(new Hsts(age.get(), subdomains.get(), preload.get())));
    }

    /// Every value of a list of listeners.
    static List<ListenerSettings> settings(List<ListenerSection> listeners) {
        return listeners.stream().map(listener -> listener.settings().get()).toList();
    }
}
