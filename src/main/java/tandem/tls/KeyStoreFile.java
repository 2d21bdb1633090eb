package tandem.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import tandem.tls.CertificateSettings.Source;

/// Reads a certificate with its key from a PKCS #12 key store (RFC 7292).
final class KeyStoreFile {
    private static final String KEY = "keystore";

    private KeyStoreFile() {}

    /// @param names that it is served for
    static Credential read(Source.Pkcs12 settings, List<String> names, FileBytes files) throws TlsFileException {
        var file = settings.keyStoreFile();
        var bytes = files.read(KEY, file);
        var given = files.password(settings.passwordFile());
        var password = given.orElseGet(() -> new char[0]);
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            var aliases = new ArrayList<String>();
            for (var alias : Collections.list(store.aliases())) if (store.isKeyEntry(alias)) aliases.add(alias);
            if (aliases.size() != 1)
                throw new TlsFileException(
                        KEY,
                        "found " + (aliases.isEmpty() ? "no" : aliases.size()) + " private keys in " + file
                                + "; expected one, with its certificate");
            var key = (PrivateKey) store.getKey(aliases.getFirst(), password);
            var chain = Arrays.stream(store.getCertificateChain(aliases.getFirst()))
                    .map(X509Certificate.class::cast)
                    .toList();
            return new Credential(file, key, chain, names);
        } catch (IOException | GeneralSecurityException e) {
            if (isPassword(e))
                throw given.isPresent()
                        ? new TlsFileException("password-file", "its password does not open " + file, e)
                        : new TlsFileException(KEY, file + " has a password; expected password-file beside it", e);
            throw new TlsFileException(KEY, file + " is no PKCS #12 key store, or damaged: " + e.getMessage(), e);
        }
    }

    private static boolean isPassword(Exception e) {
        return e instanceof UnrecoverableKeyException || e.getCause() instanceof UnrecoverableKeyException;
    }
}
