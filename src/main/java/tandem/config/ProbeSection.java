package tandem.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.health.Probe;
import tandem.health.Probe.Body;
import tandem.health.Probe.Statuses;
import tandem.proxy.TransportSettings;
import tandem.tls.BackendTlsSettings;

/// What a pool's `check` does to a backend, as it was read.
///
/// @param probe  all of it but what its connection is like
/// @param kind   of the check
/// @param asPool whether its connection is like those of requests
/// @param tls    its section `tls`, if it has one
record ProbeSection(Value<Probe> probe, Value<Kind> kind, Value<Boolean> asPool, Optional<BackendTlsSection> tls) {
    private static final TextFormat METHOD =
            new TextFormat("a method,", 20, c -> c >= 'A' && c <= 'Z', c -> c >= 'A' && c <= 'Z', "capital letters");
    private static final TextFormat TEXT =
            new TextFormat("a text", 1024, c -> c >= ' ', c -> c >= ' ', "no control characters");
    private static final TextFormat POINTER =
            new TextFormat("a JSON pointer such as /status,", 1024, c -> c == '/', c -> c >= ' ', "the first is /");

    private static final TextFormat FIELD = new TextFormat(
            "the name of a field,",
            64,
            TextFormat::letterOrDigit,
            c -> TextFormat.letterOrDigit(c) || c == '-',
            "letters, digits, -");

    private static final TextFormat HOST = new TextFormat(
            "a host, perhaps with its port,",
            255,
            c -> c > ' ',
            c -> c > ' ' && c < 127 && c != '/',
            "no spaces, no /");

    /// Of which kind a check is.
    enum Kind {
        HTTP,
        HTTPS,
        TCP,
        TLS;

        boolean asks() {
            return this == HTTP || this == HTTPS;
        }
    }

    /// @param s the section `check`, of which others read the rest
    static ProbeSection read(Section s) {
        var kind = s.optional("kind", ChoiceFormat.of(Kind.class), Kind.HTTP);
        var port = s.maybe("port", new IntegerFormat(1, EndpointFormat.MAX_PORT));
        var method = s.optional("method", METHOD, "GET");
        var path = s.optional("path", new TargetFormat(), "/");
        var host = s.maybe("host", HOST);
        var expect = s.optional("expect", new StatusRangeFormat(), Statuses.DEFAULT);
        var body = body(s, method);
        var advice = s.maybe("advice-header", FIELD);
        // At another port there is another server, of which the pool knows nothing.
        var asPool = s.optional("as-pool", ChoiceFormat.truth(), !s.has("port"));
        var tls = s.section("tls", BackendTlsSection::read);
        if (kind.is(asked -> !asked.asks()))
            Stream.of("method", "path", "host", "expect", "body", "json", "advice-header")
                    .filter(s::has)
                    .forEach(key -> s.problem(s.spotOf(key), "belongs to a check of kind http or https"));
        var probe = s.make(() -> new Probe(
                port.get(),
                switch (kind.get()) {
                    case TCP, TLS -> new Probe.Connect();
                    case HTTP, HTTPS ->
                        new Probe.Http(method.get(), path.get(), host.get(), expect.get(), body.get(), advice.get());
                }));
        return new ProbeSection(probe, kind, asPool, tls);
    }

    /// Whether its connections are without TLS.
    ///
    /// @param pool whether those of requests are with it
    boolean isPlain(boolean pool) {
        return kind.is(asked -> asked == Kind.TCP || (asked == Kind.HTTP && !(pool && asPool.is(as -> as))));
    }

    /// What its connections are like.
    ///
    /// @param requests what those of requests are like
    TransportSettings transport(TransportSettings requests) {
        boolean same = asPool.get();
        var own = tls.map(section -> section.settings().get());
        var secured = switch (kind.get()) {
            case TCP -> Optional.<BackendTlsSettings>empty();
            case HTTP -> same ? requests.tls().map(ofPool -> own.orElse(ofPool)) : Optional.<BackendTlsSettings>empty();
            case HTTPS, TLS -> Optional.of(own.or(requests::tls).orElse(BackendTlsSettings.DEFAULT));
        };
        return new TransportSettings(
                same ? requests.announcement() : Optional.empty(),
                secured,
                same ? requests.http2() : Optional.empty(),
                Optional.empty());
    }

    private static Value<Body> body(Section s, Value<String> method) {
        var text = s.maybe("body", TEXT);
        var json = s.section("json", ProbeSection::json);
        if (s.has("body") && s.has("json")) s.problem(s.spotOf("json"), "excludes body; expected one of them");
        for (String key : List.of("body", "json"))
            if (s.has(key) && method.is("HEAD"::equals))
                s.problem(s.spotOf(key), "the answer to HEAD has no body; expected another method");
        return s.make(
                () -> json.get().or(() -> text.get().map(Body.Contains::new)).orElseGet(Body.Any::new));
    }

    private static Value<Optional<Body>> json(Section s) {
        var pointer = s.maybe("pointer", POINTER);
        var value = s.maybe("value", TEXT);
        if (s.isWritten() && !(s.has("pointer") && s.has("value")))
            s.problem(s.spot(), "found only a part of it; expected pointer and value");
        return s.make(() ->
                pointer.get().map(place -> new Body.Json(place, value.get().orElseThrow())));
    }
}
