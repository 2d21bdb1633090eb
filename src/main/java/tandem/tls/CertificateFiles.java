package tandem.tls;

import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.tls.CertificateSettings.Source;
import tandem.tls.TlsSettings.Demand;

/// Reads the files of a listener, or of the connections to backends, and finds all that is wrong with them, before
/// anything of it is used.
///
/// Blocks while it reads: not for an event loop.
public final class CertificateFiles {
    private static final int LEAST_RSA_BITS = 2048;

    private final Instant now;
    private final FileBytes files = new FileBytes();
    private final List<TlsProblem> problems = new ArrayList<>();

    private CertificateFiles(Instant now) {
        this.now = now;
    }

    /// Reads all files that the settings name.
    ///
    /// @param now for what has expired; such a certificate is served nevertheless, as the lesser evil
    public static Loaded load(TlsSettings settings, Instant now) {
        var reading = new CertificateFiles(now);
        var credentials = new ArrayList<Credential>();
        for (int i = 0; i < settings.certificates().size(); i++)
            reading.credential(settings.certificates().get(i), "certificates[" + i + "].", credentials);
        var authorities = settings.clients().demand() == Demand.NONE
                ? List.<X509Certificate>of()
                : reading.authorities(settings.clients().caFile(), "client-certificates.");
        return reading.loaded(credentials, authorities);
    }

    /// Reads all files that the settings of connections to backends name.
    ///
    /// @param now for what has expired
    public static Loaded load(BackendTlsSettings settings, Instant now) {
        var reading = new CertificateFiles(now);
        var credentials = new ArrayList<Credential>();
        settings.certificate()
                .ifPresent(source -> reading.credential(new CertificateSettings(source, List.of()), "", credentials));
        var authorities = reading.authorities(settings.caFile(), "");
        settings.caFile().ifPresent(file -> {
            for (var authority : authorities) reading.validity(authority, file, "ca-file");
        });
        return reading.loaded(credentials, authorities);
    }

    /// What an operator sees of the first certificate of a PEM file that is not served by a listener of the
    /// proxy.
    ///
    /// @return empty where it cannot be read; whoever serves it says why
    public static Optional<CertificateSnapshot> show(String file) {
        try {
            var bytes = new FileBytes().read("certificate", file);
            var own = Certificates.read(bytes, "certificate", file).getFirst();
            return Optional.of(Credential.snapshot(file, own, Credential.dnsNames(own), Optional.empty()));
        } catch (TlsFileException unreadable) {
            return Optional.empty();
        }
    }

    private Loaded loaded(List<Credential> credentials, List<X509Certificate> authorities) {
        if (problems.stream().anyMatch(TlsProblem::fatal)) return new Loaded.Unusable(problems);
        return new Loaded.Usable(new Loaded.Material(credentials, authorities, files.fingerprint()), problems);
    }

    /// Every file that the settings name.
    public static List<String> named(TlsSettings settings) {
        var names = new ArrayList<String>();
        for (var certificate : settings.certificates()) {
            add(certificate.source(), names);
            certificate.ocspFile().ifPresent(names::add);
        }
        settings.clients().caFile().ifPresent(names::add);
        return List.copyOf(names);
    }

    /// Every file that the settings of connections to backends name.
    public static List<String> named(BackendTlsSettings settings) {
        var names = new ArrayList<String>();
        settings.certificate().ifPresent(source -> add(source, names));
        settings.caFile().ifPresent(names::add);
        return List.copyOf(names);
    }

    private static void add(Source source, List<String> names) {
        names.add(source.file());
        if (source instanceof Source.Pem pem) names.add(pem.keyFile());
        source.passwordFile().ifPresent(names::add);
    }

    private void credential(CertificateSettings certificate, String path, List<Credential> into) {
        try {
            var credential = switch (certificate.source()) {
                case Source.Pem pem -> pem(pem, certificate);
                case Source.Pkcs12 store -> KeyStoreFile.read(store, certificate.names(), files);
            };
            into.add(stapled(named(credential), certificate, path));
            look(credential, certificate, path);
        } catch (TlsFileException wrong) {
            problems.add(new TlsProblem(path + wrong.key(), String.valueOf(wrong.getMessage()), true));
        }
    }

    private Credential pem(Source.Pem pem, CertificateSettings certificate) throws TlsFileException {
        var chain = Certificates.read(files.read("certificate", pem.certificateFile()), "certificate", pem.file());
        var password = files.password(pem.passwordFile());
        var key = PrivateKeys.read(files.read("key", pem.keyFile()), pem.keyFile(), password);
        if (!PrivateKeys.belongTogether(key, chain.getFirst().getPublicKey()))
            throw new TlsFileException(
                    "key",
                    pem.keyFile() + " is not the key of the certificate in " + pem.certificateFile() + " ("
                            + subject(chain.getFirst()) + "); expected the key that it was issued for");
        return new Credential(pem.file(), key, chain, certificate.names());
    }

    private static Credential named(Credential c) {
        return c.names().isEmpty()
                ? new Credential(c.file(), c.key(), c.chain(), Credential.dnsNames(c.certificate()))
                : c;
    }

    /// Without a good response it is served all the same, since most clients do not ask for one.
    private Credential stapled(Credential credential, CertificateSettings settings, String path) {
        if (settings.ocspFile().isEmpty()) return credential;
        var file = settings.ocspFile().get();
        try {
            return credential.with(Staple.read(files.read("ocsp-file", file), file, credential.chain(), now));
        } catch (TlsFileException wrong) {
            warn(path + wrong.key(), wrong.getMessage() + "; nothing is stapled");
            return credential;
        }
    }

    private void look(Credential credential, CertificateSettings settings, String path) throws TlsFileException {
        var file = credential.file();
        var own = credential.certificate();
        Certificates.inOrder(credential.chain(), fileKey(settings), file);
        if (own.getPublicKey() instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS)
            throw new TlsFileException(
                    fileKey(settings),
                    file + " has an RSA key of " + rsa.getModulus().bitLength() + " bits; expected " + LEAST_RSA_BITS
                            + " at least");
        var at = path + fileKey(settings);
        for (var certificate : credential.chain()) validity(certificate, file, at);
        var inside = Credential.dnsNames(own);
        for (var name : settings.names())
            if (!CertificateNames.cover(inside, name))
                warn(
                        path + "names",
                        "the certificate in " + file + " is not valid for " + name + " (but for "
                                + String.join(", ", inside) + ")");
    }

    private void validity(X509Certificate certificate, String file, String at) {
        if (certificate.getNotAfter().toInstant().isBefore(now))
            warn(
                    at,
                    "the certificate of " + subject(certificate) + " in " + file + " has expired at "
                            + certificate.getNotAfter().toInstant());
        if (certificate.getNotBefore().toInstant().isAfter(now))
            warn(
                    at,
                    "the certificate of " + subject(certificate) + " in " + file + " is not valid before "
                            + certificate.getNotBefore().toInstant());
    }

    private List<X509Certificate> authorities(Optional<String> file, String path) {
        if (file.isEmpty()) return List.of();
        try {
            return Certificates.read(files.read("ca-file", file.get()), "ca-file", file.get());
        } catch (TlsFileException wrong) {
            problems.add(new TlsProblem(path + wrong.key(), String.valueOf(wrong.getMessage()), true));
            return List.of();
        }
    }

    private void warn(String key, String message) {
        problems.add(new TlsProblem(key, message, false));
    }

    private static String fileKey(CertificateSettings settings) {
        return switch (settings.source()) {
            case Source.Pem _ -> "certificate";
            case Source.Pkcs12 _ -> "keystore";
        };
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
