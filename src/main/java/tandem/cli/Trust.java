package tandem.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// Whom a command believes, and by what it is known itself.
///
/// @param trusted PEM certificates to trust and no others; empty for those that Java trusts
/// @param own     shown to a node that asks for a certificate
record Trust(Optional<Path> trusted, Optional<Own> own) {
    private static final char[] NO_PASSWORD = {};

    /// A certificate with its key, PEM files.
    ///
    /// @param certificate and those between it and its root
    /// @param key         PKCS #8
    record Own(Path certificate, Path key) {}

    /// What a connection is made with; empty when Java's own will do.
    Optional<SSLContext> context() throws AdminClient.Refused {
        if (trusted.isEmpty() && own.isEmpty()) return Optional.empty();
        try {
            var context = SSLContext.getInstance("TLS");
            var keys = own.isPresent() ? keys(own.get()) : null;
            var trust = trusted.isPresent() ? trust(trusted.get()) : null;
            context.init(keys, trust, null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new AdminClient.Refused("TLS cannot be used: " + e.getMessage());
        }
    }

    private static TrustManager[] trust(Path pem) throws AdminClient.Refused {
        try {
            var store = empty();
            int number = 0;
            for (var certificate : certificates(pem)) store.setCertificateEntry("trusted-" + number++, certificate);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new AdminClient.Refused("the certificates in " + pem + " cannot be used: " + e.getMessage());
        }
    }

    private static KeyManager[] keys(Own own) throws AdminClient.Refused {
        try {
            var chain = certificates(own.certificate()).toArray(Certificate[]::new);
            if (chain.length == 0) throw new GeneralSecurityException("there is no certificate in it");
            var store = empty();
            store.setKeyEntry("own", key(own.key(), chain[0].getPublicKey().getAlgorithm()), NO_PASSWORD, chain);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            return keys.getKeyManagers();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new AdminClient.Refused("the certificate in " + own.certificate() + " with the key in " + own.key()
                    + " cannot be used: " + e.getMessage());
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path pem)
            throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }

    private static PrivateKey key(Path pem, String algorithm) throws IOException, GeneralSecurityException {
        var text = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
    }
}
