package tandem.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.tls.Cipher;
import tandem.tls.TlsProblem;
import tandem.tls.TlsSettings;
import tandem.tls.TlsSettings.Clients;
import tandem.tls.TlsSettings.Demand;
import tandem.tls.TlsSettings.Sessions;
import tandem.tls.TlsSettings.Version;

/// The section `tls` of a listener as it was read.
///
/// @param settings all of it
/// @param spots    the place of every value that names a file, by its key below this section
record TlsSection(Value<TlsSettings> settings, Map<String, Spot> spots) {
    private static final Format<Duration> HANDSHAKE =
            DurationFormat.between(Duration.ofMillis(100), Duration.ofMinutes(5));
    private static final Format<Cipher> CIPHER = new ChoiceFormat<>(cipherNames());
    static final ChoiceFormat<Version> VERSION = new ChoiceFormat<>(versions());

    /// The section, or nothing when it is not written.
    static Optional<TlsSection> read(Section s) {
        var spots = new HashMap<String, Spot>();
        if (!s.isWritten()) {
            s.alsoKnown(
                    "certificates",
                    "minimum-version",
                    "ciphers",
                    "client-certificates",
                    "sessions",
                    "handshake-timeout");
            return Optional.empty();
        }
        var certificates = s.someSections(
                "certificates",
                TlsSettings.MOST_CERTIFICATES,
                "a list of at least one certificate",
                CertificateSection::read);
        for (int i = 0; i < certificates.size(); i++)
            for (var entry : certificates.get(i).spots().entrySet())
                spots.put("certificates[" + i + "]." + entry.getKey(), entry.getValue());
        var version = s.optional("minimum-version", VERSION, Version.TLS_1_2);
        var ciphers = s.values("ciphers", Cipher.values().length, CIPHER);
        if (s.has("ciphers") && ciphers.is(List::isEmpty))
            s.problem(ciphers.spot(), "found an empty list; expected at least one suite of TLS 1.2");
        var clients = s.section("client-certificates", section -> clients(section, spots));
        var sessions = s.section("sessions", TlsSection::sessions);
        var handshake = s.optional("handshake-timeout", HANDSHAKE, TlsSettings.DEFAULT_HANDSHAKE_TIMEOUT);
        var settings = s.make(() -> new TlsSettings(
                certificates.stream().map(c -> c.settings().get()).toList(),
                version.get(),
                s.has("ciphers") ? ciphers.get() : Cipher.DEFAULT,
                clients.get(),
                sessions.get(),
                handshake.get()));
        return Optional.of(new TlsSection(settings, Map.copyOf(spots)));
    }

    private static Value<Clients> clients(Section s, Map<String, Spot> spots) {
        var demand = s.optional("demand", ChoiceFormat.of(Demand.class), Demand.NONE);
        var file = s.maybe("ca-file", TextFormat.FILE);
        spots.put("client-certificates.ca-file", s.spotOf("ca-file"));
        if (demand.is(d -> d != Demand.NONE) && !s.has("ca-file"))
            s.problem(s.spotOf("ca-file"), "missing; client certificates are verified against the authorities in it");
        return s.make(() -> new Clients(demand.get(), file.get()));
    }

    private static Value<Sessions> sessions(Section s) {
        var cached = s.optional("cached", new IntegerFormat(0, Sessions.MOST_CACHED), Sessions.DEFAULT.cached());
        var timeout = s.optional("timeout", DurationFormat.wholeSeconds(1, 24 * 60 * 60), Sessions.DEFAULT.timeout());
        return s.make(() -> new Sessions(cached.get(), timeout.get()));
    }

    /// Where to point at for a problem of a file.
    Spot spotOf(TlsProblem problem) {
        return spots.getOrDefault(problem.key(), settings.spot().below(problem.key()));
    }

    private static Map<String, Cipher> cipherNames() {
        var names = new LinkedHashMap<String, Cipher>();
        for (var cipher : Cipher.values()) names.put(cipher.name(), cipher);
        return names;
    }

    private static Map<String, Version> versions() {
        var names = new LinkedHashMap<String, Version>();
        names.put("1.2", Version.TLS_1_2);
        names.put("1.3", Version.TLS_1_3);
        return names;
    }
}
