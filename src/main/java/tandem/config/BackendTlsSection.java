package tandem.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.tls.BackendTlsSettings;
import tandem.tls.CertificateSettings.Source;
import tandem.tls.TlsProblem;

/// The section `tls` of a pool, or of its checks, as it was read.
///
/// @param settings all of it
/// @param verify   whether certificates are verified
/// @param spots    the place of every value that names a file, by its key below this section
record BackendTlsSection(Value<BackendTlsSettings> settings, Value<Boolean> verify, Map<String, Spot> spots) {
    private static final List<String> FILES = List.of("ca-file", "certificate", "key", "password-file");

    /// The section, or nothing when it is not written.
    static Optional<BackendTlsSection> read(Section s) {
        if (!s.isWritten()) {
            s.alsoKnown("verify", "server-name", "minimum-version");
            FILES.forEach(s::alsoKnown);
            return Optional.empty();
        }
        var verify = s.optional("verify", ChoiceFormat.truth(), true);
        var authorities = s.maybe("ca-file", TextFormat.FILE);
        var name = s.maybe("server-name", new HostNameFormat());
        var certificate = certificate(s);
        var version = s.optional("minimum-version", TlsSection.VERSION, BackendTlsSettings.DEFAULT.minimumVersion());
        if (s.has("ca-file") && verify.is(asked -> !asked))
            s.problem(s.spotOf("ca-file"), "is of no use where verify is false");
        var settings = s.make(() ->
                new BackendTlsSettings(verify.get(), authorities.get(), name.get(), certificate.get(), version.get()));
        var spots = new HashMap<String, Spot>();
        for (var key : FILES) spots.put(key, s.spotOf(key));
        return Optional.of(new BackendTlsSection(settings, verify, Map.copyOf(spots)));
    }

    private static Value<Optional<Source.Pem>> certificate(Section s) {
        var certificate = s.maybe("certificate", TextFormat.FILE);
        var key = s.maybe("key", TextFormat.FILE);
        var password = s.maybe("password-file", TextFormat.FILE);
        if (s.has("certificate") || s.has("key") || s.has("password-file"))
            for (var needed : List.of("certificate", "key"))
                if (!s.has(needed)) s.problem(s.spotOf(needed), "missing; expected the path of a PEM file");
        return s.make(() ->
                certificate.get().map(file -> new Source.Pem(file, key.get().orElseThrow(), password.get())));
    }

    /// Where to point at for a problem of a file.
    Spot spotOf(TlsProblem problem) {
        return spots.getOrDefault(problem.key(), settings.spot().below(problem.key()));
    }
}
