package tandem.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.tls.CertificateSettings;
import tandem.tls.CertificateSettings.Source;

/// An item of `certificates` as it was read.
///
/// @param settings all of it
/// @param spots    the places of its values, by key
record CertificateSection(Value<CertificateSettings> settings, Map<String, Spot> spots) {

    static CertificateSection read(Section s) {
        var certificate = s.maybe("certificate", TextFormat.FILE);
        var key = s.maybe("key", TextFormat.FILE);
        var store = s.maybe("keystore", TextFormat.FILE);
        var password = s.maybe("password-file", TextFormat.FILE);
        var ocsp = s.maybe("ocsp-file", TextFormat.FILE);
        var names = s.values("names", CertificateSettings.MOST_NAMES, new ServerNameFormat());
        goTogether(s);
        var spots = new HashMap<String, Spot>();
        for (var name : List.of("certificate", "key", "keystore", "password-file", "names", "ocsp-file"))
            spots.put(name, s.spotOf(name));
        var settings = s.make(() -> new CertificateSettings(
                store.get()
                        .<Source>map(file -> new Source.Pkcs12(file, password.get()))
                        .orElseGet(() -> new Source.Pem(
                                certificate.get().orElse(""), key.get().orElse(""), password.get())),
                names.get(),
                ocsp.get()));
        return new CertificateSection(settings, Map.copyOf(spots));
    }

    private static void goTogether(Section s) {
        if (s.has("keystore")) {
            for (var other : List.of("certificate", "key"))
                if (s.has(other))
                    s.problem(s.spotOf(other), "excludes keystore; expected either PEM files or a key store");
        } else if (!s.has("certificate") && !s.has("key")) {
            s.problem(s.spot(), "found neither certificate and key nor keystore; expected the files of a certificate");
        } else {
            for (var needed : List.of("certificate", "key"))
                if (!s.has(needed)) s.problem(s.spotOf(needed), "missing; expected the path of a PEM file");
        }
    }

    /// What a client may call a server.
    private record ServerNameFormat() implements Format<String> {
        @Override
        public Optional<String> parse(String text) {
            var name = text.startsWith("*.") ? text.substring(2) : text;
            return HostNameFormat.isName(name) ? Optional.of(text) : Optional.empty();
        }

        @Override
        public String expected() {
            return "a DNS name such as shop.example.com, or *.example.com for any one label before it";
        }
    }
}
